#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

TEST_CASE("Masterguard: the published samples", "[sim]") {
    Desk desk("masterguard", {{"load", "43"}, {"runtime", "1023"}});
    desk.command("input 225.9");
    desk.command("output 229.3");
    desk.command("temperature 23.4");
    CHECK(desk.ask("Q3\r") == "(00 225.9 225.9 229.3 043 50.0 02.28 23.4 017.03 100 00000000 00000000\r");
    CHECK(desk.ask("WH\r") ==
          "(00 10.06 03.09 A  700  + 0 Bat Pack-19        0 230 50.00 012 02.00 006.00 012.00 018 10 40 160 276 47.00 "
          "53.00\r");
    CHECK(desk.ask("GS,00\r") == "(00,00 0 1\r");
    CHECK(desk.ask("GSN,00\r") == "(00,SSN=6A1212      2782 \r");
    CHECK(desk.ask("PNV\r") == "(PNV=230\r");
    CHECK(desk.ask("Q1\r").size() == 47);
    CHECK(Desk("masterguard", {{"old-names", "on"}}).ask("WH\r").size() == 53);
}

TEST_CASE("Masterguard: its address, its beeper, its calibration", "[sim]") {
    Desk desk("masterguard", {{"address", "7"}, {"load", "43"}, {"refuse", "PNV"}});
    CHECK(desk.ask("Q3\r").substr(0, 4) == "(07 ");
    for (const char* const wrong : {"PNV\r", "GS,00\r", "XY\r", "F\r", "I\r", "Q\r", "SS--x0,07\r"}) {
        INFO(wrong);
        CHECK(desk.ask(wrong) == "NAK\r");
    }
    CHECK(desk.ask("SS---0,00\r", 1s).empty());
    CHECK(desk.ask("GS,07\r", 1s) == "(07,07 0 1\r");
    CHECK(desk.ask("SS---0,07\r", 1s).empty());
    CHECK(desk.ask("GS,07\r", 1s) == "(07,07 0 0\r");
    CHECK(desk.ask("T\r", 1s).empty());
    CHECK(desk.ask("Q3\r", 1s).substr(53) == "00000100 00000001\r");
    desk.after(9s);
    CHECK(desk.ask("Q3\r", 1s).substr(53) == "00000000 00000010\r");
    CHECK(desk.ask("TUD,07\r", 1s) == "NAK\r");  // the test took some of the battery
    desk.command("battery 100");
    CHECK(desk.ask("TUD,07\r", 1s).empty());
    CHECK(desk.ask("Q3\r", 1s).substr(53) == "00000100 00000110\r");
    desk.command("replace-battery on");
    CHECK(desk.ask("Q3\r", 1s).substr(62) == "00010110\r");
    CHECK(desk.ask("SS12--,07\r", 1s).empty());
    CHECK(desk.executed().find("DANGER SS12--,07") != std::string::npos);
    CHECK(desk.ask("Q3\r", 1s).substr(0, 4) == "(12 ");
}

TEST_CASE("Omron: the published samples", "[sim]") {
    Desk desk("omron", {{"load", "1"}, {"runtime", "41940"}, {"nominal-voltage", "100"}});
    desk.command("input 102.5");
    desk.command("output 102.4");
    desk.command("temperature 22.5");
    CHECK(desk.ask("Q1\r") == "(102.5 102.5 102.4 001 50.0 54.8 22.5 00101000\r");
    CHECK(desk.ask("Bl ?\r") == "100\r");
    CHECK(desk.ask("RTS\r") == "0699\r");
    CHECK(desk.ask("TPb\r") == "+22.5\r");
    CHECK(desk.ask("Lf ?\r") == "50.0\r");
    CHECK(desk.ask("PSNR\r") == "A0Z25110005109G \r");
    CHECK(desk.ask("FWV\r") == "M:0.17(S:2.00)\r");
    CHECK(desk.ask("BRR\r") == "20260730\r");
    CHECK(desk.ask("UN\r") == "1125W/1125VA/048V/160W/020W\r");
    desk.command("mains off");
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "10001000\r");
}

TEST_CASE("Omron: OK for what it takes, NAK for the rest", "[sim]") {
    Desk desk("omron");
    for (const char* const wrong : {"T\r", "TL\r", "CT\r", "Q\r", "F\r", "S.5R0003\r", "Sx.5\r", "S11\r", "S\r"}) {
        INFO(wrong);
        CHECK(desk.ask(wrong) == "NAK\r");
    }
    CHECK(desk.executed().empty());
    CHECK(desk.ask("An\r", 1s) == "OK\r");
    CHECK(desk.ask("S.5\r", 1s) == "OK\r");
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "00101010\r");
    CHECK(desk.ask("C\r", 1s) == "OK\r");
    desk.after(60s);
    CHECK(desk.ups->output_on());
    desk.command("mains off");
    desk.ask("S.2\r", 13s);
    CHECK_FALSE(desk.ups->output_on());
    desk.command("mains on");
    desk.after(11s);
    CHECK(desk.ups->output_on());
    desk.ask("Af\r", 1s);
    CHECK(desk.ask("Sf.2\r", 1s) == "OK\r");
    desk.after(std::chrono::hours(1));
    CHECK_FALSE(desk.ups->output_on());
}

}  // namespace upsmd::sim
