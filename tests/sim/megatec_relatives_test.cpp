// Whole outages of Megatec's relatives, turned off and back, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::executed;
using upsmd::testing::options;
using upsmd::testing::value;

TEST_CASE("relatives: on line, on battery, low, turned off after the delay, back", "[relatives][outage]") {
    const std::string protocol = GENERATE(as<std::string>{}, "q1", "mustek", "megatec-old", "mecer", "zinto", "hunnox",
                                          "bestups", "ablerex", "gtec");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    REQUIRE(world.run_to_state(ups, State::online, 1500ms));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2500ms));
    world.run_for(10s);
    CHECK(world.status(ups) == "OB");
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 5s));
    CHECK(world.status(ups) == "OB LB");
    world.command(ups, "battery 80");  // a low battery cuts the delay short

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    REQUIRE(world.run_until(asked + 8s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    CHECK(executed(world, ups, "S02R0003: output off in 120 s, return with mains not before 180 s"));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 125s);
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);  // our own order is no forced shutdown

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 6s));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("relatives: who they are and how full", "[relatives]") {
    SimWorld world;
    const std::size_t q1 = world.add(options("q1"));
    const std::size_t mecer = world.add(options("mecer"));
    const std::size_t plain = world.add(options("mecer", {{"p98", "off"}, {"ratings", "off"}, {"identity", "off"}}));
    const std::size_t zinto = world.add(options("zinto"));
    const std::size_t hunnox = world.add(options("hunnox", {{"charge-digits", "2"}}));
    const std::size_t mute = world.add(options("hunnox", {{"charge-digits", "0"}}));
    for (std::size_t ups = 0; ups < world.size(); ++ups) world.command(ups, "mains off");
    for (std::size_t ups = 0; ups < world.size(); ++ups) world.command(ups, "battery 50");
    world.run_for(30s);
    CHECK(value(world, q1, Variable::battery_charge).empty());  // nobody says how many cells there are
    CHECK(std::stod(value(world, q1, Variable::battery_voltage)) == Approx(23.2).margin(0.3));
    CHECK(value(world, mecer, Variable::ups_firmware_aux) == "PM-P98");
    CHECK(value(world, plain, Variable::ups_firmware_aux).empty());
    CHECK(world.status(plain) == "OB");
    for (const std::size_t ups : {mecer, zinto, hunnox}) {
        CHECK(value(world, ups, Variable::device_mfr) == "ACME CORP");
        CHECK(value(world, ups, Variable::ups_firmware) == "VT12046Q");
        CHECK(value(world, ups, Variable::battery_voltage_nominal) == "24.0");
    }
    for (const std::size_t ups : {mecer, zinto, hunnox, mute})
        CHECK(std::stoi(value(world, ups, Variable::battery_charge)) == Approx(46).margin(3));
    CHECK(world.count_events(mute, SessionEvent::Kind::comm_lost) == 0);
}

TEST_CASE("relatives: a refused turn-off is said to be refused", "[relatives][control]") {
    const std::string protocol = GENERATE(as<std::string>{}, "mustek", "mecer", "zinto");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    world.run_for(10s);
    world.command(ups, "reply S01R0003 " + std::string(protocol == "mecer" ? "(NAK\\r" : "S01R0003\\r"));
    REQUIRE(world.request(ups, {Control::shutdown_return, 60s, {}}));
    world.run_for(12s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
}

TEST_CASE("relatives: faults on the wire never turn into another state", "[relatives]") {
    const std::string protocol = GENERATE(as<std::string>{}, "mustek", "mecer", "hunnox", "bestups", "ablerex", "gtec");
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

TEST_CASE("bestups: charge from the voltages it names, run time, and its stay-off", "[relatives][bestups]") {
    SimWorld world;
    const std::size_t ups = world.add(options("bestups", {{"nominal-voltage", "120"}}));
    const std::size_t patriot = world.add(options("bestups", {{"code", "PRO"}}));
    const std::size_t silent = world.add(options("bestups", {{"code", "610"}}));
    world.run_for(30s);
    CHECK(value(world, ups, Variable::device_model) == "Fortress 520");
    CHECK(value(world, ups, Variable::battery_charge) == "97");  // (27.4 - 20.0) / (27.6 - 20.0)
    CHECK(value(world, ups, Variable::battery_runtime) == "600");
    CHECK_FALSE(world.run_until(world.now() + 10s, [&] { return value(world, ups, Variable::battery_runtime).empty(); }));
    CHECK(value(world, ups, Variable::input_transfer_low) == "96");
    CHECK(value(world, silent, Variable::device_model).empty());
    for (const std::size_t each : {ups, patriot, silent}) CHECK(world.status(each) == "OL");
    world.command(patriot, "boost on");
    world.run_for(5s);
    CHECK(world.status(patriot) == "OL BOOST");
    for (const std::size_t each : {patriot, silent})
        CHECK_FALSE(world.request(each, {Control::shutdown_stayoff, 12s, {}}));
    REQUIRE(world.request(ups, {Control::shutdown_stayoff, 12s, {}}));
    world.run_for(30s);
    CHECK_FALSE(world.site(ups).ups->output_on());
    world.run_for(600s);
    CHECK_FALSE(world.site(ups).ups->output_on());
}

TEST_CASE("ablerex: values from bytes, and an error that comes and goes", "[relatives][ablerex]") {
    SimWorld world;
    const std::size_t ups = world.add(options("ablerex"));
    const std::size_t plain = world.add(options("ablerex", {{"q5", "off"}}));
    world.run_for(30s);
    CHECK(value(world, ups, Variable::battery_voltage) == "27.40");
    CHECK(value(world, plain, Variable::battery_voltage) == "27.4");
    CHECK(value(world, ups, Variable::battery_runtime) == "600");
    CHECK(value(world, ups, Variable::output_frequency) == "50.0");
    CHECK(value(world, ups, Variable::ups_test_result) == "NONE");
    for (const std::size_t each : {ups, plain}) CHECK(value(world, each, Variable::battery_charge) == "100");
    world.command(ups, "error 17");
    world.run_for(30s);
    CHECK(world.status(ups) == "ALARM OL");
    CHECK(value(world, ups, Variable::ups_alarm) == "error 17");
    world.command(ups, "error 0");
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    world.command(ups, "replace-battery on");
    world.run_for(30s);
    CHECK(world.status(ups) == "ALARM OL RB");
    CHECK(world.site(ups).changes.size() == 1);
}

TEST_CASE("gtec: letters of the battery, and a unit that is off", "[relatives][gtec]") {
    SimWorld world;
    const std::size_t ups = world.add(options("gtec", {{"last-test", "none"}}));
    world.run_for(10s);
    world.command(ups, "battery-disconnected on");
    REQUIRE(world.request(ups, {Control::test_battery_start_quick, {}, {}}));
    world.run_for(30s);
    CHECK(world.status(ups) == "ALARM OL");
    CHECK(value(world, ups, Variable::ups_test_result) == "battery disconnected");
    world.command(ups, "battery-disconnected off");
    REQUIRE(world.request(ups, {Control::load_off, {}, {}}));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL OFF");
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.site(ups).changes.size() == 1);
}
