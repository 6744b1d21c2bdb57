#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

TEST_CASE("Megatec: status, identity and ratings are the description's samples byte for byte", "[sim]") {
    Desk desk("megatec");
    desk.command("input 230.1");
    desk.command("output 230.4");
    desk.command("load 14");
    CHECK(desk.ask("Q1\r") == "(230.1 230.1 230.4 014 50.0 27.4 30.0 00001001\r");
    CHECK(desk.ask("F\r") == "#230.0 004 024.0 50.0\r");
    CHECK(desk.ask("I\r") == "#ACME CORP       LINE-700   VT12046Q  \r");

    desk.command("output 229.8");
    desk.command("load 23");
    desk.command("mains off");
    desk.command("battery 73");
    CHECK(desk.ask("Q1\r", 0s).empty());
    CHECK(desk.after(1s) == "(000.0 000.0 229.8 023 50.0 24.6 30.0 10001001\r");
    desk.command("battery 8");
    CHECK(desk.ask("Q1\r", 1s) == "(000.0 000.0 229.8 023 50.0 21.2 30.0 11001001\r");
}

TEST_CASE("Megatec: the answer comes after the think time, not before", "[sim]") {
    Desk desk("megatec", {{"think", "100"}});
    CHECK(desk.ask("Q1\r", 99ms).empty());
    CHECK(desk.after(1ms).size() == 47);
}

TEST_CASE("Megatec: unknown commands are echoed, refused or ignored", "[sim]") {
    Desk desk("megatec");
    CHECK(desk.ask("QPI\r") == "QPI\r");
    desk.command("unknown nak");
    CHECK(desk.ask("QPI\r") == "(NAK\r");
    desk.command("unknown silence");
    CHECK(desk.ask("QPI\r").empty());
    CHECK(desk.refused("unknown maybe") == "unknown: not echo, nak or silence: \"maybe\"");
    desk.command("unknown echo");
    // Malformed turn-offs are unknown commands and turn nothing off.
    for (const char* const wrong : {"S\r", "S1\r", "S0A\r", "S01R12\r", "S01R00000\r", "S01X0003\r", "T00\r", "TX\r"}) {
        CHECK(desk.ask(wrong) == wrong);
    }
    CHECK(desk.executed().empty());
}

TEST_CASE("Megatec: delayed turn-off returns with the mains, not before the ordered minutes", "[sim]") {
    Desk desk("megatec");
    desk.command("mains off");
    CHECK(desk.ask("S.5R0003\r", 0s).empty());
    CHECK(desk.executed() == "S.5R0003: output off in 30 s, return with mains not before 180 s\n");
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "10001011\r");
    desk.after(28999ms);
    CHECK(desk.ups->output_on());
    desk.after(1ms);
    CHECK_FALSE(desk.ups->output_on());
    desk.command("mains on");
    desk.after(179999ms);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(1ms);
    CHECK(desk.ups->output_on());
}

TEST_CASE("Megatec: S02R0000 stays off until C, S02 returns 10 s after the mains, C cancels", "[sim]") {
    Desk desk("megatec");
    desk.ask("S02R0000\r", 121s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(std::chrono::hours(10));
    CHECK_FALSE(desk.ups->output_on());
    desk.ask("C\r", 9s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(1s);
    CHECK(desk.ups->output_on());

    desk.command("mains off");
    desk.ask("S02\r", 100s);
    desk.ask("C\r", 100s);
    CHECK(desk.ups->output_on());
    desk.ask("S02\r", 120s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(50s);
    desk.command("mains on");
    desk.after(9999ms);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(1ms);
    CHECK(desk.ups->output_on());
}

TEST_CASE("Megatec: a low battery cuts the countdown short; S00 is dangerous", "[sim]") {
    Desk desk("megatec");
    desk.command("mains off");
    desk.ask("S10\r", 1s);
    desk.command("battery-low on");
    desk.after(1ms);
    CHECK_FALSE(desk.ups->output_on());

    Desk other("megatec");
    other.ask("S00R0000\r", 1s);
    CHECK(other.executed().starts_with("DANGER S00R0000: output off at once\n"));
    CHECK_FALSE(other.ups->output_on());

    Desk old("megatec", {{"old-firmware", "on"}});
    old.ask("S01R0001\r", 1s);
    CHECK(old.executed().starts_with("DANGER S01R0001"));
    old.after(std::chrono::hours(1));
    CHECK_FALSE(old.ups->output_on());
}

TEST_CASE("Megatec: tests show b2, CT ends them, Q toggles the beeper", "[sim]") {
    Desk desk("megatec");
    CHECK(desk.ask("T\r", 1s).empty());
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "00001101\r");
    desk.after(8s);
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "00001001\r");
    desk.ask("T10\r", 1s);
    desk.ask("CT\r", 1s);
    desk.ask("Q\r", 1s);
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "00001000\r");
    desk.command("test fail");
    desk.ask("T\r", 11s);
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "00011000\r");
}

TEST_CASE("Megatec: volts per cell and the irregular forms", "[sim]") {
    Desk cell("megatec", {{"battery", "cell"}});
    CHECK(cell.ask("Q1\r").substr(28, 4) == "2.28");
    Desk desk("megatec");
    const std::string good = desk.ask("Q1\r");
    desk.command("oddity lost-paren");
    CHECK(desk.ask("Q1\r") == good.substr(1));
    desk.command("oddity no-temperature");
    CHECK(desk.ask("Q1\r") == "(230.0 230.0 230.0 023 50.0 27.4 --.- 00001001\r");
    desk.command("oddity crlf");
    CHECK(desk.ask("Q1\r") == good + "\n");
    desk.command("oddity nul");
    CHECK(desk.ask("Q1\r") == std::string(1, '\0') + good);
}

TEST_CASE("Battery: drains with the load, is low at its threshold, dies, comes back with the mains", "[sim]") {
    Desk desk("megatec", {{"runtime", "100"}, {"load", "50"}});
    desk.command("mains off");
    desk.after(80s);
    CHECK(desk.ups->power().level() == Approx(20));
    CHECK(desk.ups->power().low());
    desk.command("load 100");
    desk.after(9999ms);
    CHECK(desk.ups->output_on());
    desk.after(2ms);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ups->power().dead());
    CHECK(desk.ask("Q1\r").empty());
    desk.command("mains on");
    desk.after(1ms);
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("Q1\r").size() == 47);
}

}  // namespace upsmd::sim
