// Whole outages of simulated large on-line units, turned off and back, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::options;
using upsmd::testing::value;

TEST_CASE("large on-line units: on line, on battery, low, turned off after the delay, back", "[online][outage]") {
    const std::string protocol =
        GENERATE(as<std::string>{}, "q2", "q6", "innova-rt31", "innova-rt33", "innova-ae");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    REQUIRE(world.run_to_state(ups, State::online, 1500ms));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::battery_charge) == "100");
    CHECK(value(world, ups, Variable::ups_load) == "23");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    world.run_for(10s);
    CHECK(world.status(ups) == "OB");
    CHECK(value(world, ups, Variable::input_voltage) == "0.0");
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 4s));
    world.command(ups, "battery 80");  // a low battery cuts the delay short

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    REQUIRE(world.run_until(asked + 8s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    CHECK(world.executed(ups).back() == "S02R0003: output off in 120 s, return with mains not before 180 s");
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 120s);
    CHECK(world.now() - asked <= 125s);
    world.run_for(20s);
    CHECK(value(world, ups, Variable::ups_load) == "0");

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("large on-line units: the bypass's voltage goes with the mains", "[online]") {
    SimWorld world;
    const std::size_t ups = world.add(options("innova-rt31"));
    world.run_for(30s);
    CHECK(value(world, ups, Variable::input_bypass_voltage) == "230.0");
    CHECK(value(world, ups, Variable::battery_voltage) == "328.8");
    CHECK(value(world, ups, Variable::battery_voltage_nominal) == "288.0");
    world.command(ups, "mains off");
    world.run_for(30s);
    CHECK(value(world, ups, Variable::input_bypass_voltage) == "0.0");
    world.command(ups, "mains on");
    world.command(ups, "bypass on");
    world.run_for(5s);
    CHECK(world.status(ups) == "OL BYPASS");
}

TEST_CASE("large on-line units: what a unit does not know is left out", "[online]") {
    SimWorld world;
    const std::size_t castle = world.add(options("q6", {{"phases", "1/1"}, {"refuse", "F"}, {"model", "C1K"}}));
    const std::size_t brief = world.add(options("q2", {{"short", "on"}, {"refuse", "F+WA+BPS+WH+FW?+SASV07?"}}));
    world.run_for(60s);
    CHECK(world.status(castle) == "OL");
    CHECK(value(world, castle, Variable::device_model) == "C1K");
    CHECK(value(world, castle, Variable::input_voltage_nominal) == "230");
    CHECK(value(world, castle, Variable::input_bypass_voltage) == "230.0");
    CHECK(value(world, castle, Variable::ups_load) == "23");
    CHECK(world.status(brief) == "OL");
    CHECK(value(world, brief, Variable::battery_voltage) == "328.8");
    CHECK(value(world, brief, Variable::battery_charge).empty());
    CHECK(value(world, brief, Variable::battery_runtime).empty());
    CHECK(world.count_events(brief, SessionEvent::Kind::query_dropped) == 6);
    CHECK(world.count_events(brief, SessionEvent::Kind::comm_lost) == 0);
}

TEST_CASE("large on-line units: faults on the wire never turn into another state", "[online]") {
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "noise 30", "echo on");
    INFO(fault);
    SimWorld world;
    const std::size_t ups = world.add(options("innova-rt31"));
    world.run_for(10s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(4700ms);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}
