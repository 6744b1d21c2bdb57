#include "posix-sim/sim/cables.h"
#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

namespace {

constexpr OutputLines kDtr{.dtr = true, .rts = false, .brk = false};
constexpr OutputLines kRts{.dtr = false, .rts = true, .brk = false};
constexpr OutputLines kBoth{.dtr = true, .rts = true, .brk = false};
constexpr OutputLines kNone{.dtr = false, .rts = false, .brk = false};

}  // namespace

TEST_CASE("Simple: the mask's lines at either polarity", "[sim]") {
    Desk positive("simple", {{"options", "0x7f"}});
    CHECK(positive.ups->lines() == InputLines{});
    positive.command("mains off");
    CHECK(positive.ups->lines() == InputLines{.cts = true});
    positive.command("battery-low on");
    CHECK(positive.ups->lines() == InputLines{.cts = true, .dcd = true});

    Desk negative("simple", {{"options", "0xf"}});
    CHECK(negative.ups->lines() == InputLines{.cts = true, .dcd = true});
    negative.command("mains off");
    CHECK(negative.ups->lines() == InputLines{.dcd = true});
    negative.command("battery-low on");
    CHECK(negative.ups->lines() == InputLines{});

    Desk without_low("simple", {{"options", "13"}});
    without_low.command("mains off");
    without_low.command("battery-low on");
    CHECK(without_low.ups->lines() == InputLines{.cts = true});
}

TEST_CASE("Simple: the kill line must stand for its hold time, on battery", "[sim]") {
    Desk desk("simple", {{"options", "0x7f"}, {"hold", "1000"}});
    desk.ups->on_outputs(kBoth, desk.now);
    desk.after(10s);
    CHECK(desk.ups->output_on());
    desk.ups->on_outputs(kNone, desk.now);
    desk.command("mains off");
    desk.ups->on_outputs(kDtr, desk.now);
    desk.after(999ms);
    desk.ups->on_outputs(kNone, desk.now);
    desk.after(10s);
    CHECK(desk.ups->output_on());
    desk.ups->on_outputs(kDtr, desk.now);
    desk.after(1s);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.executed() == "kill line: output off in 0 s, return with mains\n");
    desk.command("mains on");
    desk.after(3s);
    CHECK(desk.ups->output_on());
}

TEST_CASE("Simple: a kill level left standing acts at the next outage", "[sim]") {
    Desk desk("simple", {{"options", "0x3f"}});
    desk.ups->on_outputs(kRts, desk.now);
    desk.after(60s);
    CHECK(desk.ups->output_on());
    desk.command("mains off");
    desk.after(1s);
    CHECK_FALSE(desk.ups->output_on());
}

TEST_CASE("Simple: named cables: lines, bias and kill", "[sim]") {
    struct Row {
        const char* cable;
        OutputLines run;
        OutputLines kill;
        InputLines on_line;
        InputLines on_battery;
        InputLines low;
    };
    const Row rows[] = {
        {"apc-940-0020b", kRts, kBoth, {}, {.cts = true}, {.cts = true, .dcd = true}},
        {"apc-940-0119a", kRts, kDtr, {}, {.cts = true}, {.cts = true, .dcd = true}},
        {"apc-940-0095a", kDtr, kRts, {}, {.ri = true}, {.ri = true, .dcd = true}},
        {"apc-940-0023a", kNone, kRts, {}, {.dcd = true}, {.cts = true, .dcd = true}},
        {"cyberpower", kRts, kDtr, {.cts = true, .dcd = true}, {.dcd = true}, {}},
    };
    for (const Row& row : rows) {
        INFO(row.cable);
        Desk desk("simple", {{"cable", row.cable}});
        desk.ups->on_outputs(row.run, desk.now);
        CHECK(desk.ups->lines() == row.on_line);
        desk.command("mains off");
        CHECK(desk.ups->lines() == row.on_battery);
        desk.command("battery-low on");
        CHECK(desk.ups->lines() == row.low);
        desk.after(10s);
        CHECK(desk.ups->output_on());
        desk.ups->on_outputs(row.kill, desk.now);
        desk.after(1s);
        CHECK_FALSE(desk.ups->output_on());
    }
    Desk blind("simple", {{"cable", "cyberpower"}});
    blind.ups->on_outputs(kNone, blind.now);
    CHECK(blind.ups->lines() == InputLines{});
}

TEST_CASE("Simple: wrong options are named", "[sim]") {
    std::string error;
    CHECK(make_ups("simple", {{"cable", "apc-1"}}, 1, error) == nullptr);
    CHECK(error.starts_with("option cable: not one of apc-940-0020b "));
    CHECK(make_ups("simple", {{"options", "0x1g"}}, 1, error) == nullptr);
    CHECK(error == "option options: not a hexadecimal mask: \"0x1g\"");
    CHECK(make_ups("simple", {{"colour", "red"}}, 1, error) == nullptr);
    CHECK(error == "unknown option \"colour\"");
    CHECK(make_ups("smoke", {}, 1, error) == nullptr);
    CHECK(error == "unknown protocol \"smoke\" (" + simulated_protocols() + ")");
}

}  // namespace upsmd::sim
