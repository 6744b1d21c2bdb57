// Whole outages of simulated CyberPower and PowerMaster units on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::options;
using upsmd::testing::value;

namespace {

// On line, on battery, low; then back to 80 %.
void fail_power(SimWorld& world, std::size_t ups) {
    REQUIRE(world.run_to_state(ups, State::online, 1500ms));
    world.run_for(20s);
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 3s));
}

}  // namespace

TEST_CASE("cyberpower outage: low, turned off after the delay, back", "[cyberpower][outage]") {
    const std::string form = GENERATE(as<std::string>{}, "T", "R", "CST");
    const bool old = GENERATE(false, true);
    INFO(form << (old ? ", without Z" : ""));
    SimWorld world;
    // A unit that loses characters which come faster than 40 ms.
    const std::size_t ups =
        world.add(options("cyberpower", {{"form", form}, {"z", old ? "off" : "on"}, {"least-gap", "40"}}));
    fail_power(world, ups);
    CHECK(world.status(ups) == "OB LB");
    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    // Within the three seconds that UPSTurnOff may take.
    REQUIRE(world.run_until(asked + 3s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    CHECK(world.executed(ups).size() == 1);
    CHECK(world.executed(ups).back().starts_with(old ? "S02: output off in 120 s, return"
                                                     : "Z02: output off in 120 s, return"));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 125s);
    world.command(ups, "mains on");
    world.command(ups, "battery 80");
    REQUIRE(world.run_to_state(ups, State::online, 10s));
    world.run_for(30s);
    CHECK(world.site(ups).ups->output_on());
    CHECK(world.status(ups) == "OL");
    CHECK(world.count_events(ups, SessionEvent::Kind::query_dropped) == 0);
}

TEST_CASE("cyberpower: an older unit on mains is told when to come back", "[cyberpower]") {
    SimWorld world;
    const std::size_t ups = world.add(options("cyberpower", {{"z", "off"}}));
    world.run_for(10s);
    REQUIRE(world.request(ups, {Control::shutdown_return, 30s, {}}));
    REQUIRE(world.run_until(world.now() + 40s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.executed(ups).back() == "S.5R0003: output off in 30 s, return with mains not before 180 s");
    const Time off = world.now();
    REQUIRE(world.run_until(off + 200s, [&] { return world.site(ups).ups->output_on(); }));
    CHECK(world.now() - off >= 179s);
}

TEST_CASE("cyberpower: who it is, what it measures, a cancelled turn-off and a test", "[cyberpower]") {
    SimWorld world;
    const std::size_t ups = world.add(options("cyberpower", {{"form", "CST"}}));
    world.run_for(20s);
    CHECK(value(world, ups, Variable::device_model) == "CST135XLU");
    CHECK(value(world, ups, Variable::device_mfr) == "CyberPower Systems Inc.");
    CHECK(value(world, ups, Variable::device_serial) == "CR7EV2002320");
    CHECK(value(world, ups, Variable::battery_voltage) == "27.4");
    CHECK(value(world, ups, Variable::battery_runtime) == "600");
    CHECK(value(world, ups, Variable::input_transfer_high) == "265");
    REQUIRE(world.request(ups, {Control::shutdown_stayoff, 30s, {}}));
    world.run_for(5s);
    REQUIRE(world.request(ups, {Control::shutdown_stop, {}, {}}));
    world.run_for(60s);
    CHECK(world.site(ups).ups->output_on());
    CHECK(world.executed(ups).back() == "C: turn-off cancelled");
    REQUIRE(world.request(ups, {Control::test_battery_start_deep, {}, {}}));
    world.run_for(5s);
    CHECK(world.status(ups) == "OL TEST");
    CHECK(world.site(ups).state == State::online);
    REQUIRE(world.request(ups, {Control::test_battery_stop, {}, {}}));
    world.run_for(5s);
    CHECK(world.status(ups) == "OL");
}

TEST_CASE("cyberpower: a unit that does not hear the order has refused it", "[cyberpower][control]") {
    SimWorld world;
    const std::size_t ups = world.add(options("cyberpower"));
    world.run_for(10s);
    world.command(ups, "deaf on");
    REQUIRE(world.request(ups, {Control::shutdown_return, 60s, {}}));
    world.run_for(4s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
}

TEST_CASE("powermaster outage: on line, on battery, low, back; no turn-off is tried", "[powermaster][outage]") {
    SimWorld world;
    const std::size_t ups = world.add(options("powermaster"));
    fail_power(world, ups);
    CHECK(world.status(ups) == "OB LB DISCHRG");
    const auto refused = world.request(ups, {Control::shutdown_return, 60s, {}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::unsupported);
    world.command(ups, "battery 3");
    world.run_for(3s);
    CHECK(world.status(ups) == "ALARM OB LB DISCHRG");
    CHECK(value(world, ups, Variable::ups_alarm) == "battery critically low");
    world.command(ups, "mains on");
    world.command(ups, "battery 60");
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    CHECK(world.status(ups) == "OL CHRG");
    CHECK(value(world, ups, Variable::ups_alarm).empty());
    CHECK(value(world, ups, Variable::battery_voltage_nominal) == "24");
    CHECK(value(world, ups, Variable::ups_power_nominal) == "1200");
    world.command(ups, "battery 100");
    REQUIRE(world.request(ups, {Control::test_battery_start_quick, {}, {}}));
    world.run_for(3s);
    CHECK(world.status(ups) == "OL TEST");
    CHECK(world.site(ups).state == State::online);
    CHECK(world.executed(ups).size() == 1);
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
}

TEST_CASE("cyberpower and powermaster: faults on the wire never turn into another state", "[cyberpower]") {
    const std::string protocol = GENERATE(as<std::string>{}, "cyberpower", "powermaster");
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "noise 30", "echo on");
    INFO(protocol << ", " << fault);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    world.run_for(10s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(4700ms);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}

TEST_CASE("cyberpower: what the unit lists may be set, and is read back", "[cyberpower][setting]") {
    SimWorld world;
    const std::size_t ups = world.add(options("cyberpower", {{"form", "T"}}));
    REQUIRE(world.run_until(world.now() + 30s, [&] { return world.session(ups).asked_everything(); }));
    const auto plus_two = [&](Variable variable) { return std::to_string(std::stoi(value(world, ups, variable)) + 2); };
    const std::string high = plus_two(Variable::input_transfer_high);
    const std::string low = plus_two(Variable::input_transfer_low);
    struct Case {
        Variable variable;
        std::string wanted;
        std::string told;
    };
    const Case cases[] = {{Variable::input_transfer_high, high, "DANGER C2:" + high + ": setting changed"},
                          {Variable::input_transfer_low, low, "DANGER C3:" + low + ": setting changed"},
                          {Variable::battery_charge_low, "30", "DANGER C4:30: setting changed"}};
    for (const Case& each : cases) {
        INFO(each.told);
        REQUIRE(world.set(ups, each.variable, each.wanted));
        REQUIRE(world.run_until(world.now() + 10s, [&] { return value(world, ups, each.variable) == each.wanted; }));
        CHECK(world.executed(ups).back() == each.told);
        world.run_for(2s);
    }
    CHECK_FALSE(world.set(ups, Variable::battery_charge_low, "26"));
    CHECK_FALSE(world.set(ups, Variable::input_transfer_high, "300"));
}
