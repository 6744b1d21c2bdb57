#include "posix-sim/sim/scenario.h"
#include "posix-sim/sim/wire.h"
#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

TEST_CASE("Faults: one reply is damaged, the next is whole", "[sim]") {
    Desk desk("megatec");
    const std::string good = desk.ask("Q1\r");
    desk.command("truncated 10");
    CHECK(desk.ask("Q1\r") == good.substr(0, 10));
    CHECK(desk.ask("Q1\r") == good);
    desk.command("truncated");
    CHECK(desk.ask("Q1\r") == good.substr(0, 23));
    desk.command("duplicate");
    CHECK(desk.ask("Q1\r") == good + good);
    desk.command("garbage prefix 3");
    CHECK(desk.ask("Q1\r").substr(3) == good);
    desk.command("garbage 5");
    const std::string garbage = desk.ask("Q1\r");
    CHECK(garbage.size() == 5);
    CHECK(desk.ask("Q1\r") == good);

    Desk same("megatec");
    same.command("garbage prefix 3");
    same.ask("Q1\r");
    same.command("garbage 5");
    CHECK(same.ask("Q1\r") == garbage);
    Desk different("megatec", {}, 2);
    different.command("garbage prefix 3");
    different.ask("Q1\r");
    different.command("garbage 5");
    CHECK(different.ask("Q1\r") != garbage);
}

TEST_CASE("Faults: silent hears and obeys, deaf does not", "[sim]") {
    Desk desk("megatec");
    desk.command("silent on");
    CHECK(desk.ask("Q1\r").empty());
    CHECK(desk.ask("T\r").empty());
    CHECK(desk.executed() == "T: battery test\n");
    desk.command("silent off");
    desk.command("deaf on");
    CHECK(desk.ask("S01\r").empty());
    CHECK(desk.executed() == "T: battery test\n");
    desk.command("deaf off");
    CHECK(desk.ask("Q1\r").size() == 47);
}

TEST_CASE("Faults: stale, echo, delay, scripted replies", "[sim]") {
    Desk desk("megatec", {{"think", "0"}});
    const std::string ratings = desk.ask("F\r");
    desk.command("stale on");
    CHECK(desk.ask("F\r").empty());
    CHECK(desk.ask("Q1\r") == ratings);
    desk.command("stale off");
    desk.command("echo on");
    CHECK(desk.ask("F\r") == "F" + ratings);
    desk.command("echo off");
    desk.command("delay 1500");
    CHECK(desk.ask("F\r", 1499ms).empty());
    CHECK(desk.after(1ms) == ratings);
    desk.command("delay 0");
    desk.command("reply F #1 2\\x41\\r");
    CHECK(desk.ask("F\r") == "#1 2A\r");
    desk.command("reply F");
    CHECK(desk.ask("F\r") == ratings);
    CHECK(desk.refused("reply F \\q") == "reply: bad escape in \"\\q\"");
    CHECK(desk.refused("reply F") == "reply: nothing set for \"F\"");
    desk.command("send \\x80ab");
    CHECK(desk.after(0s) == "\x80" "ab");
}

TEST_CASE("Commands: mistakes are named and change nothing", "[sim]") {
    Desk desk("megatec");
    CHECK(desk.refused("mians off") == "unknown command \"mians\"");
    CHECK(desk.refused("mains maybe") == "mains: not on or off: \"maybe\"");
    CHECK(desk.refused("battery 101") == "battery: not a number in range: \"101\"");
    CHECK(desk.refused("load 1x") == "load: not a number in range: \"1x\"");
    CHECK(desk.refused("hangup now") == "hangup: unexpected: \"now\"");
    CHECK(desk.ups->status() ==
          "mains=on battery=100.0 low=off output=on load=23 on-battery=no test=no turn-off=none");
    desk.command("hangup");
    CHECK(desk.ups->hung_up());
    desk.command("replug");
    CHECK_FALSE(desk.ups->hung_up());
}

TEST_CASE("Wire: ten bit times a character, back to back, in each direction alone", "[sim]") {
    Wire wire(2400, true);
    const Time start{};
    wire.to_ups.push(to_bytes("Q1\r"), start);
    CHECK(wire.deadline() == start + 4166us);
    CHECK(wire.to_ups.take(start + 4165us).empty());
    CHECK(wire.to_ups.take(start + 4166us) == to_bytes("Q"));
    CHECK(wire.to_ups.take(start + 12499us) == to_bytes("1"));
    CHECK(wire.to_ups.take(start + 12500us) == to_bytes("\r"));
    CHECK(wire.deadline() == kNever);
    wire.to_pc.push(Bytes(47, 'x'), start + 1s);
    wire.to_pc.push(to_bytes("y"), start + 1s);
    CHECK(wire.to_pc.take(start + 1s + 195833us).size() == 47);
    CHECK(wire.to_pc.take(start + 1200ms) == to_bytes("y"));

    Wire direct(2400, false);
    direct.to_pc.push(to_bytes("abc"), start);
    CHECK(direct.to_pc.take(start).size() == 3);
}

TEST_CASE("Scenario: lines, comments, mistakes with their number", "[sim]") {
    std::vector<ScenarioStep> steps;
    std::string error;
    REQUIRE(parse_scenario("# an outage\n\nAT 1.5 mains off\nAT 20 reply Q1 (x y\\r\n", steps, error));
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].at == 1500ms);
    CHECK(steps[1].command == "reply Q1 (x y\\r");
    CHECK_FALSE(parse_scenario("AT 1 mains off\nAT x quit\n", steps, error));
    CHECK(error == "scenario line 2: not \"AT <seconds> COMMAND\": \"AT x quit\"");
    CHECK_FALSE(parse_scenario("AT 2 mains off\nAT 1 quit\n", steps, error));
    CHECK(error == "scenario line 2: time goes backwards: \"AT 1 quit\"");
    CHECK(steps.empty());
}

}  // namespace upsmd::sim
