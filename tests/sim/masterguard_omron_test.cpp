// Whole outages of simulated Masterguard and Omron units, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::options;
using upsmd::testing::value;

TEST_CASE("masterguard, omron: on line, on battery, low, turned off after the delay, back", "[masterguard][omron][outage]") {
    const std::string protocol = GENERATE(as<std::string>{}, "masterguard", "omron");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    REQUIRE(world.run_to_state(ups, State::online, 1500ms));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::battery_charge) == "100");
    CHECK(value(world, ups, Variable::battery_runtime) == "600");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    world.run_for(10s);
    CHECK(world.status(ups) == "OB");
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 5s));
    world.command(ups, "battery 80");  // a low battery cuts the delay short

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    REQUIRE(world.run_until(asked + 8s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 120s);
    CHECK(world.now() - asked <= 126s);
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("masterguard: address, cells and beeper are learnt and used", "[masterguard]") {
    SimWorld world;
    const std::size_t ups = world.add(options("masterguard", {{"address", "42"}, {"packs", "2"}, {"model", "A 2000"}}));
    world.run_for(30s);
    CHECK(value(world, ups, Variable::ups_id) == "42");
    CHECK(value(world, ups, Variable::battery_packs) == "2");
    CHECK(value(world, ups, Variable::device_serial) == "2782");
    CHECK(value(world, ups, Variable::ups_power_nominal) == "2000");
    CHECK(value(world, ups, Variable::output_voltage_nominal) == "230");
    CHECK(value(world, ups, Variable::battery_voltage) == "27.36");
    REQUIRE(world.request(ups, {Control::beeper_disable, {}, {}}));
    world.run_for(10s);
    CHECK(world.executed(ups).back() == "SS: beeper off");
    CHECK(value(world, ups, Variable::ups_beeper_status) == "disabled");
    world.command(ups, "replace-battery on");
    world.run_for(5s);
    CHECK(world.status(ups) == "ALARM OL RB");
    CHECK(value(world, ups, Variable::ups_alarm) == "replace battery");
}

TEST_CASE("masterguard: a unit that knows nothing but Q3 is watched all the same", "[masterguard]") {
    SimWorld world;
    const std::size_t ups = world.add(options("masterguard", {{"refuse", "WH+GS+GSN+PNV"}}));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::battery_charge) == "100");
    CHECK(value(world, ups, Variable::battery_voltage).empty());
    CHECK(world.count_events(ups, SessionEvent::Kind::query_dropped) == 4);
}

TEST_CASE("omron: a unit that does not answer An is not told to turn off", "[omron][control]") {
    SimWorld world;
    const std::size_t ups = world.add(options("omron", {{"refuse", "An"}}));
    world.run_for(10s);
    REQUIRE(world.request(ups, {Control::shutdown_return, 30s, {}}));
    world.run_for(10s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
    world.command(ups, "deaf on");
    REQUIRE(world.request(ups, {Control::shutdown_stayoff, 30s, {}}));
    world.run_for(10s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
    for (const std::string& text : world.executed(ups)) CHECK(text.starts_with("C:"));
}

TEST_CASE("omron: charge is estimated where the unit does not tell it", "[omron]") {
    SimWorld world;
    const std::size_t ups = world.add(options("omron", {{"refuse", "Bl ?+RTS"}}));
    world.run_for(30s);
    CHECK(value(world, ups, Variable::battery_voltage) == "54.8");
    world.command(ups, "mains off");
    world.command(ups, "battery 50");
    world.run_for(5s);
    CHECK(std::stoi(value(world, ups, Variable::battery_charge)) == Approx(50).margin(3));
    CHECK(value(world, ups, Variable::battery_runtime).empty());
}

TEST_CASE("masterguard, omron: faults on the wire never turn into another state", "[masterguard][omron]") {
    const std::string protocol = GENERATE(as<std::string>{}, "masterguard", "omron");
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
