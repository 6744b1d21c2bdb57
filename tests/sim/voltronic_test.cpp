// Whole outages of simulated Voltronic units, turned off and back, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::executed;
using upsmd::testing::options;
using upsmd::testing::received;
using upsmd::testing::value;

TEST_CASE("voltronic outage: on line, on battery, low, turned off after the delay, back", "[voltronic][outage]") {
    const std::string protocol = GENERATE(as<std::string>{}, "voltronic", "voltronic-qs");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = world.add(options(protocol));
    REQUIRE(world.run_to_state(ups, State::online, 1500ms));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::battery_charge) == "100");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    world.run_for(10s);
    CHECK(world.status(ups) == "OB");
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 4s));
    world.command(ups, "battery 80");  // a QS unit cuts the delay short when its battery is low

    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 61s, {}}));
    REQUIRE(world.run_until(asked + 8s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
    CHECK(executed(world, ups, "S02R0003: output off in 120 s"));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 61s);
    CHECK(world.now() - asked <= 125s);
    CHECK(world.count_events(ups, SessionEvent::Kind::shutdown_active) == 0);  // our own order is no forced shutdown

    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 600s, [&] { return world.site(ups).ups->output_on(); }));
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
    CHECK(world.count_events(ups, SessionEvent::Kind::reply_rejected) == 0);
}

TEST_CASE("voltronic: who it is and what it measures", "[voltronic]") {
    SimWorld world;
    const std::size_t ups = world.add(options("voltronic", {{"pi", "10"}, {"runtime-digits", "5"}}));
    world.run_for(60s);
    CHECK(value(world, ups, Variable::device_model) == "OLHVT1K0");
    CHECK(value(world, ups, Variable::device_mfr) == "BOH");
    CHECK(value(world, ups, Variable::ups_firmware) == "00322.02");
    CHECK(value(world, ups, Variable::ups_firmware_aux) == "P10");
    CHECK(value(world, ups, Variable::device_serial) == "12345679012345");
    CHECK(value(world, ups, Variable::battery_runtime) == "600");
    CHECK(value(world, ups, Variable::battery_voltage) == "27.4");
    CHECK(value(world, ups, Variable::input_l2_n_voltage) == "230.0");
    CHECK(value(world, ups, Variable::ups_mode) == "line");
    CHECK(value(world, ups, Variable::ups_beeper_status) == "enabled");
    CHECK(value(world, ups, Variable::outlet_1_status) == "on");
}

TEST_CASE("voltronic: mode, warnings and fault come beside the status and go again", "[voltronic]") {
    SimWorld world;
    const std::size_t ups = world.add(options("voltronic", {{"invents-faults", "on"}}));
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    CHECK_FALSE(received(world, ups, "QFS"));
    world.command(ups, "overload on");
    world.command(ups, "replace-battery on");
    world.run_for(30s);
    CHECK(world.status(ups) == "ALARM OL RB OVER");
    CHECK(value(world, ups, Variable::ups_alarm) == "overload, replace battery");
    CHECK_FALSE(received(world, ups, "QFS"));  // an alarm that is not the status's
    world.command(ups, "overload off");
    world.command(ups, "replace-battery off");
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    CHECK(value(world, ups, Variable::ups_alarm).empty());
    world.command(ups, "fault 44");
    world.run_for(30s);
    CHECK(world.status(ups) == "ALARM OL");
    CHECK(value(world, ups, Variable::ups_alarm) == "UPS fault; fault mode, no output; fault 44 fan");
    world.command(ups, "fault none");
    world.command(ups, "bypass on");
    world.run_for(30s);
    CHECK(world.status(ups) == "OL BYPASS");
    world.command(ups, "bypass off");
    world.command(ups, "eco on");
    world.run_for(30s);
    CHECK(world.status(ups) == "OL BYPASS ECO");
    CHECK(value(world, ups, Variable::ups_mode) == "eco");
}

TEST_CASE("voltronic: a beeper that is disabled stays so in the reading", "[voltronic]") {
    SimWorld world;
    const std::size_t ups = world.add(options("voltronic"));
    world.run_for(30s);
    REQUIRE(world.request(ups, {Control::beeper_disable, {}, {}}));
    world.run_for(30s);
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    CHECK(value(world, ups, Variable::ups_beeper_status) == "disabled");
    REQUIRE(world.request(ups, {Control::beeper_enable, {}, {}}));
    world.run_for(30s);
    CHECK(value(world, ups, Variable::ups_beeper_status) == "enabled");
    REQUIRE(world.request(ups, {Control::beeper_toggle, {}, {}}));
    world.run_for(5s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);  // it is not sounding
}

TEST_CASE("voltronic: charge and voltage where the unit does not report its charge", "[voltronic]") {
    SimWorld world;
    const std::size_t ups = world.add(options("voltronic", {{"refuse", "QBV"}}));
    const std::size_t small = world.add(options("voltronic-qs", {{"variant", "V"}}));
    const std::size_t told = world.add(options("voltronic-qs", {{"variant", "H"}}));
    world.run_for(30s);
    for (const std::size_t each : {ups, small, told}) world.command(each, "mains off");
    world.run_for(300s);
    CHECK(std::stoi(value(world, ups, Variable::battery_charge)) == Approx(50).margin(3));
    CHECK(value(world, ups, Variable::battery_runtime).empty());
    CHECK(std::stoi(value(world, small, Variable::battery_charge)) == Approx(50).margin(3));
    CHECK(std::stoi(value(world, told, Variable::battery_charge)) == Approx(50).margin(3));
    CHECK(std::stoi(value(world, told, Variable::battery_runtime)) == Approx(300).margin(10));
    CHECK(value(world, told, Variable::battery_voltage) == value(world, small, Variable::battery_voltage));
    CHECK(value(world, small, Variable::output_frequency) == "50.0");
    CHECK(value(world, small, Variable::input_frequency).empty());
    CHECK(value(world, small, Variable::ups_firmware_aux) == "PM-V");
}

TEST_CASE("voltronic: a deep test is no outage", "[voltronic]") {
    SimWorld world;
    const std::size_t ups = world.add(options("voltronic", {{"runtime", "120"}}));
    world.run_for(10s);
    REQUIRE(world.request(ups, {Control::test_battery_start_deep, {}, {}}));
    world.run_for(10s);
    CHECK(world.status(ups) == "OL CAL TEST");
    world.run_for(400s);
    CHECK(world.happened(ups, "test ended"));
    for (const auto& change : world.site(ups).changes) CHECK(change.state == State::online);
    CHECK(value(world, ups, Variable::ups_test_result) == "passed");
}

TEST_CASE("voltronic: a turn-off that the unit does not carry out is said to be refused", "[voltronic][control]") {
    SimWorld world;
    const std::size_t p = world.add(options("voltronic"));
    const std::size_t qs = world.add(options("voltronic-qs"));
    world.run_for(10s);
    for (const std::size_t ups : {p, qs}) world.command(ups, "deaf on");
    for (const std::size_t ups : {p, qs}) REQUIRE(world.request(ups, {Control::shutdown_return, 60s, {}}));
    world.run_for(12s);
    for (const std::size_t ups : {p, qs}) CHECK(world.session(ups).control_phase() == ControlPhase::refused);
}

TEST_CASE("voltronic: faults on the wire never turn into another state", "[voltronic]") {
    const std::string protocol = GENERATE(as<std::string>{}, "voltronic", "voltronic-qs");
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

TEST_CASE("voltronic: options and limits are set and read back", "[voltronic][setting]") {
    SiteOptions site;
    site.protocol = "voltronic";
    site.ups = {{"pi", "10"}};
    SimWorld world;
    const std::size_t ups = world.add(site);
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.session(ups).asked_everything(); }));
    struct Case {
        Variable variable;
        const char* wanted;
        const char* told;
    };
    const Case cases[] = {
        {Variable::battery_energysave, "yes", "PEG: option g on"},     {Variable::battery_protection, "no", "PDS: option s off"},
        {Variable::ups_start_auto, "no", "PDR: option r off"},         {Variable::ups_start_battery, "no", "PDC: option c off"},
        {Variable::input_transfer_high, "245", "HEH245: set"},         {Variable::input_transfer_low, "215", "HEL215: set"},
        {Variable::input_frequency_high, "53.5", "FREH53.5: set"},     {Variable::input_frequency_low, "46.5", "FREL46.5: set"},
        {Variable::battery_voltage_low, "22", "W0E22: set"},           {Variable::battery_packs, "3", "BATGN03: set"},
        {Variable::outlet_0_switchable, "no", "PDJ: option j off"},
    };
    for (const Case& each : cases) {
        INFO(each.told);
        const auto set = world.set(ups, each.variable, each.wanted);
        INFO((set ? "" : set.error().message));
        REQUIRE(set);
        REQUIRE(world.run_until(world.now() + 10s, [&] {
            return world.reading(ups).get(each.variable).to_string() == each.wanted;
        }));
        CHECK(world.executed(ups).back() == each.told);
        world.run_for(2s);
    }
    CHECK_FALSE(world.set(ups, Variable::input_transfer_high, "231"));
    CHECK_FALSE(world.set(ups, Variable::input_frequency_low, "49"));
    CHECK_FALSE(world.set(ups, Variable::battery_voltage_low, "19"));
    CHECK_FALSE(world.set(ups, Variable::battery_packs, "100"));
}

TEST_CASE("voltronic: the limits of a unit of another kind are not guessed", "[voltronic][setting]") {
    SiteOptions site;
    site.protocol = "voltronic";
    site.ups = {{"pi", "00"}};
    SimWorld world;
    const std::size_t ups = world.add(site);
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.session(ups).asked_everything(); }));
    CHECK_FALSE(world.set(ups, Variable::input_transfer_high, "245"));
}

TEST_CASE("voltronic: outlets and ECO mode by their own orders", "[voltronic][control]") {
    SiteOptions site;
    site.protocol = "voltronic";
    SimWorld world;
    const std::size_t ups = world.add(site);
    REQUIRE(world.run_until(world.now() + 60s, [&] { return world.session(ups).asked_everything(); }));
    const std::pair<Control, const char*> orders[] = {{Control::outlet_1_load_off, "DANGER SKOFF1: outlet off at once"},
                                                      {Control::outlet_1_load_on, "SKON1: outlet on"},
                                                      {Control::bypass_start, "PEE: option e on"},
                                                      {Control::bypass_stop, "PDE: option e off"}};
    for (const auto& [control, told] : orders) {
        INFO(told);
        REQUIRE(world.request(ups, {control, 0s, {}, {}}));
        REQUIRE(world.run_until(world.now() + 5s, [&] { return world.session(ups).control_phase() == ControlPhase::accepted; }));
        CHECK(world.executed(ups).back() == told);
        world.run_for(1s);
    }
    CHECK_FALSE(world.request(ups, {Control::outlet_3_load_off, 0s, {}, {}}));  // it has two
}
