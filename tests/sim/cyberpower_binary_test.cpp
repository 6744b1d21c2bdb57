// Whole outages of simulated CyberPower units of the binary protocol, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_world.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;

namespace {

SiteOptions options(sim::Options ups = {}) {
    SiteOptions result;
    result.protocol = "cyberpower-binary";
    result.ups = std::move(ups);
    return result;
}

std::string value(const SimWorld& world, std::size_t ups, Variable variable) {
    return world.reading(ups).get(variable).to_string();
}

}  // namespace

TEST_CASE("cyberpower-binary outage: on line, on battery, low, off at once, back", "[cyberpower-binary][outage]") {
    const std::string series = GENERATE(as<std::string>{}, "PR", "OP");
    CAPTURE(series);
    SimWorld world;
    const std::size_t ups = world.add(options({{"series", series}}));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(10s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::device_model) == (series == "PR" ? "PR2200" : "OP1500AVR"));
    CHECK(value(world, ups, Variable::ups_load) == (series == "PR" ? "23" : "22"));
    CHECK(value(world, ups, Variable::ups_start_battery) == "yes");
    CHECK(world.executed(ups).empty());

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 3s));
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 3s));
    CHECK(world.status(ups) == "OB LB");

    CHECK_FALSE(world.request(ups, {Control::shutdown_return, 60s, {}, {}}));
    world.run_for(5s);
    CHECK(world.site(ups).ups->output_on());
    REQUIRE(world.request(ups, {Control::shutdown_return, 0s, {}, {}}));
    world.run_for(3s);
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    CHECK_FALSE(world.site(ups).ups->output_on());
    world.command(ups, "mains on");
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("cyberpower-binary: the beeper is toggled only where it has to be", "[cyberpower-binary][control]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(10s);
    for (int time = 0; time < 2; ++time) {
        REQUIRE(world.request(ups, {Control::beeper_disable, {}, {}, {}}));
        world.run_for(5s);
        CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    }
    CHECK(world.executed(ups) == std::vector<std::string>{"B: beeper off"});
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::ups_beeper_status) == "disabled");
}

TEST_CASE("cyberpower-binary: a setting is written and read back", "[cyberpower-binary][setting]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(10s);
    REQUIRE(world.set(ups, Variable::input_transfer_high, "140"));
    world.run_for(5s);
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    CHECK(value(world, ups, Variable::input_transfer_high) == "140");
    CHECK(world.executed(ups) == std::vector<std::string>{"Q 02: -7"});
    CHECK_FALSE(world.set(ups, Variable::input_transfer_high, "150"));
}

TEST_CASE("cyberpower-binary: faults on the wire never turn into another state", "[cyberpower-binary]") {
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
    CHECK(world.executed(ups).empty());
}
