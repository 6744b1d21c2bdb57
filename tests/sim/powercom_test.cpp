// Whole outages of simulated Powercom units of every type, turned off and back, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_world.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;

namespace {

SiteOptions site(const std::string& protocol, const sim::Options& ups = {}) {
    SiteOptions result;
    result.protocol = protocol;
    result.ups = ups;
    return result;
}

double number(const SimWorld& world, std::size_t ups, Variable variable) {
    const auto value = world.reading(ups).number(variable);
    REQUIRE(value.has_value());
    return *value;
}

struct Unit {
    std::string protocol;
    sim::Options ups;
};

const std::vector<Unit>& units() {
    static const std::vector<Unit> kUnits{
        {"powercom-trust", {}},          {"powercom-egys", {}},           {"powercom-kp625ap", {}},
        {"powercom", {{"type", "imp"}}}, {"powercom", {{"type", "opti"}}}, {"powercom", {{"type", "kin"}}},
        {"powercom", {{"type", "bnt"}}}, {"powercom-bnt-other", {}},
    };
    return kUnits;
}

}  // namespace

TEST_CASE("powercom outage: on line, on battery, low, turned off after the delay, back", "[powercom][outage]") {
    const std::size_t which = GENERATE(range(std::size_t{0}, std::size_t{8}));
    const Unit& unit = units()[which];
    INFO(which << " " << unit.protocol);
    SimWorld world;
    const std::size_t ups = world.add(site(unit.protocol, unit.ups));
    REQUIRE(world.run_to_state(ups, State::online, 1s));
    world.run_for(20s);
    CHECK(world.status(ups) == "OL");
    CHECK(number(world, ups, Variable::battery_charge) == Approx(100).margin(2));
    CHECK(number(world, ups, Variable::input_voltage) == Approx(230).margin(1.5));
    CHECK(number(world, ups, Variable::output_voltage) == Approx(230).margin(1.5));
    CHECK(number(world, ups, Variable::ups_load) == Approx(23).margin(3.5));
    CHECK(number(world, ups, Variable::input_frequency) == Approx(50).margin(0.5));

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 1s));
    world.run_for(10s);
    CHECK(world.status(ups) == "OB");
    CHECK(number(world, ups, Variable::output_voltage) == Approx(230).margin(6));
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 3s));

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    REQUIRE(world.run_until(asked + 3s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    REQUIRE(world.executed(ups).back() == "off and return: output off in 61 s, return with mains");
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 63s);
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);  // our own order is no forced shutdown

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(10s);
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("powercom: a unit told to stay off stays off", "[powercom][control]") {
    SimWorld world;
    const std::size_t ups = world.add(site("powercom-trust"));
    world.run_for(5s);
    REQUIRE(world.request(ups, {Control::shutdown_stayoff, 20s, {}}));
    world.run_for(60s);
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    CHECK_FALSE(world.site(ups).ups->output_on());
    CHECK(world.status(ups) == "OL OFF");
    world.command(ups, "mains off");
    world.command(ups, "mains on");
    world.run_for(60s);
    CHECK_FALSE(world.site(ups).ups->output_on());
}

TEST_CASE("powercom: the battery is tested when asked, never by watching", "[powercom][control]") {
    SimWorld world;
    const std::size_t ups = world.add(site("powercom"));
    world.run_for(3700s);  // with what is asked anew every hour
    CHECK(world.executed(ups).empty());
    REQUIRE(world.request(ups, {Control::test_battery_start_quick, {}, {}}));
    world.run_for(4s);
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    CHECK(world.status(ups).find("TEST") != std::string::npos);
    world.run_for(20s);
    CHECK(world.status(ups) == "OL");
    REQUIRE(world.executed(ups).size() == 1);
}

TEST_CASE("powercom: a turn-off that the unit has not heard is said to be refused", "[powercom][control]") {
    SimWorld world;
    const std::size_t ups = world.add(site("powercom"));
    world.run_for(5s);
    world.command(ups, "deaf on");
    REQUIRE(world.request(ups, {Control::shutdown_return, 60s, {}}));
    world.run_for(8s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
}

TEST_CASE("powercom: somebody else's turn-off is a forced shutdown", "[powercom]") {
    SimWorld world;
    const std::size_t ups = world.add(site("powercom"));
    world.run_for(5s);
    const std::array<std::uint8_t, 4> order{0xB9, 0xBC, 0x05, 0x00};
    world.site(ups).ups->on_bytes(order, world.now());
    world.run_for(3s);
    CHECK(world.status(ups) == "OL FSD");
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 1);
}

TEST_CASE("powercom: faults on the wire never turn into another state", "[powercom]") {
    const std::string protocol = GENERATE(as<std::string>{}, "powercom", "powercom-trust", "powercom-egys");
    const std::string fault = GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate");
    INFO(protocol << ", " << fault);
    SimWorld world;
    const std::size_t ups = world.add(site(protocol));
    world.run_for(10s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(6700ms);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}
