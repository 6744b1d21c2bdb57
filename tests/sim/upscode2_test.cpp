// Whole outages of simulated UPScode II units, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::value;

namespace {

SiteOptions options(sim::Options ups = {}) {
    SiteOptions result;
    result.protocol = "upscode2";
    result.ups = std::move(ups);
    return result;
}

}  // namespace

TEST_CASE("upscode2 outage: on line, on battery, low, turned off after the delay, back", "[upscode2][outage]") {
    const bool small = GENERATE(true, false);
    const std::string type = small ? "online" : "standby";
    const std::string phases = small ? "1" : "3";
    CAPTURE(type, phases);
    SimWorld world;
    const std::size_t ups = world.add(options({{"type", type}, {"phases", phases}}));
    REQUIRE(world.run_to_state(ups, State::online, 8s));
    world.run_for(40s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::device_model) == "PROFILE 1500");
    CHECK(value(world, ups, Variable::device_serial) == "TE12345678");
    CHECK(value(world, ups, Variable::ups_power_nominal) == "1500");
    CHECK(value(world, ups, Variable::ups_beeper_status) == "enabled");
    CHECK(world.executed(ups).empty());

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 15s));
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 15s));
    CHECK(world.status(ups) == "OB LB DISCHRG");

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}, {}}));
    REQUIRE(world.run_until(asked + 30s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 71s);
    const Time off = world.now();
    world.command(ups, "mains on");
    REQUIRE(world.run_until(off + 600s, [&] { return world.site(ups).ups->output_on(); }));
    CHECK(world.now() - off >= 180s);
    REQUIRE(world.run_to_state(ups, State::online, 20s));
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
}

TEST_CASE("upscode2: a turn-off while a status is on its way is not lost", "[upscode2][control]") {
    const auto moment = GENERATE(0ms, 300ms, 900ms, 1700ms, 2600ms);
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(40s + moment);
    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_stayoff, 20s, {}, {}}));
    REQUIRE(world.run_until(asked + 40s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 20s);
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    REQUIRE(world.request(ups, {Control::load_on, {}, {}, {}}));
    CHECK(world.run_until(world.now() + 10s, [&] { return world.site(ups).ups->output_on(); }));
}

TEST_CASE("upscode2: a unit without lists, serial numbers and delays", "[upscode2]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"refuse", "UPCL+UPSN+UPPM+UPSD"}}));
    REQUIRE(world.run_to_state(ups, State::online, 8s));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::device_model) == "PROFILE 1500");
    CHECK(value(world, ups, Variable::device_serial).empty());
    // Without the delay read back nothing is turned off.
    REQUIRE(world.request(ups, {Control::shutdown_return, 30s, {}, {}}));
    world.run_for(200s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
    CHECK(world.site(ups).ups->output_on());
}

TEST_CASE("upscode2: the charge of a unit that tells none comes from its own voltages", "[upscode2]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"charge", "off"}}));
    world.run_for(40s);
    CHECK(value(world, ups, Variable::battery_charge).starts_with("8"));  // 54.8 V between 39.84 V and 57.6 V
}

TEST_CASE("upscode2: faults on the wire never turn into another state", "[upscode2]") {
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "echo on");
    INFO(fault);
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(20s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(9700ms);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
    CHECK(world.executed(ups).empty());
}
