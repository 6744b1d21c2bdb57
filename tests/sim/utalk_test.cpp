// Whole outages of a simulated U-Talk unit, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::value;

namespace {

SiteOptions options(const sim::Options& ups = {}) {
    SiteOptions result;
    result.protocol = "mge-utalk";
    result.ups = ups;
    return result;
}

}  // namespace

TEST_CASE("utalk outage: on line, on battery, low, turned off after the delay, back", "[utalk][outage]") {
    const std::string link = GENERATE(as<std::string>{}, "enabled", "disabled");
    SimWorld world;
    const std::size_t ups = world.add(options({{"link", link}, {"echo", "on"}}));
    REQUIRE(world.run_to_state(ups, State::online, 6s));
    world.run_for(180s);
    CHECK(world.status(ups) == "OL CHRG");
    CHECK(value(world, ups, Variable::battery_charge) == "100");
    CHECK(world.session(ups).asked_everything());

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 7s));
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 12s));

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}, {}}));
    const auto committed = [&] { return world.session(ups).control_phase() != ControlPhase::running; };
    REQUIRE(world.run_until(asked + 2900ms, committed));  // as long as UPSTurnOff may take
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 66s);
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 12s));
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
}

TEST_CASE("utalk: the scale is the unit's", "[utalk]") {
    const std::string table = GENERATE(as<std::string>{}, "1", "2", "3");
    INFO(table);
    SimWorld world;
    const std::size_t ups = world.add(options({{"table", table}}));
    world.run_for(300s);
    CHECK(std::stod(value(world, ups, Variable::input_voltage)) == Approx(230));
    CHECK(std::stod(value(world, ups, Variable::output_frequency)) == Approx(50));
    CHECK(std::stod(value(world, ups, Variable::battery_voltage)) == Approx(27.4).margin(0.5));
    CHECK(std::stod(value(world, ups, Variable::ups_realpower_nominal)) == Approx(770).margin(500));
    CHECK(value(world, ups, Variable::device_model) == "PULSAR ESV 11+");
    CHECK(value(world, ups, Variable::device_serial) == "6Q21JKL01");
    CHECK(value(world, ups, Variable::ups_delay_shutdown) == "120");
    CHECK(value(world, ups, Variable::battery_runtime) == "600");
}

TEST_CASE("utalk: three phases, a unit without a name, words beside the status", "[utalk]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"phases", "3"}, {"names-itself", "off"}, {"refuse", "Bc+Vv+Vf"}}));
    world.run_for(300s);
    CHECK(value(world, ups, Variable::device_model) == "ESV11+");
    CHECK(value(world, ups, Variable::output_l2_n_voltage) == "230.00");
    CHECK(value(world, ups, Variable::output_voltage).empty());
    CHECK(value(world, ups, Variable::input_bypass_frequency).empty());
    for (const char* command : {"replace-battery on", "overload on", "boost on", "bypass on"}) world.command(ups, command);
    world.run_for(200s);
    CHECK(world.status(ups) == "OL RB CHRG BYPASS OVER BOOST");
    CHECK(world.site(ups).changes.size() == 1);
}

TEST_CASE("utalk: a turn-off that the unit does not hear is said to be refused", "[utalk][control]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(60s);
    world.command(ups, "deaf on");
    REQUIRE(world.request(ups, {Control::shutdown_return, 60s, {}, {}}));
    world.run_for(10s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
}

TEST_CASE("utalk: faults on the wire never turn into another state", "[utalk]") {
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "noise 30");
    INFO(fault);
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(60s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(17s);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}

TEST_CASE("utalk: delays and the low-battery level are set and read back", "[utalk][setting]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    REQUIRE(world.run_until(world.now() + 90s, [&] { return world.session(ups).asked_everything(); }));
    struct Case {
        Variable variable;
        const char* wanted;
        const char* told;
    };
    const Case cases[] = {{Variable::battery_charge_low, "40", "Bl 40: set"},
                          {Variable::ups_delay_shutdown, "90", "Sn 90: set"},
                          {Variable::ups_delay_start, "300", "Sm 5: set"}};
    for (const Case& each : cases) {
        INFO(each.told);
        REQUIRE(world.set(ups, each.variable, each.wanted));
        REQUIRE(world.run_until(world.now() + 10s, [&] { return value(world, ups, each.variable) == each.wanted; }));
        CHECK(world.executed(ups).back() == each.told);
        world.run_for(5s);
    }
    CHECK_FALSE(world.set(ups, Variable::battery_charge_low, "30"));
    CHECK_FALSE(world.set(ups, Variable::ups_delay_start, "90"));  // minutes
    CHECK_FALSE(world.set(ups, Variable::ups_delay_shutdown, "65536"));
}

TEST_CASE("utalk: maintenance bypass, never without mains", "[utalk][control]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    REQUIRE(world.run_to_state(ups, State::online, 6s));
    REQUIRE(world.request(ups, {Control::bypass_start, 0s, {}, {}}));
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.status(ups).find("BYPASS") != std::string::npos; }));
    CHECK(world.executed(ups).back() == "Px 3: maintenance bypass");
    REQUIRE(world.request(ups, {Control::bypass_stop, 0s, {}, {}}));
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.status(ups).find("BYPASS") == std::string::npos; }));
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 7s));
    CHECK_FALSE(world.request(ups, {Control::bypass_start, 0s, {}, {}}));
}
