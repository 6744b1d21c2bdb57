// Whole outages of simulated Belkin and Tripp Lite SmartOnline units, turned off and back, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::executed;
using upsmd::testing::options;
using upsmd::testing::value;

TEST_CASE("tilde outage: on line, on battery, low, turned off after the delay, back", "[tilde][outage]") {
    const std::string protocol = GENERATE(as<std::string>{}, "belkin", "tripplite-su");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    REQUIRE(world.run_to_state(ups, State::online, 3s));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::battery_charge) == "100");
    CHECK(value(world, ups, Variable::battery_voltage) == "27.4");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 3s));
    world.run_for(10s);
    CHECK(world.status(ups) == "OB DISCHRG");
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 5s));
    CHECK(world.status(ups) == "OB LB DISCHRG");

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}, {}}));
    REQUIRE(world.run_until(asked + 8s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    CHECK(executed(world, ups, "SDA61: output off in 61 s, return with mains"));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 66s);
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL LB CHRG");
    world.command(ups, "battery 60");
    world.run_for(10s);
    CHECK(world.status(ups) == "OL CHRG");
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("belkin: the unit's low-battery sign comes late, the level counts", "[belkin]") {
    SimWorld world;
    const std::size_t ups = world.add(options("belkin", {{"low-level", "2"}}));
    REQUIRE(world.run_to_state(ups, State::online, 3s));
    world.command(ups, "mains off");
    world.command(ups, "battery 19");
    REQUIRE(world.run_to_state(ups, State::low_battery, 8s));
}

TEST_CASE("tilde: who it is and what it measures", "[tilde]") {
    SimWorld world;
    const std::size_t belkin = world.add(options("belkin", {{"firmware", "001"}}));  // its ratings are shorter than they claim
    const std::size_t su = world.add(options("tripplite-su", {{"environment", "on"}, {"lines", "3"}}));
    world.run_for(60s);
    CHECK(value(world, belkin, Variable::device_mfr) == "BELKIN");
    CHECK(value(world, belkin, Variable::device_model) == "F6C525-SER");
    CHECK(value(world, belkin, Variable::ups_firmware) == "001");
    CHECK(value(world, belkin, Variable::ups_power_nominal) == "525");
    CHECK(value(world, belkin, Variable::battery_voltage_nominal) == "12");
    CHECK(value(world, belkin, Variable::input_transfer_low) == "161");  // TXV's, not the ratings'
    CHECK(world.count_events(belkin, SessionEvent::Kind::query_dropped) == 0);
    CHECK(value(world, belkin, Variable::ups_load) == "23");
    CHECK(value(world, belkin, Variable::input_voltage) == "230.0");
    CHECK(value(world, belkin, Variable::ups_beeper_status) == "enabled");
    CHECK(value(world, su, Variable::device_mfr) == "Tripp Lite");
    CHECK(value(world, su, Variable::device_model) == "SU1500RTXL2UA");
    CHECK(value(world, su, Variable::ups_id) == "17");
    CHECK(value(world, su, Variable::battery_runtime) == "600");
    CHECK(value(world, su, Variable::output_l3_n_voltage) == "230.0");
    CHECK(value(world, su, Variable::ups_contacts) == "0A");
    CHECK(value(world, su, Variable::ups_start_auto) == "yes");
    CHECK(value(world, su, Variable::input_bypass_voltage) == "230.0");
}

TEST_CASE("tripplite-su: bypass, overload and a battery to replace; the state is the input's", "[tripplite-su]") {
    SimWorld world;
    const std::size_t ups = world.add(options("tripplite-su"));
    world.run_for(10s);
    for (const char* command : {"bypass on", "overload on", "replace-battery on"}) world.command(ups, command);
    world.run_for(10s);
    CHECK(world.status(ups) == "OL RB BYPASS OVER");
    CHECK(world.site(ups).changes.size() == 1);
    world.command(ups, "failure on");
    world.run_for(10s);
    CHECK(value(world, ups, Variable::ups_alarm) == "UPS fault");
}

TEST_CASE("tilde: a battery test is told, and no low battery", "[tilde]") {
    const std::string protocol = GENERATE(as<std::string>{}, "belkin", "tripplite-su");
    INFO(protocol);
    SimWorld world;
    SiteOptions site = options(protocol);
    site.ups["runtime"] = "120";
    const std::size_t ups = world.add(site);
    world.run_for(20s);
    REQUIRE(world.request(ups, {Control::test_battery_start_deep, {}, {}, {}}));
    world.run_for(20s);
    CHECK(world.status(ups).find("TEST") != std::string::npos);
    world.run_for(400s);
    CHECK(world.happened(ups, "test ended"));
    for (const auto& change : world.site(ups).changes) CHECK(change.state != State::low_battery);
    CHECK(world.site(ups).state == State::online);
    CHECK(value(world, ups, Variable::ups_test_result) == "passed");
    CHECK(world.status(ups).find("TEST") == std::string::npos);
}

TEST_CASE("tilde: a turn-off that the unit does not hear is said to be refused", "[tilde][control]") {
    SimWorld world;
    const std::size_t belkin = world.add(options("belkin"));
    const std::size_t su = world.add(options("tripplite-su"));
    world.run_for(10s);
    for (const std::size_t ups : {belkin, su}) world.command(ups, "deaf on");
    for (const std::size_t ups : {belkin, su}) REQUIRE(world.request(ups, {Control::shutdown_return, 60s, {}, {}}));
    world.run_for(25s);
    for (const std::size_t ups : {belkin, su}) CHECK(world.session(ups).control_phase() == ControlPhase::refused);
}

TEST_CASE("tilde: faults on the wire never turn into another state", "[tilde]") {
    const std::string protocol = GENERATE(as<std::string>{}, "belkin", "tripplite-su");
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

TEST_CASE("tripplite-su: what it lets be set is set and read back, within its own limits", "[tilde][setting]") {
    SimWorld world;
    const std::size_t ups = world.add(options("tripplite-su"));
    REQUIRE(world.run_to_state(ups, State::online, 3s));
    REQUIRE(world.run_until(world.now() + 30s, [&] { return world.session(ups).asked_everything(); }));
    const std::string low = value(world, ups, Variable::input_transfer_low);
    const std::string least = value(world, ups, Variable::input_transfer_low_min);
    REQUIRE(low != least);
    struct Case {
        Variable variable;
        std::string wanted;
        std::string told;
    };
    const std::string high = value(world, ups, Variable::input_transfer_high);
    const std::vector<Case> cases{{Variable::input_transfer_low, least, "TXV" + least + ";" + high + ": set"},
                                  {Variable::input_sensitivity, "Low", "VSN2: set"},
                                  {Variable::ups_id, "rack 7", "UIDrack 7: set"}};
    for (const Case& each : cases) {
        INFO(variable_name(each.variable));
        REQUIRE(world.set(ups, each.variable, each.wanted));
        REQUIRE(world.run_until(world.now() + 10s, [&] { return value(world, ups, each.variable) == each.wanted; }));
        CHECK(executed(world, ups, each.told));
        world.run_for(2s);
    }
    CHECK_FALSE(world.set(ups, Variable::input_transfer_low, "1"));
    CHECK_FALSE(world.set(ups, Variable::input_sensitivity, "High"));
    CHECK_FALSE(world.set(ups, Variable::ups_id, "a;b"));
}
