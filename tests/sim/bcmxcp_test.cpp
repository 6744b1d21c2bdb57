// Whole outages of simulated BCM/XCP units, turned off and back, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::value;

namespace {

SiteOptions site(const sim::Options& ups = {}) {
    SiteOptions result;
    result.protocol = "bcmxcp";
    result.ups = ups;
    return result;
}

bool accepted(SimWorld& world, std::size_t ups, Duration within) {
    return world.run_until(world.now() + within,
                           [&] { return world.session(ups).control_phase() == ControlPhase::accepted; });
}

}  // namespace

TEST_CASE("bcmxcp outage: on line, on battery, low, turned off after the delay, back", "[bcmxcp][outage]") {
    const std::string form = GENERATE(as<std::string>{}, "short", "long");
    SimWorld world;
    const std::size_t ups = world.add(site({{"status", form}}));
    REQUIRE(world.run_to_state(ups, State::online, 3s));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::battery_charge) == "100");
    CHECK(value(world, ups, Variable::device_model) == "POWERWARE UPS 1500i");
    CHECK(value(world, ups, Variable::device_serial) == "RT123A0456");
    CHECK(value(world, ups, Variable::input_voltage) == "230.0");
    CHECK(value(world, ups, Variable::battery_charger_status) == "floating");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    world.run_for(10s);
    CHECK(world.status(ups) == "ALARM OB DISCHRG");
    CHECK(value(world, ups, Variable::ups_alarm) == "utility out of limits, utility not present, UPS on battery");
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 4s));

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    REQUIRE(world.run_until(asked + 3s, [&] { return world.session(ups).control_phase() != ControlPhase::running; }));
    REQUIRE(accepted(world, ups, 3s));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 66s);
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);  // our own order is no forced shutdown

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(10s);
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("bcmxcp: units that are silent at first, or have no list of commands", "[bcmxcp]") {
    SimWorld world;
    const std::size_t silent = world.add(site({{"silent-a0", "on"}}));
    const std::size_t locked = world.add(site({{"needs-authorisation", "on"}}));
    const std::size_t plain = world.add(site({{"commands", "off"}}));
    world.run_for(20s);
    for (const std::size_t ups : {silent, locked, plain}) {
        CHECK(world.status(ups) == "OL");
        CHECK(world.count_events(ups, SessionEvent::Kind::query_dropped) == 0);
    }
    CHECK_FALSE(world.request(plain, {Control::load_on, {}, {}}));
    REQUIRE(world.request(plain, {Control::shutdown_return, 30s, {}}));
    CHECK(accepted(world, plain, 6s));
}

TEST_CASE("bcmxcp: three phases", "[bcmxcp]") {
    SimWorld world;
    const std::size_t ups = world.add(site({{"phases", "3"}}));
    world.run_for(20s);
    CHECK(value(world, ups, Variable::output_l2_power_percent) == "23.00");
    CHECK(value(world, ups, Variable::input_l3_n_voltage) == "230.0");
    CHECK(value(world, ups, Variable::output_l3_n_voltage) == "230.0");
    CHECK(value(world, ups, Variable::output_phases) == "3");
}

TEST_CASE("bcmxcp: a battery test is no outage", "[bcmxcp][control]") {
    SimWorld world;
    const std::size_t ups = world.add(site());
    world.run_for(20s);
    REQUIRE(world.request(ups, {Control::test_battery_start_quick, {}, {}}));
    REQUIRE(accepted(world, ups, 6s));
    world.run_for(5s);
    CHECK(world.status(ups).find("OL") != std::string::npos);
    CHECK(world.status(ups).find("TEST") != std::string::npos);
    world.run_for(90s);
    for (const auto& change : world.site(ups).changes) CHECK(change.state == State::online);
    CHECK(value(world, ups, Variable::ups_test_result) == "passed");
    // But an outage during a test is one.
    REQUIRE(world.request(ups, {Control::test_battery_start_quick, {}, {}}));
    REQUIRE(accepted(world, ups, 6s));
    world.run_for(45s);
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 3s));
}

TEST_CASE("bcmxcp: stay off, stop, horn", "[bcmxcp][control]") {
    SimWorld world;
    const std::size_t ups = world.add(site());
    world.run_for(20s);
    REQUIRE(world.request(ups, {Control::shutdown_stayoff, 90s, {}}));
    REQUIRE(accepted(world, ups, 6s));
    CHECK(world.executed(ups).back() == "93: output off in 180 s, stay off");
    world.run_for(10s);
    REQUIRE(world.request(ups, {Control::shutdown_stop, {}, {}}));
    REQUIRE(accepted(world, ups, 6s));
    CHECK(world.executed(ups).back() == "93: scheduled off cancelled");
    world.run_for(300s);
    CHECK(world.site(ups).ups->output_on());
    REQUIRE(world.request(ups, {Control::beeper_toggle, {}, {}}));
    REQUIRE(accepted(world, ups, 6s));
    CHECK(world.executed(ups).back() == "95: horn 0");
    world.run_for(10s);
    CHECK(value(world, ups, Variable::ups_beeper_status) == "disabled");
}

TEST_CASE("bcmxcp: faults on the wire never turn into another state", "[bcmxcp]") {
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "noise 30", "echo on");
    INFO(fault);
    SimWorld world;
    const std::size_t ups = world.add(site());
    world.run_for(20s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(8700ms);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}
