// Simulated APC smart units: what they keep is changed and read back, registers and two-byte queries become words and
// values, each way of turning off does what it says.
#include <catch2/catch.hpp>
#include <optional>

#include "tests/sim/sim_tools.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;
using upsmd::testing::executed;
using upsmd::testing::received;
using upsmd::testing::value;

namespace {

SiteOptions unit(const std::string& model, sim::Options more = {}) {
    SiteOptions result;
    result.protocol = "apc-smart";
    result.ups = std::move(more);
    result.ups["model"] = model;
    return result;
}

// When its output went off; nothing where it did not. On line a unit that returns is on again at once.
std::optional<Time> went_off(SimWorld& world, std::size_t ups) {
    for (const auto& entry : world.site(ups).log)
        if (entry.kind == sim::LogKind::kPower && entry.text.find("output off") != std::string::npos) return entry.at;
    return std::nullopt;
}

bool set_to(SimWorld& world, std::size_t ups, Variable variable, std::string_view text) {
    INFO(variable_name(variable) << " " << text);
    const int done = world.count_events(ups, SessionEvent::Kind::setting_done);
    const int refused = world.count_events(ups, SessionEvent::Kind::setting_refused);
    REQUIRE(world.set(ups, variable, text));
    REQUIRE(world.run_until(world.now() + 30s, [&] {
        return world.count_events(ups, SessionEvent::Kind::setting_done) > done ||
               world.count_events(ups, SessionEvent::Kind::setting_refused) > refused;
    }));
    return world.count_events(ups, SessionEvent::Kind::setting_done) > done;
}

}  // namespace

TEST_CASE("apc settings: every choice of every setting can be set and is read back", "[apc][setting]") {
    SimWorld world;
    const std::size_t ups = world.add(unit(GENERATE(as<std::string>{}, "smart-ups", "su420", "matrix", "rt1000xl")));
    world.run_for(60s);
    const auto offers = world.session(ups).offered_settings();
    REQUIRE(offers.size() >= 5);
    for (const Session::Offer& offer : offers) {
        for (const Value& choice : offer.choices.values) {
            CHECK(set_to(world, ups, offer.row->variable, choice.to_string()));
            CHECK(value(world, ups, offer.row->variable) == choice.to_string());
            CHECK(is_same_value(world.session(ups).setting_report().after, choice));
        }
    }
    CHECK(set_to(world, ups, Variable::ups_id, "RACK 7"));
    CHECK(value(world, ups, Variable::ups_id) == "RACK 7");
    CHECK(set_to(world, ups, Variable::battery_date, "11/26/26"));
    CHECK(value(world, ups, Variable::battery_date) == "11/26/26");
    world.run_for(60s);
    CHECK(value(world, ups, Variable::ups_id) == "RACK 7");
    for (const auto& change : world.site(ups).changes) CHECK(change.state == State::online);
    CHECK_FALSE(executed(world, ups, "DANGER"));
}

TEST_CASE("apc settings: a delay that was set decides what a turn-off may be asked for", "[apc][setting]") {
    SimWorld world;
    const std::size_t ups = world.add(unit("smart-ups"));
    world.run_for(60s);
    CHECK_FALSE(world.request(ups, {Control::shutdown_return, 180s}));
    CHECK(set_to(world, ups, Variable::ups_delay_shutdown, "180"));
    CHECK(set_to(world, ups, Variable::ups_delay_shutdown, "180"));  // writes nothing
    CHECK(world.executed(ups) == std::vector<std::string>{"p set to 180"});
    world.command(ups, "mains off");
    world.run_for(5s);
    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 180s}));
    REQUIRE(world.run_until(asked + 300s, [&] { return !world.site(ups).ups->output_on(); }));
    CHECK(world.now() - asked >= 180s);
}

TEST_CASE("apc settings: a port that is lost half way ends it", "[apc][setting]") {
    SimWorld world;
    const std::size_t ups = world.add(unit("smart-ups"));
    world.run_for(60s);
    REQUIRE(world.set(ups, Variable::ups_delay_shutdown, "180"));
    world.run_for(400ms);
    world.command(ups, "hangup");
    world.run_for(10s);
    CHECK(world.count_events(ups, SessionEvent::Kind::setting_refused) == 1);
    world.command(ups, "replug");
    REQUIRE(world.run_to_state(ups, State::online, 5s));
    world.run_for(30s);
    CHECK(set_to(world, ups, Variable::ups_delay_shutdown, "180"));
}

TEST_CASE("apc settings: units without settings offer none", "[apc][setting]") {
    SimWorld world;
    const std::size_t ups = world.add(unit(GENERATE(as<std::string>{}, "old", "cs350", "suvs", "very-old", "pro")));
    world.run_for(120s);
    CHECK(world.session(ups).offered_settings().empty());
    CHECK_FALSE(world.set(ups, Variable::ups_delay_shutdown, "180"));
    world.run_for(5s);
    CHECK(world.executed(ups).empty());
}

TEST_CASE("apc registers: bypass and faults show in the status, and go again", "[apc]") {
    SimWorld world;
    const std::size_t ups = world.add(unit("matrix"));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    world.command(ups, "bypass on");
    world.run_for(30s);
    CHECK(world.status(ups) == "OL BYPASS");
    world.command(ups, "bypass off");
    world.command(ups, "failure on");
    world.run_for(30s);
    CHECK(world.status(ups) == "ALARM OL");
    CHECK(value(world, ups, Variable::ups_alarm) == "DC imbalance");
    world.command(ups, "failure off");
    world.run_for(30s);
    CHECK(world.status(ups) == "OL");
    // Its alert makes the session look at once.
    world.command(ups, "overload on");
    world.run_for(2s);
    CHECK(world.status(ups) == "ALARM OL OVER");
    CHECK(value(world, ups, Variable::ups_alarm) == "overload: no transfer to battery");
    world.command(ups, "overload off");
    world.run_for(2s);
    CHECK(world.status(ups) == "OL");
    for (const auto& change : world.site(ups).changes) CHECK(change.state == State::online);
}

TEST_CASE("apc two-byte queries: asked only of a unit that lists them", "[apc]") {
    SimWorld world;
    const std::size_t spm = world.add(unit("spm"));
    const std::size_t plain = world.add(unit("smart-ups"));
    const std::size_t rt = world.add(unit("rt1000xl"));
    for (const std::size_t ups : {spm, plain, rt}) world.command(ups, "frequency 50.4");
    world.run_for(60s);
    CHECK(value(world, spm, Variable::ups_power_nominal) == "2000");
    CHECK(value(world, spm, Variable::ups_mode) == "line");
    CHECK(value(world, spm, Variable::input_frequency) == "50.4");
    CHECK(value(world, spm, Variable::output_frequency) == "50.00");
    CHECK(value(world, spm, Variable::battery_current) == "0.0");
    CHECK(value(world, spm, Variable::input_frequency_high) == "53.0");
    CHECK(value(world, plain, Variable::input_frequency) == "50.40");
    CHECK(value(world, plain, Variable::output_frequency).empty());
    world.command(spm, "bypass on");
    world.run_for(40s);
    CHECK(world.status(spm) == "OL BYPASS");
    CHECK(value(world, spm, Variable::ups_mode) == "bypass");
    for (const std::size_t ups : {plain, rt}) {
        CHECK_FALSE(received(world, ups, "\\x9F"));
        CHECK_FALSE(received(world, ups, "\\x81"));
    }
    for (const std::size_t ups : {spm, plain, rt}) CHECK_FALSE(executed(world, ups, "DANGER"));
}

TEST_CASE("apc: a unit that tells no list is asked a few letters and watched", "[apc]") {
    SimWorld world;
    const std::size_t ups = world.add(unit("very-old"));
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    world.run_for(180s);
    CHECK(value(world, ups, Variable::battery_charge) == "100.0");
    CHECK(value(world, ups, Variable::input_voltage) == "230.0");
    CHECK(value(world, ups, Variable::battery_voltage) != "");
    CHECK(value(world, ups, Variable::ups_delay_shutdown).empty());
    CHECK_FALSE(received(world, ups, "\"p\""));
    world.command(ups, "mains off");
    CHECK(world.run_to_state(ups, State::on_battery, 100ms));
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);
}

TEST_CASE("apc turn-off: every method against a unit on line and on battery", "[apc][turn-off]") {
    struct Row {
        std::string method;
        std::string on_battery;
        std::string on_line;
        bool returns;
    };
    const Row row = GENERATE(values<Row>({{"auto", "S", "@000", true},
                                          {"soft", "S", "@000", true},
                                          {"sleep", "@000", "@000", true},
                                          {"force", "S", "S", true},
                                          {"stay-off", "K K", "K K", false},
                                          {"at-once", "Z Z", "Z Z", false}}));
    INFO(row.method);
    for (const bool mains : {true, false}) {
        SimWorld world;
        SiteOptions options = unit("smart-ups", {{"grace", "180"}});
        options.settings.turn_off_method = row.method;
        const std::size_t ups = world.add(options);
        world.run_for(60s);
        if (!mains) world.command(ups, "mains off");
        world.run_for(10s);
        const auto delay = row.method == "at-once" ? 0s : 180s;
        const Time asked = world.now();
        REQUIRE(world.request(ups, {Control::shutdown_return, delay}));
        world.run_for(8s);
        CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
        CHECK(executed(world, ups, (mains ? row.on_line : row.on_battery) + ": output off"));
        REQUIRE(world.run_until(asked + 300s, [&] { return went_off(world, ups).has_value(); }));
        CHECK(*went_off(world, ups) - asked >= delay);
        world.command(ups, "mains on");
        world.run_for(1200s);
        CHECK(world.site(ups).ups->output_on() == row.returns);
    }
}

TEST_CASE("apc turn-off: old units, Back-UPS CS and Pro", "[apc][turn-off]") {
    struct Row {
        std::string model;
        bool mains;
        std::string order;
    };
    const Row row = GENERATE(values<Row>({{"old", false, "S: "},
                                          {"old", true, "@001: "},
                                          {"cs350", false, "S: "},
                                          {"cs350", true, "S: "},
                                          {"suvs", true, "@001: "},
                                          {"pro", true, "@001: "}}));
    INFO(row.model << (row.mains ? " on line" : " on battery"));
    SimWorld world;
    const std::size_t ups = world.add(unit(row.model));
    world.run_for(120s);
    if (!row.mains) world.command(ups, "mains off");
    world.run_for(10s);
    const Time asked = world.now();
    REQUIRE(world.request(ups, {Control::shutdown_return, 0s}));
    world.run_for(9s);
    CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
    CHECK(executed(world, ups, row.order));
    CHECK_FALSE(executed(world, ups, "DANGER"));
    REQUIRE(world.run_until(asked + 60s, [&] { return went_off(world, ups).has_value(); }));
    world.command(ups, "mains on");
    REQUIRE(world.run_until(world.now() + 900s, [&] { return world.site(ups).ups->output_on(); }));
}
