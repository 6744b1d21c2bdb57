// Whole outages of a simulated ETA PRO, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::value;

namespace {

SiteOptions options(sim::Options ups = {}) {
    SiteOptions result;
    result.protocol = "etapro";
    result.ups = std::move(ups);
    return result;
}

}  // namespace

TEST_CASE("etapro outage: on line, on battery, low, turned off after the delay, back", "[etapro][outage]") {
    const std::string echo = GENERATE(as<std::string>{}, "on", "off");
    SimWorld world;
    const std::size_t ups = world.add(options({{"echo", echo}, {"power", "1500"}}));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(20s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::device_model) == "mini+UPS 1500 PRO");
    CHECK(value(world, ups, Variable::battery_voltage).starts_with("2"));

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 3s));
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 5s));
    CHECK(world.status(ups) == "OB LB");

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}, {}}));
    world.run_for(8s);
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 66s);
    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("etapro: faults on the wire never turn into another state", "[etapro]") {
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "echo on");
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
