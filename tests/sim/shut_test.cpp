// Whole outages of simulated SHUT units, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_world.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;

namespace {

SiteOptions options(const sim::Options& ups = {}) {
    SiteOptions result;
    result.protocol = "mge-shut";
    result.ups = ups;
    return result;
}

std::string value(const SimWorld& world, std::size_t ups, Variable variable) {
    return world.reading(ups).get(variable).to_string();
}

}  // namespace

TEST_CASE("shut outage: on line, on battery, low, turned off after the delay, back", "[shut][outage]") {
    const std::string unit = GENERATE(as<std::string>{}, "ellipse", "evolution", "extreme", "esprit");
    INFO(unit);
    SimWorld world;
    const std::size_t ups = world.add(options({{"unit", unit}, {"restart", unit == "evolution" ? "own" : "none"}}));
    REQUIRE(world.run_to_state(ups, State::online, 15s));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::battery_charge) == "100");
    CHECK(value(world, ups, Variable::battery_runtime) == "600");
    CHECK(value(world, ups, Variable::ups_load) == "23");
    CHECK(std::stod(value(world, ups, Variable::output_voltage)) == Approx(230));
    CHECK(value(world, ups, Variable::device_model).find(" 650") != std::string::npos);
    CHECK(world.session(ups).asked_everything());

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 4s));
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 8s));
    CHECK(world.status(ups) == "OB LB DISCHRG");

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}, {}}));
    const auto committed = [&] { return world.session(ups).control_phase() != ControlPhase::running; };
    REQUIRE(world.run_until(asked + 2900ms, committed));  // as long as UPSTurnOff may take
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 66s);

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 12s));
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
}

TEST_CASE("shut: who it is, ratings and timers", "[shut]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"unit", "evolution"}, {"model", "850"}, {"serial", "AB12"}}));
    world.run_for(90s);
    CHECK(value(world, ups, Variable::device_mfr) == "MGE UPS SYSTEMS");
    CHECK(value(world, ups, Variable::device_model) == "Evolution 850");
    CHECK(value(world, ups, Variable::device_serial) == "AB12");
    CHECK(value(world, ups, Variable::ups_power_nominal) == "650");
    CHECK(value(world, ups, Variable::battery_charge_low) == "20");
    CHECK(value(world, ups, Variable::input_voltage) == "230.0");
    CHECK(value(world, ups, Variable::input_frequency) == "50");
    CHECK(std::stod(value(world, ups, Variable::battery_voltage)) == Approx(27.4).margin(0.5));
    CHECK(std::stod(value(world, ups, Variable::battery_temperature)) == Approx(29.9).margin(0.1));
    CHECK(value(world, ups, Variable::ups_timer_shutdown) == "-1");
    CHECK(value(world, ups, Variable::ups_test_result) == "No test initiated");
    for (const char* command : {"replace-battery on", "overload on", "boost on"}) world.command(ups, command);
    world.run_for(10s);
    CHECK(world.status(ups) == "OL RB OVER BOOST");
    CHECK(world.site(ups).changes.size() == 1);
}

TEST_CASE("shut: the oldest units, those that refuse in silence, descriptors of any length", "[shut]") {
    const auto ups_options = GENERATE(sim::Options{{"quiet", "off"}}, sim::Options{{"unknown", "silence"}},
                                      sim::Options{{"unknown", "empty"}}, sim::Options{{"equal-lengths", "off"}});
    SimWorld world;
    const std::size_t ups = world.add(options(ups_options));
    REQUIRE(world.run_to_state(ups, State::online, 20s));
    for (int round = 0; round < 4; ++round) {
        world.command(ups, "mains off");
        REQUIRE(world.run_to_state(ups, State::on_battery, 5s));
        world.command(ups, "mains on");
        REQUIRE(world.run_to_state(ups, State::online, 8s));
    }
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
}

TEST_CASE("shut: damaged packets are asked for once more", "[shut]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.command(ups, "bad-packets 3");
    REQUIRE(world.run_to_state(ups, State::online, 15s));
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
    world.command(ups, "bad-packets 1000");
    world.run_for(20s);
    CHECK(world.session(ups).state() == State::no_comm);
    world.command(ups, "bad-packets 0");
    REQUIRE(world.run_to_state(ups, State::online, 30s));
}

TEST_CASE("shut controls: beeper, test, cancelled turn-off, stays off, on again", "[shut][control]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"unit", "evolution"}}));
    REQUIRE(world.run_to_state(ups, State::online, 15s));
    const auto order = [&](Control control, std::chrono::seconds delay = {}) {
        REQUIRE(world.request(ups, {control, delay, {}, {}}));
        world.run_for(5s);
        CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    };
    order(Control::beeper_disable);
    world.run_for(60s);
    CHECK(value(world, ups, Variable::ups_beeper_status) == "disabled");
    order(Control::beeper_mute);
    world.run_for(60s);
    CHECK(value(world, ups, Variable::ups_beeper_status) == "muted");
    order(Control::test_battery_start_quick);
    CHECK(world.status(ups).find("TEST") != std::string::npos);
    world.run_for(30s);
    CHECK(value(world, ups, Variable::ups_test_result) == "Done and passed");
    order(Control::shutdown_return, 60s);
    order(Control::shutdown_stop);
    world.run_for(90s);
    CHECK(world.site(ups).ups->output_on());
    order(Control::shutdown_stayoff, 20s);
    world.run_for(90s);
    CHECK_FALSE(world.site(ups).ups->output_on());
    CHECK(world.status(ups).find("OFF") != std::string::npos);
    order(Control::load_on);
    CHECK(world.site(ups).ups->output_on());
    order(Control::load_off);
    CHECK_FALSE(world.site(ups).ups->output_on());
}

TEST_CASE("shut settings: the limit of the charge, and the restart, where they stand alone", "[shut][setting]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    REQUIRE(world.run_to_state(ups, State::online, 15s));
    world.run_for(40s);
    REQUIRE(world.set(ups, Variable::battery_charge_low, "35"));
    world.run_for(20s);
    CHECK(world.count_events(ups, SessionEvent::Kind::setting_done) == 1);
    CHECK(value(world, ups, Variable::battery_charge_low) == "35");
    REQUIRE(world.set(ups, Variable::ups_start_auto, "no"));
    world.run_for(20s);
    CHECK(world.count_events(ups, SessionEvent::Kind::setting_done) == 2);
    CHECK(value(world, ups, Variable::ups_start_auto) == "no");
    CHECK_FALSE(world.set(ups, Variable::battery_charge_low, "101"));
    CHECK_FALSE(world.set(ups, Variable::ups_start_auto, "perhaps"));

    const std::size_t ellipse = world.add(options({{"unit", "ellipse"}, {"restart", "shared"}}));
    world.run_for(60s);
    CHECK(value(world, ellipse, Variable::battery_charge_low) == "20");
    CHECK(value(world, ellipse, Variable::ups_start_auto) == "yes");
    CHECK_FALSE(world.set(ellipse, Variable::battery_charge_low, "30"));
    CHECK_FALSE(world.set(ellipse, Variable::ups_start_auto, "no"));
    CHECK(world.session(ellipse).offered_settings().empty());
}

TEST_CASE("shut: a unit that makes the delay shorter is told to forget it, one that does not hear to nothing",
          "[shut][control]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"longest-delay", "30"}}));
    REQUIRE(world.run_to_state(ups, State::online, 15s));
    REQUIRE(world.request(ups, {Control::shutdown_return, 120s, {}, {}}));
    world.run_for(200s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
    CHECK(world.site(ups).ups->output_on());
    world.command(ups, "deaf on");
    REQUIRE(world.request(ups, {Control::shutdown_return, 20s, {}, {}}));
    world.run_for(10s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
}

TEST_CASE("shut: a test on the battery is no outage that shuts down", "[shut]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"unit", "evolution"}}));
    REQUIRE(world.run_to_state(ups, State::online, 15s));
    world.run_for(40s);
    REQUIRE(world.request(ups, {Control::test_battery_start_deep, {}, {}, {}}));
    world.run_for(1200s);
    for (const auto& change : world.site(ups).changes) CHECK(change.state != State::low_battery);
}

TEST_CASE("shut: faults on the wire never turn into another state", "[shut]") {
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "noise 30");
    INFO(fault);
    SimWorld world;
    const std::size_t ups = world.add(options());
    REQUIRE(world.run_to_state(ups, State::online, 15s));
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(13s);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}
