// Whole outages of simulated Axpert inverters on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::value;

namespace {

SiteOptions options(sim::Options ups = {}) {
    SiteOptions result;
    result.protocol = "voltronic-axpert";
    ups.try_emplace("nominal-battery", "48");
    result.ups = ups;
    return result;
}

}  // namespace

TEST_CASE("axpert outage: on line, on battery, low, back", "[axpert][outage]") {
    const std::string fields = GENERATE(as<std::string>{}, "17", "21", "24");
    const std::string oddity = GENERATE(as<std::string>{}, "raises-zero", "line-feed", "");
    INFO(fields << " " << oddity);
    sim::Options ups_options{{"fields", fields}};
    if (!oddity.empty()) ups_options[oddity] = "on";
    SimWorld world;
    const std::size_t ups = world.add(options(ups_options));
    REQUIRE(world.run_to_state(ups, State::online, 4s));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::ups_mode) == "line");
    CHECK(value(world, ups, Variable::device_model) == "MKS2-8000");
    CHECK(value(world, ups, Variable::device_serial) == "92931701100510");
    CHECK(value(world, ups, Variable::ups_firmware) == "00074.50");
    CHECK(value(world, ups, Variable::battery_voltage_nominal) == "48.0");
    CHECK(value(world, ups, Variable::ups_beeper_status) == "enabled");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 4s));
    world.run_for(10s);
    CHECK(world.status(ups) == "OB DISCHRG");
    CHECK(value(world, ups, Variable::ups_mode) == "battery");
    CHECK(world.reading(ups).number(Variable::battery_current) < 0);
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 8s));
    CHECK(world.status(ups) == "ALARM OB LB DISCHRG");
    CHECK(value(world, ups, Variable::ups_alarm) == "battery low");

    world.command(ups, "mains on");
    REQUIRE(world.run_to_state(ups, State::online, 8s));
    world.command(ups, "battery 60");
    world.run_for(30s);
    CHECK(world.status(ups) == "OL CHRG");
    CHECK(value(world, ups, Variable::ups_alarm).empty());
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
    CHECK(world.executed(ups).empty());
}

TEST_CASE("axpert: from the battery beside good mains is no outage", "[axpert]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"priority", "battery"}}));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL DISCHRG");
    CHECK(value(world, ups, Variable::ups_mode) == "battery priority");
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 4s));
    world.run_for(10s);
    CHECK(world.status(ups) == "OB DISCHRG");
    world.command(ups, "mains on");
    REQUIRE(world.run_to_state(ups, State::online, 8s));
    for (const auto& change : world.site(ups).changes) CHECK(change.state != State::low_battery);
}

TEST_CASE("axpert: warnings, a fault and power saving come and go", "[axpert]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(20s);
    world.command(ups, "overload on");
    world.command(ups, "warning 10 on");
    world.run_for(10s);
    CHECK(world.status(ups) == "ALARM OL OVER");
    CHECK(value(world, ups, Variable::ups_alarm) == "fan locked, overload");
    world.command(ups, "overload off");
    world.command(ups, "warning 10 off");
    world.command(ups, "saving on");
    world.run_for(10s);
    CHECK(world.status(ups) == "OL ECO");
    world.command(ups, "saving off");
    world.command(ups, "failure on");
    world.run_for(10s);
    CHECK(world.status(ups) == "ALARM OL");
    CHECK(value(world, ups, Variable::ups_alarm) == "fault mode; inverter fault");
    world.command(ups, "failure off");
    world.run_for(10s);
    CHECK(world.status(ups) == "OL");
}

TEST_CASE("axpert: a unit that knows neither mode nor warnings is watched all the same", "[axpert]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"refuse", "QMOD+QPIWS+QMN+QFLAG"}}));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::ups_mode).empty());
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 4s));
}

TEST_CASE("axpert: other inverters are not spoken to, and nothing can be told", "[axpert][control]") {
    SimWorld world;
    const std::size_t other = world.add(options({{"pi", "18"}}));
    const std::size_t ups = world.add(options());
    world.run_for(60s);
    CHECK(world.site(other).state == State::no_comm);
    for (const auto& entry : world.site(other).log)
        if (entry.kind == sim::LogKind::kReceived) CHECK(entry.text.find("QPI\\xBE\\xAC") != std::string::npos);
    const auto refused = world.request(ups, {Control::shutdown_return, 60s, {}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::unsupported);
}

TEST_CASE("axpert: a serial number of 20 characters", "[axpert]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"serial", "92931701100510ABCDEF"}}));
    world.run_for(30s);
    CHECK(value(world, ups, Variable::device_serial) == "92931701100510ABCDEF");
}

TEST_CASE("axpert: faults on the wire never turn into another state", "[axpert]") {
    const std::string fault =
        GENERATE(as<std::string>{}, "garbage", "garbage prefix 5", "truncated", "duplicate", "noise 30", "echo on");
    INFO(fault);
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.run_for(20s);
    for (int round = 0; round < 20; ++round) {
        world.command(ups, fault);
        world.run_for(9700ms);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.site(ups).state == State::online);
}
