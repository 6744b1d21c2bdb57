// The simulated CyberPower text and PowerMaster units against the published samples.
#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

using namespace std::string_literals;

TEST_CASE("CyberPower unit: the samples byte for byte", "[sim]") {
    const Options american{{"nominal-voltage", "120"}, {"nominal-frequency", "60"}};
    Desk desk("cyberpower", american);
    desk.command("input 119");
    desk.command("load 19");
    desk.command("temperature 27");
    CHECK(desk.ask("D\r") == "#I119.0O119.0L019B100T027F060.0S\x80\x80\r");
    CHECK(desk.ask("P4\r") == "#BC1200     ,1.600,000000000000,CYBER POWER    \r");
    CHECK(desk.ask("P3\r") == "#12.0,002,008.0,00\r");
    CHECK(desk.ask("P2\r") == "#1200,0720,120,47,63\r");
    CHECK(desk.ask("P1\r") == "#120,138,088,20\r");
    CHECK(desk.ask("P6\r") == "#136,138,140\r");
    CHECK(desk.ask("\r\r").empty());
    CHECK(desk.ask("P5\r").empty());
    CHECK(desk.ask("X\r").empty());
    desk.command("mains off");
    desk.command("battery 80");
    CHECK(desk.ask("D\r", 1s) == "#I000.0O120.0L019B080T027F000.0S\xC0\x80\r");
    desk.command("battery-low on");
    CHECK(desk.ask("D\r", 1s).substr(32) == "\xE0\x80\r");
    Desk other("cyberpower",
               {{"form", "R"}, {"nominal-voltage", "118"}, {"nominal-frequency", "60"}, {"runtime", "13080"}});
    CHECK(other.ask("D\r") == "#I118.0O118.0L023B100F060.0R0218S\x80\x80\r");
    Desk cst("cyberpower",
             {{"form", "CST"}, {"nominal-voltage", "120"}, {"nominal-frequency", "60"}, {"runtime", "3900"}});
    cst.command("input 118.1");
    cst.command("load 23");
    CHECK(cst.ask("D\r") == "#I118.1O118.1L23B100V27.4F60.0HF60.0R65Q1.4S\x80\x84\xC0\x88\x80W\r");
    CHECK(cst.ask("P1\r") == "#120,138,088,0,300\r");
}

TEST_CASE("CyberPower unit: turn-off, return, cancel", "[sim]") {
    Desk desk("cyberpower");
    CHECK(desk.ask("Z.5\r", 1s) == "#0\r");
    CHECK(desk.ask("C\r", 1s) == "#0\r");
    desk.after(60s);
    CHECK(desk.ups->output_on());
    desk.command("mains off");
    CHECK(desk.ask("Z01\r", 59s) == "#0\r");
    CHECK(desk.ups->output_on());
    desk.after(1s);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("D\r", 1s).substr(32) == "\0\x80\r"s);
    desk.command("mains on");
    desk.after(1s);
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("S.1R0002\r", 6s) == "#0\r");
    CHECK_FALSE(desk.ups->output_on());
    desk.after(120s);
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("S.1\r", 3600s) == "#0\r");
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.executed() ==
          "Z.5: output off in 30 s, return with mains\nC: turn-off cancelled\nZ01: output off in 60 s, return with "
          "mains\n"
          "S.1R0002: output off in 6 s, return with mains not before 120 s\nS.1: output off in 6 s, stay off\n");
    for (const char* const wrong : {"S00\r", "S11\r", "S.0\r", "SX1\r", "S01R1\r", "S01X0001\r", "Z01R0001\r", "Z\r"})
        CHECK(desk.ask(wrong, 1s) == "#-4\r");
    Desk old("cyberpower", {{"z", "off"}});
    CHECK(old.ask("Z01\r", 1s).empty());
    old.command("mains off");
    CHECK(old.ask("S.1\r", 10s) == "#0\r");
    CHECK_FALSE(old.ups->output_on());
    old.command("mains on");
    old.after(1s);
    CHECK(old.ups->output_on());
}

TEST_CASE("CyberPower unit: tests, beeper, settings, characters that come too fast", "[sim]") {
    Desk desk("cyberpower");
    CHECK(desk.ask("T\r", 1s) == "#0\r");
    CHECK(desk.ask("D\r", 1s).substr(32) == "\x88\x80\r");
    desk.after(10s);
    CHECK(desk.ask("D\r", 1s).substr(32) == "\x80\x80\r");
    CHECK(desk.ask("TL\r", 1s) == "#0\r");
    CHECK(desk.ask("CT\r", 1s) == "#0\r");
    CHECK(desk.ask("C7:1\r", 1s) == "#0\r");
    CHECK(desk.ask("C7:2\r", 1s) == "#-4\r");
    CHECK(desk.ask("C3:090\r", 1s) == "#0\r");
    CHECK(desk.ask("P1\r", 1s).substr(8, 4) == ",090");
    desk.command("mains off");
    CHECK(desk.ask("T\r", 1s) == "#-10\r");
    Desk slow("cyberpower", {{"least-gap", "40"}});
    CHECK(slow.ask("D\r", 1s).empty());
    CHECK(slow.ask("\r", 1s).size() == 35);  // the D was heard, its end was not
    CHECK(slow.ask("D", 50ms).empty());
    CHECK(slow.ask("\r", 1s).size() == 35);
}

TEST_CASE("PowerMaster unit: the samples byte for byte", "[sim]") {
    Desk desk("powermaster", {{"load", "7"}, {"runtime", "2400"}});
    desk.command("input 239");
    desk.command("output 237");
    desk.command("frequency 50.1");
    CHECK(desk.ask("\r") == "#-1\r");
    CHECK(desk.ask("X41\r") == "#1200,PE02022.002,000000000000,000000000000000000\r");
    CHECK(desk.ask("B\r") == "#I239.0O237.0L007B100V27.4F50.1H50.1R040S\x80\x84\xD0\x80\x80\xC0\r");
    CHECK(desk.ask("X27\r") == "#230,290,162,10,300\r");
    CHECK(desk.ask("X51\r") == "#290\r");
    CHECK(desk.ask("X60\r") == "#162\r");
    CHECK(desk.ask("X72\r") == "#1200,0720,230,40,70,05.22\r");
    CHECK(desk.ask("X5\r") == "#12,2,7,0,5,480\r");
    CHECK(desk.ask("X4\r") == "#-3\r");
    CHECK(desk.ask("K19:OoNUTisAMAZINGoO\r") == "#0\r");
    CHECK(desk.ask("K60:2\r") == "#-4\r");
    CHECK(desk.ask("K60:0\r") == "#0\r");
    const auto flags = [&desk] { return desk.ask("B\r", 1s).substr(41); };
    CHECK(desk.ask("A\r", 1s) == "#0\r");
    CHECK(flags() == "\x88\x80\x88\x88\x80\xC0\r");
    CHECK(desk.ask("KA\r", 1s) == "#0\r");
    desk.command("battery 60");
    CHECK(desk.ask("AH\r", 1s) == "#-10\r");
    CHECK(flags() == "\x80\x84\x94\x80\x80\xC0\r");
    desk.command("mains off");
    CHECK(flags() == "\xC0\x83\x8C\x80\x80\xC0\r");
    desk.command("battery 15");
    CHECK(flags() == "\xC0\x83\x8C\x80\xA0\xC0\r");
    desk.command("battery 3");
    CHECK(flags() == "\xE0\x83\x8C\x80\xA0\xC0\r");
    for (const char* const unknown : {"S01\r", "Z01\r", "C\r", "T\r", "Q1\r"}) CHECK(desk.ask(unknown, 1s) == "#-3\r");
}

}  // namespace upsmd::sim
