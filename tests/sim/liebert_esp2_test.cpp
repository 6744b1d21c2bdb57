// Whole outages of simulated ESP-II units, turned off and back, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::value;

namespace {

SiteOptions site(const sim::Options& ups = {}) {
    SiteOptions result;
    result.protocol = "liebert-esp2";
    result.ups = ups;
    return result;
}

}  // namespace

TEST_CASE("esp2 outage: on line, on battery, low, turned off after the delay, back", "[esp2][outage]") {
    const std::string header = GENERATE(as<std::string>{}, "repeats", "plain");
    SimWorld world;
    const std::size_t ups = world.add(site({{"header", header}}));
    REQUIRE(world.run_to_state(ups, State::online, 1s));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::device_model) == "GXT2-1000RT230");
    CHECK(value(world, ups, Variable::ups_firmware) == "GXT2MR14");
    CHECK(value(world, ups, Variable::device_serial) == "0436500117AF251");
    CHECK(value(world, ups, Variable::ups_mfr_date) == "08DEC04");
    CHECK(value(world, ups, Variable::input_voltage) == "230.0");
    CHECK(value(world, ups, Variable::ups_load) == "23");
    CHECK(value(world, ups, Variable::battery_runtime) == "600");
    CHECK(value(world, ups, Variable::input_frequency) == "50.0");
    CHECK(value(world, ups, Variable::ups_power_nominal) == "1000");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    world.run_for(30s);
    CHECK(world.status(ups) == "OB DISCHRG");
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 4s));

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    REQUIRE(world.run_until(asked + 3s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    CHECK(world.executed(ups).back() == "9C 88: output off in 70 s, return with mains");
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 73s);
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);  // our own order is no forced shutdown

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(10s);
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::query_dropped) == 0);
}

TEST_CASE("esp2: a large three-phase unit", "[esp2]") {
    SimWorld world;
    const std::size_t ups = world.add(site({{"class", "nxe"}, {"phases", "3"}}));
    world.run_for(90s);
    CHECK(value(world, ups, Variable::output_phases) == "3");
    CHECK(value(world, ups, Variable::ups_power_nominal) == "20000");
    CHECK(value(world, ups, Variable::input_l3_n_voltage) == "230.0");
    CHECK(value(world, ups, Variable::output_l2_power) == "1500");
    CHECK(value(world, ups, Variable::output_l1_power_percent) == "23");
    CHECK(value(world, ups, Variable::input_frequency) == "50.00");
    CHECK(value(world, ups, Variable::input_voltage).empty());
    CHECK(world.count_events(ups, SessionEvent::Kind::query_dropped) == 0);
}

TEST_CASE("esp2: conditions come with the status", "[esp2]") {
    SimWorld world;
    const std::size_t ups = world.add(site());
    world.run_for(30s);
    world.command(ups, "replace-battery on");
    world.command(ups, "overload on");
    world.command(ups, "bypass on");
    world.run_for(2s);
    CHECK(world.status(ups) == "OL RB BYPASS OVER");
    world.command(ups, "replace-battery off");
    world.command(ups, "overload off");
    world.command(ups, "bypass off");
    world.run_for(2s);
    CHECK(world.status(ups) == "OL");
}

TEST_CASE("esp2: an off order that is not answered is given up", "[esp2][control]") {
    SimWorld world;
    const std::size_t ups = world.add(site());
    world.run_for(30s);
    world.command(ups, "silent on");
    REQUIRE(world.request(ups, {Control::shutdown_return, 60s, {}}));
    world.run_for(5s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
    world.run_for(200s);
    CHECK(world.site(ups).ups->output_on());
}

TEST_CASE("esp2: faults on the wire never turn into another state", "[esp2]") {
    const std::string fault = GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "noise 30");
    INFO(fault);
    SimWorld world;
    const std::size_t ups = world.add(site());
    world.run_for(30s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(6700ms);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}
