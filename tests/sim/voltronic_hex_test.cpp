// Whole outages of simulated Voltronic QS units in binary, turned off and back, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::value;

namespace {

SiteOptions options(const sim::Options& ups) {
    SiteOptions result;
    result.protocol = "voltronic-qs-hex";
    result.ups = ups;
    return result;
}

ControlPhase carried_out(SimWorld& world, std::size_t ups, const ControlRequest& request) {
    REQUIRE(world.request(ups, request));
    world.run_for(10s);
    return world.session(ups).control_phase();
}

}  // namespace

TEST_CASE("voltronic-qs-hex outage: on line, on battery, low, turned off after the delay, back", "[voltronic][outage]") {
    const std::string variant = GENERATE(as<std::string>{}, "P", "T");
    INFO(variant);
    SimWorld world;
    const std::size_t ups = world.add(options({{"variant", variant}}));
    REQUIRE(world.run_to_state(ups, State::online, 1500ms));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::ups_firmware_aux) == "PM-" + variant);
    CHECK(value(world, ups, Variable::battery_charge) == (variant == "T" ? "100" : ""));
    CHECK(value(world, ups, Variable::battery_voltage_nominal) == (variant == "T" ? "24" : ""));

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 1s));
    world.run_for(10s);
    CHECK(world.status(ups) == "OB");
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 2s));
    world.command(ups, "battery 80");  // a low battery cuts the delay short

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    REQUIRE(world.run_until(asked + 8s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 125s);
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("voltronic-qs-hex: every load, with all the escapes that come with it", "[voltronic]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"variant", "T"}}));
    world.run_for(5s);
    for (int load = 0; load <= 120; ++load) {
        world.command(ups, "load " + std::to_string(load));
        world.command(ups, "input " + std::to_string(180 + load / 2));
        world.run_for(1s);
        INFO(load);
        CHECK(value(world, ups, Variable::ups_load) == std::to_string(load));
        CHECK(world.reading(ups).number(Variable::input_voltage) == Approx(180 + load / 2).margin(0.051));
    }
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("voltronic-qs-hex: a test shows, on a P unit that does not know it it is refused", "[voltronic][control]") {
    SimWorld world;
    const std::size_t t = world.add(options({{"variant", "T"}}));
    const std::size_t p = world.add(options({{"variant", "P"}}));
    const std::size_t none = world.add(options({{"variant", "P"}, {"tests", "off"}}));
    const std::size_t refuses = world.add(options({{"variant", "T"}, {"tests", "off"}}));
    world.run_for(10s);
    for (const std::size_t ups : {t, p})
        CHECK(carried_out(world, ups, {Control::test_battery_start_quick, {}, {}}) == ControlPhase::accepted);
    for (const std::size_t ups : {none, refuses})
        CHECK(carried_out(world, ups, {Control::test_battery_start_quick, {}, {}}) == ControlPhase::refused);
    for (const std::size_t ups : {t, p, none, refuses})
        for (const auto& change : world.site(ups).changes) CHECK(change.state == State::online);
}

TEST_CASE("voltronic-qs-hex: cancelled, staying off and on again, the beeper", "[voltronic][control]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"variant", "P"}}));
    world.run_for(10s);
    CHECK(carried_out(world, ups, {Control::shutdown_return, 60s, {}}) == ControlPhase::accepted);
    CHECK(carried_out(world, ups, {Control::shutdown_stop, {}, {}}) == ControlPhase::accepted);
    world.run_for(300s);
    CHECK(world.site(ups).ups->output_on());
    CHECK(carried_out(world, ups, {Control::shutdown_stayoff, 12s, {}}) == ControlPhase::accepted);
    world.run_for(1000s);
    CHECK_FALSE(world.site(ups).ups->output_on());
    CHECK(value(world, ups, Variable::output_frequency) == "0.0");
    CHECK(carried_out(world, ups, {Control::load_on, {}, {}}) == ControlPhase::accepted);
    world.run_for(10s);
    CHECK(world.site(ups).ups->output_on());
    CHECK(carried_out(world, ups, {Control::beeper_disable, {}, {}}) == ControlPhase::accepted);
    CHECK(value(world, ups, Variable::ups_beeper_status) == "disabled");
    CHECK(carried_out(world, ups, {Control::beeper_disable, {}, {}}) == ControlPhase::accepted);
    CHECK(value(world, ups, Variable::ups_beeper_status) == "disabled");
    CHECK(carried_out(world, ups, {Control::beeper_enable, {}, {}}) == ControlPhase::accepted);
    CHECK(value(world, ups, Variable::ups_beeper_status) == "enabled");
    CHECK(carried_out(world, ups, {Control::load_off, {}, {}}) == ControlPhase::accepted);
    CHECK_FALSE(world.site(ups).ups->output_on());
}

TEST_CASE("voltronic-qs-hex: faults on the wire never turn into another state", "[voltronic]") {
    const std::string variant = GENERATE(as<std::string>{}, "P", "T");
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "noise 30", "echo on");
    INFO(variant << ", " << fault);
    SimWorld world;
    const std::size_t ups = world.add(options({{"variant", variant}}));
    world.run_for(10s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(4700ms);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}
