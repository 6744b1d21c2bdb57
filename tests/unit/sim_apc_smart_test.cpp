#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

namespace {

using namespace std::string_literals;

Desk smart_desk(const std::string& model) { return Desk("apc-smart", {{"model", model}, {"smart", "on"}}); }

}  // namespace

TEST_CASE("APC smart: dumb until Y, and again after R", "[sim]") {
    Desk desk("apc-smart");
    for (const char* const letter : {"Q", "S", "@000", "A"}) CHECK(desk.ask(letter).empty());
    CHECK(desk.executed().empty());
    CHECK(desk.ask("Y") == "SM\r\n");
    CHECK(desk.ask("Q") == "08\r\n");
    CHECK(desk.ask("R") == "BYE\r\n");
    CHECK(desk.ask("Q").empty());
}

TEST_CASE("APC smart: the replies of a published unit", "[sim]") {
    Desk desk = smart_desk("su420");
    CHECK(desk.ask("V") == "DWI\r\n");
    CHECK(desk.ask("a") == "3.!$%+?=#|.\x01\x0E\x1A')+-89@ABDEFGKLMNOPQRSUVWXYZabcdefgjklmnopqrsuxyz~\r\n");
    CHECK(desk.ask("b") == "21.3.I\r\n");
    CHECK(desk.ask("\x01") == "SMART-UPS 420   \r\n");
    CHECK(desk.ask("n") == "NS9847001053\r\n");
    CHECK(desk.ask("f") == "100.0\r\n");
    CHECK(desk.ask("j") == "0010:\r\n");
    desk.command("input 231.8");
    CHECK(desk.ask("L") == "231.8\r\n");
    CHECK(desk.ask("C") == "NA\r\n");
    CHECK(desk.ask("\x1A").starts_with("#uD43127130133136uA43108110112114uI43253257261265lD"));
    CHECK(desk.ask("\x1A").size() == 1 + 205 + 2);
}

TEST_CASE("APC smart: an outage with its alerts", "[sim]") {
    Desk desk = smart_desk("smart-ups");
    desk.command("mains off");
    CHECK(desk.after(0s) == "!");
    CHECK(desk.ask("G", 200ms) == "NA\r\n");
    CHECK(desk.ask("Q", 1s) == "10\r\n");
    CHECK(desk.ask("G", 1s) == "L\r\n");
    CHECK(desk.after(28s) == "!");
    desk.command("battery 15");
    CHECK(desk.after(0s) == "%");
    CHECK(desk.ask("Q", 1s) == "50\r\n");
    CHECK(desk.after(40s).empty());
    desk.command("mains on");
    CHECK(desk.after(0s) == "$");
    CHECK(desk.ask("Q", 1s) == "48\r\n");
    desk.command("battery 50");
    CHECK(desk.after(0s) == "+");
    CHECK(desk.ask("Q", 1s) == "08\r\n");
    desk.command("replace-battery on");
    CHECK(desk.after(std::chrono::hours(5)) == "##");
    CHECK(desk.ask("Q", 1s) == "88\r\n");
    desk.command("overload on");
    CHECK(desk.ask("Q", 1s) == "?A8\r\n");
}

TEST_CASE("APC smart: S is refused on line, obeys the grace delay and comes back", "[sim]") {
    Desk desk = smart_desk("smart-ups");
    CHECK(desk.ask("S") == "NO\r\n");
    desk.command("mains off");
    desk.after(1s);
    CHECK(desk.ask("p", 1s) == "020\r\n");
    CHECK(desk.ask("-", 1s) == "OK\r\n|");
    CHECK(desk.ask("p", 1s) == "180\r\n");
    CHECK(desk.ask("S", 1s) == "OK\r\n");
    CHECK(desk.executed().ends_with("S: output off in 180 s, return with mains\n"));
    desk.after(178999ms);
    CHECK(desk.ups->output_on());
    desk.after(1ms);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("Q", 1s) == "00\r\n");
    CHECK(desk.ask("8", 1s) == "10\r\n");
    desk.command("mains on");
    desk.after(1ms);
    CHECK(desk.ups->output_on());
}

TEST_CASE("APC smart: @nnn counts tenths of an hour; refused digits run as commands", "[sim]") {
    Desk desk = smart_desk("smart-ups");
    CHECK(desk.ask("@001") == "OK\r\n");
    desk.after(20s);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("@").starts_with("NA"));
    desk.ask("1", 4s);
    CHECK(desk.ask("1") == "PROG\r\n");
    CHECK(desk.executed().ends_with("DANGER 1 1: programming mode entered\n"));
    CHECK(desk.ask("R") == "BYE\r\n");
    desk.after(std::chrono::minutes(6));
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("@0A0") == "NO\r\n");
    CHECK(desk.ask("@000") == "OK\r\n");
    CHECK(desk.ask("\x7F") == "OK\r\n");
    desk.after(60s);
    CHECK(desk.ups->output_on());
}

TEST_CASE("APC smart: K, Z and ^N count only twice with a pause between", "[sim]") {
    Desk desk = smart_desk("smart-ups");
    CHECK(desk.ask("K", 1s).empty());
    CHECK(desk.ask("K", 1499ms).empty());
    desk.ask("Q", 1s);
    CHECK(desk.ask("K", 1500ms).empty());
    CHECK(desk.ups->power().off_pending() == false);
    CHECK(desk.ask("K", 1s) == "OK\r\n");
    desk.after(20s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(std::chrono::hours(1));
    CHECK_FALSE(desk.ups->output_on());
    desk.ask("\x0E", 1500ms);
    desk.ask("\x0E", 100ms);
    CHECK(desk.ups->output_on());
    desk.ask("Z", 1500ms);
    desk.ask("Z", 0s);
    CHECK_FALSE(desk.ups->output_on());
}

TEST_CASE("APC smart: settings wrap, texts are shortened by CR, z resets", "[sim]") {
    Desk desk = smart_desk("smart-ups");
    for (const char* const next : {"020", "180", "300", "600", "020"}) {
        CHECK(desk.ask("p", 1s) == next + "\r\n"s);
        CHECK(desk.ask("-", 1s) == "OK\r\n|");
    }
    CHECK(desk.ask("L", 1s) == "230.0\r\n");
    CHECK(desk.ask("-", 1s) == "NO\r\n");
    CHECK(desk.ask("c", 1s) == "UPS_IDEN\r\n");
    CHECK(desk.ask("-", 1s).empty());
    CHECK(desk.ask("RACK7\r\r\r", 1s) == "OK\r\n|");
    CHECK(desk.ask("c", 1s) == "RACK7\r\n");
    CHECK(desk.ask("z", 1s) == "CLEAR\r\n");
    CHECK(desk.ask("p", 1s) == "020\r\n");
    CHECK(desk.ask("E", 1s) == "336\r\n");
}

TEST_CASE("APC smart: self test, calibration, simulated failure", "[sim]") {
    Desk desk = smart_desk("smart-ups");
    CHECK(desk.ask("X", 1s) == "NO\r\n");
    CHECK(desk.ask("W", 1s) == "!OK\r\n");
    CHECK(desk.ask("Q", 1s) == "10\r\n");
    CHECK(desk.ask("G", 1s) == "S\r\n");
    CHECK(desk.after(6s) == "$");
    CHECK(desk.ask("X", 1s) == "OK\r\n");
    desk.command("battery 100");
    CHECK(desk.ask("D", 1s) == "!OK\r\n");
    CHECK(desk.ask("Q", 1s) == "11\r\n");
    CHECK(desk.ask("D", 1s) == "$OK\r\n");
    CHECK(desk.ask("D", 1s) == "NO\r\n");
    CHECK(desk.ask("U", 1s) == "!OK\r\n");
    CHECK(desk.ask("S", 1s) == "OK\r\n");
}

TEST_CASE("APC smart: an old unit says * and nothing, wakes by the clock", "[sim]") {
    Desk desk = smart_desk("old");
    CHECK(desk.ask("V") == "8QD\r\n");
    CHECK(desk.ask("a").empty());
    CHECK(desk.ask("S").empty());
    CHECK(desk.ask("@000").empty());
    CHECK(desk.ups->output_on());
    desk.command("mains off");
    desk.after(1s);
    CHECK(desk.ask("@001", 1s) == "**");
    CHECK_FALSE(desk.ups->output_on());
    desk.after(std::chrono::minutes(6));
    CHECK(desk.ups->output_on());
}

TEST_CASE("APC smart: what nobody knows is logged as dangerous", "[sim]") {
    Desk desk = smart_desk("smart-ups");
    CHECK(desk.ask("5") == "NA\r\n");
    CHECK(desk.executed() == "DANGER unknown command 35 \"5\"\n");
    CHECK(desk.ask("H") == "NA\r\n");
    CHECK(desk.executed() == "DANGER unknown command 35 \"5\"\n");
}

}  // namespace upsmd::sim
