// Whole outages of a simulated Tripp Lite SmartPro, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::value;

namespace {

SiteOptions options(sim::Options ups = {}) {
    ups.emplace("nominal-voltage", "120");
    ups.emplace("nominal-frequency", "60");
    SiteOptions result;
    result.protocol = "tripplite";
    result.ups = std::move(ups);
    return result;
}

}  // namespace

TEST_CASE("tripplite outage: on line, on battery, low, turned off after the delay, back", "[tripplite][outage]") {
    const std::string echo = GENERATE(as<std::string>{}, "on", "off");
    SimWorld world;
    const std::size_t ups = world.add(options({{"echo", echo}, {"hertz-on-battery", echo}}));
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::device_model) == "Smart 700");
    CHECK(value(world, ups, Variable::battery_charge) == "100");
    CHECK(value(world, ups, Variable::input_voltage) == "120");
    CHECK(value(world, ups, Variable::ups_test_result) == "passed");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 3s));
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 5s));
    CHECK(world.status(ups) == "OB LB");

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}, {}}));
    const auto phase = [&] { return world.session(ups).control_phase(); };
    world.run_for(8s);
    if (echo == "off") {
        // Nothing says that the delay was heard, so nothing is turned off.
        CHECK(phase() == ControlPhase::refused);
        CHECK(world.executed(ups) == std::vector<std::string>{"N3D: the next command waits 61 s"});
        return;
    }
    CHECK(phase() == ControlPhase::accepted);
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 66s);
    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("tripplite: a battery test is told, its failure too", "[tripplite]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(20s);
    world.command(ups, "test fail");
    REQUIRE(world.request(ups, {Control::test_battery_start_quick, {}, {}, {}}));
    world.run_for(40s);
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    CHECK(value(world, ups, Variable::ups_test_result).starts_with("failed"));
    CHECK(world.site(ups).state == State::online);
}

TEST_CASE("tripplite: faults on the wire never turn into another state", "[tripplite]") {
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "noise 30", "echo on");
    INFO(fault);
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(10s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(4700ms);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}
