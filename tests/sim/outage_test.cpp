// A whole outage for each protocol: on line, on battery, low battery, turned off, back.
#include <catch2/catch.hpp>

#include "tests/sim/sim_world.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;

namespace {

std::vector<State> states(SimWorld& world, std::size_t site) {
    std::vector<State> result;
    for (const auto& change : world.site(site).changes) result.push_back(change.state);
    return result;
}

SiteOptions options(const std::string& protocol) {
    SiteOptions result;
    result.protocol = protocol;
    if (protocol == "simple") {
        result.cable = "940-0020B";
        result.ups["cable"] = "apc-940-0020b";
    }
    return result;
}

bool executed_matching(const SimWorld& world, std::size_t site, std::string_view part) {
    for (const std::string& text : world.executed(site))
        if (text.find(part) != std::string::npos) return true;
    return false;
}

}  // namespace

TEST_CASE("outage: on line, on battery, low, back, each seen in order and only once", "[outage]") {
    const std::string protocol = GENERATE(as<std::string>{}, "simple", "megatec", "apc-smart");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    world.run_for(60s);

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 1500ms));
    world.run_for(10s);
    CHECK(world.site(ups).state == State::on_battery);
    CHECK(world.status(ups) == "OB");

    world.command(ups, "battery-low on");
    REQUIRE(world.run_to_state(ups, State::low_battery, 3s));
    CHECK(world.status(ups) == "OB LB");

    world.command(ups, "battery-low off");
    world.command(ups, "mains on");
    REQUIRE(world.run_to_state(ups, State::online, 4s));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(states(world, ups) ==
          std::vector<State>{State::online, State::on_battery, State::low_battery, State::online});
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
}

TEST_CASE("outage: the first state comes soon after the port is open", "[outage]") {
    const std::string protocol = GENERATE(as<std::string>{}, "simple", "megatec", "apc-smart");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    CHECK(world.run_to_state(ups, State::online, protocol == "apc-smart" ? 1000ms : 600ms));
}

TEST_CASE("outage: a UPS that is on battery when we start", "[outage]") {
    const std::string protocol = GENERATE(as<std::string>{}, "simple", "megatec", "apc-smart");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    CHECK(states(world, ups) == std::vector<State>{State::on_battery});
}

TEST_CASE("outage: megatec turns off not earlier than asked, and comes back with the mains", "[outage][control]") {
    SimWorld world;
    const std::size_t ups = world.add(options("megatec"));
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    world.command(ups, "battery-low on");
    REQUIRE(world.run_to_state(ups, State::low_battery, 3s));
    world.command(ups, "battery-low off");

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    REQUIRE(world.run_until(asked + 3s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    CHECK(executed_matching(world, ups, "S02R0003"));

    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 125s);
    // Our own order is no forced shutdown.
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);

    world.command(ups, "mains on");
    CHECK(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
}

TEST_CASE("outage: apc-smart turns off after its grace delay, refused where that is too short", "[outage][control]") {
    SiteOptions long_grace = options("apc-smart");
    long_grace.ups["grace"] = "180";
    SimWorld world;
    const std::size_t ups = world.add(long_grace);
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    world.run_for(60s);  // the settings have been read
    REQUIRE(world.reading(ups).number(Variable::ups_delay_shutdown) == 180.0);
    CHECK_FALSE(world.request(ups, {Control::shutdown_return, 181s, {}}));

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 180s, {}}));
    REQUIRE(world.run_until(asked + 3s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 180s);
    world.command(ups, "mains on");
    CHECK(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
}

TEST_CASE("outage: simple signalling is turned off only where the administrator says that it waits", "[outage][control]") {
    SimWorld world;
    const std::size_t refused = world.add(options("simple"));
    SiteOptions waiting = options("simple");
    waiting.settings.kill_line_delay = 120s;
    const std::size_t allowed = world.add(waiting);
    world.run_for(1s);
    const ControlRequest off{Control::shutdown_return, 120s, {}};
    CHECK_FALSE(world.request(refused, off));
    CHECK_FALSE(world.request(allowed, off));  // on mains
    for (const std::size_t ups : {refused, allowed}) {
        world.command(ups, "mains off");
        REQUIRE(world.run_to_state(ups, State::on_battery, 1s));
    }
    CHECK_FALSE(world.request(refused, off));
    CHECK_FALSE(world.request(allowed, {Control::shutdown_return, 121s, {}}));
    REQUIRE(world.request(allowed, off));
    CHECK_FALSE(world.session(allowed).wanted_lines().dtr);  // a second look first
    world.run_for(100ms);
    CHECK(world.session(allowed).wanted_lines().dtr);
    world.run_for(2300ms);
    CHECK(world.session(allowed).control_phase() == ControlPhase::running);
    world.run_for(200ms);
    CHECK(world.session(allowed).control_phase() == ControlPhase::committed);
    world.run_for(30s);
    CHECK_FALSE(world.site(allowed).ups->output_on());
    CHECK_FALSE(world.session(allowed).wanted_lines().dtr);  // no kill level left behind
    CHECK(world.site(refused).ups->output_on());
}

TEST_CASE("outage: a contact-closure port lost during the turn-off is opened again at its running levels", "[outage][control]") {
    SimWorld world;
    SiteOptions waiting = options("simple");
    waiting.settings.kill_line_delay = 120s;
    const std::size_t ups = world.add(waiting);
    world.run_for(1s);
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 1s));
    REQUIRE(world.request(ups, {Control::shutdown_return, 120s, {}}));
    world.run_for(1s);
    CHECK(world.session(ups).wanted_lines().dtr);
    CHECK(world.session(ups).control_phase() == ControlPhase::running);  // not yet long enough to count
    world.command(ups, "hangup");
    CHECK(world.session(ups).reopening_is_risky());
    CHECK_FALSE(world.session(ups).wanted_lines().dtr);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
    world.command(ups, "replug");
    world.run_for(60s);
    CHECK_FALSE(world.session(ups).wanted_lines().dtr);
    CHECK_FALSE(world.session(ups).reopening_is_risky());
}

TEST_CASE("outage: no byte is ever written to a contact-closure cable", "[outage]") {
    SimWorld world;
    const std::size_t ups = world.add(options("simple"));
    world.run_for(10s);
    world.command(ups, "mains off");
    world.run_for(100s);
    for (const auto& entry : world.site(ups).log) CHECK(entry.kind != sim::LogKind::kReceived);
}

TEST_CASE("outage: a battery test or calibration is no outage that shuts down", "[outage]") {
    SimWorld world;
    SiteOptions site = options("megatec");
    site.ups["runtime"] = "120";
    const std::size_t ups = world.add(site);
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    REQUIRE(world.request(ups, {Control::test_battery_start_deep, {}, {}}));
    world.run_for(400s);
    CHECK(world.happened(ups, "test ended"));  // with the battery as low as it may get
    for (const auto& change : world.site(ups).changes) CHECK(change.state != State::low_battery);
    CHECK(world.site(ups).state == State::online);
}
