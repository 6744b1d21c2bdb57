// Every contact-closure cable against a simulated UPS that is wired as its description says, not as our table
// does.
#include <catch2/catch.hpp>

#include "tests/sim/sim_world.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;

namespace {

// Our cable, the simulated one.
struct Pair {
    const char* ours;
    const char* simulated;
};

// Those whose description is disputed stand here once for each opinion.
constexpr Pair kPairs[] = {
    {"940-0020B", "apc-940-0020b"},
    {"940-0020C", "apc-940-0020c"},
    {"940-0095A", "apc-940-0095a"},
    {"940-0095B", "apc-940-0095b"},
    {"940-0095B", "apc-940-0095b-drawn"},
    {"940-0095C", "apc-940-0095c"},
    {"940-0119A", "apc-940-0119a"},
    {"940-0127A", "apc-940-0127a"},
    {"940-0128A", "apc-940-0128a"},
    {"940-0023A", "apc-940-0023a"},
    {"apc-rs500", "apc-rs500"},
    {"apcupsd-simple", "apcupsd-simple"},
    {"mam", "mam"},
    {"cyberpower", "cyberpower"},
    {"victron-lite", "victron-lite"},
    {"gamatronic", "gamatronic"},
    {"rups-2000", "rups-2000"},
    {"generic-rups", "generic-rups"},
    {"tripplite-lan", "tripplite-lan"},
    {"best-patriot", "best-patriot"},
    {"fideltronik-ares", "fideltronik-ares"},
    {"nitram-elite-500", "nitram-elite-500"},
    {"nitram-elite-2002", "nitram-elite-2002"},
    {"powerkinetics", "powerkinetics"},
    {"tripplite-omni", "tripplite-omni"},
    {"fttx", "fttx"},
    {"upsonic-lan-saver", "upsonic-lan-saver"},
    {"upsonic-lan-saver", "upsonic-manual"},
    {"powertech", "powertech"},
    {"online-p", "online-p"},
    {"repotec", "repotec"},
    {"powerware-3115", "powerware-3115"},
    {"powerware-5119", "powerware-5119"},
    {"powerware-5119-rm", "powerware-5119-rm"},
};

SiteOptions options(const Pair& pair) {
    SiteOptions result;
    result.protocol = "simple";
    result.cable = pair.ours;
    result.ups["cable"] = pair.simulated;
    result.settings.kill_line_delay = 120s;
    return result;
}

constexpr ControlRequest kOff{Control::shutdown_return, 60s, {}};

void outage(SimWorld& world, std::size_t ups, const Cable& cable) {
    REQUIRE(world.run_to_state(ups, State::online, 1s));
    world.run_for(60s);
    CHECK(world.status(ups) == "OL");
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 10ms));
    CHECK(world.status(ups) == "OB");
    world.command(ups, "battery-low on");
    const bool tells = cable.low_battery.line != InputLine::none;
    CHECK(world.run_to_state(ups, State::low_battery, 150ms) == tells);
    CHECK(world.status(ups) == (tells ? "OB LB" : "OB"));
}

}  // namespace

TEST_CASE("cables: every row of the table is tried here", "[cable]") {
    for (const Cable& cable : cable_table()) {
        INFO(cable.name);
        CHECK(std::any_of(std::begin(kPairs), std::end(kPairs),
                          [&](const Pair& pair) { return cable_by_name(pair.ours) == &cable; }));
    }
}

// The most touchy UPS there is: any killing level, on mains too, turns it off at once.
TEST_CASE("cables: nothing but the turn-off itself brings a killing level", "[cable][outage]") {
    for (const Pair& pair : kPairs) {
        INFO(pair.ours << " as " << pair.simulated);
        SiteOptions touchy = options(pair);
        touchy.ups["hold"] = "0";
        touchy.ups["kill-on-line"] = "on";
        SimWorld world;
        const std::size_t ups = world.add(touchy);
        outage(world, ups, *cable_by_name(pair.ours));
        world.command(ups, "hangup");
        world.run_for(30s);
        world.command(ups, "replug");
        world.run_for(30s);
        CHECK(world.site(ups).state != State::no_comm);
        world.command(ups, "battery-low off");
        world.command(ups, "mains on");
        REQUIRE(world.run_to_state(ups, State::online, 150ms));
        CHECK_FALSE(world.request(ups, kOff));  // on mains
        world.run_for(60s);
        CHECK(world.site(ups).ups->output_on());
        CHECK(world.executed(ups).empty());
        for (const auto& entry : world.site(ups).log) CHECK(entry.kind != sim::LogKind::kReceived);  // no byte ever
    }
}

TEST_CASE("cables: turned off by the right levels, held for as long as it takes, then let go", "[cable][control]") {
    for (const Pair& pair : kPairs) {
        INFO(pair.ours << " as " << pair.simulated);
        const Cable& cable = *cable_by_name(pair.ours);
        SiteOptions stubborn = options(pair);
        stubborn.ups["hold"] = cable.hazard == KillHazard::brk ? "5000" : "9900";
        SimWorld world;
        const std::size_t ups = world.add(stubborn);
        outage(world, ups, cable);
        const State before = world.site(ups).state;
        REQUIRE(world.request(ups, kOff).operator bool() == cable.kill.has_value());
        if (!cable.kill) continue;
        CHECK(world.session(ups).wanted_lines() == cable.run);
        world.run_for(100ms);
        CHECK(world.session(ups).wanted_lines() == *cable.kill);
        const Time raised = world.now();
        world.run_until(raised + 60s, [&] { return world.session(ups).wanted_lines() == cable.run; });
        CHECK(world.now() - raised == cable.kill_hold);
        CHECK_FALSE(world.site(ups).ups->output_on());
        CHECK(world.executed(ups).size() == 1);
        // The contacts had no power meanwhile: what they said is not believed.
        CHECK(world.site(ups).state == before);
        world.run_for(1s);
        CHECK(world.session(ups).control_phase() == ControlPhase::accepted);
        // Nothing is left behind: the next outage is survived.
        world.command(ups, "mains on");
        REQUIRE(world.run_until(world.now() + 60s, [&] { return world.site(ups).ups->output_on(); }));
        world.run_for(10s);
        world.command(ups, "mains off");
        world.run_for(60s);
        CHECK(world.site(ups).ups->output_on());
    }
}

TEST_CASE("cables: let go before its time, the UPS stays on", "[cable][control]") {
    SiteOptions slow = options({"cyberpower", "cyberpower"});
    slow.ups["hold"] = "10100";
    SimWorld world;
    const std::size_t ups = world.add(slow);
    outage(world, ups, *cable_by_name("cyberpower"));
    REQUIRE(world.request(ups, kOff));
    world.run_for(60s);
    CHECK(world.site(ups).ups->output_on());
    CHECK(world.site(ups).state == State::low_battery);
    CHECK(world.status(ups) == "OB LB");
}

TEST_CASE("cables: power that returns before the line is raised ends the turn-off", "[cable][control]") {
    SiteOptions touchy = options({"940-0119A", "apc-940-0119a"});
    touchy.ups["hold"] = "0";
    touchy.ups["kill-on-line"] = "on";
    SimWorld world;
    const std::size_t ups = world.add(touchy);
    outage(world, ups, *cable_by_name("940-0119A"));
    REQUIRE(world.request(ups, kOff));
    world.run_for(50ms);
    world.command(ups, "mains on");
    world.run_for(20s);
    CHECK(world.session(ups).control_phase() == ControlPhase::refused);
    CHECK(world.site(ups).ups->output_on());
    CHECK(world.session(ups).wanted_lines() == cable_by_name("940-0119A")->run);
    CHECK(world.site(ups).state == State::online);
}

TEST_CASE("cables: replace battery and bypass where the cable tells them", "[cable]") {
    SimWorld world;
    const std::size_t ups = world.add(options({"fttx", "fttx"}));
    REQUIRE(world.run_to_state(ups, State::online, 1s));
    world.command(ups, "replace-battery on");
    world.run_for(1s);
    CHECK(world.status(ups) == "OL RB");
    world.command(ups, "bypass on");
    world.run_for(1s);
    CHECK(world.status(ups) == "OL RB BYPASS");
    CHECK(world.site(ups).state == State::online);
}

TEST_CASE("cables: an unplugged cable", "[cable]") {
    SimWorld world;
    const std::size_t high = world.add(options({"940-0119A", "apc-940-0119a"}));
    const std::size_t low = world.add(options({"cyberpower", "cyberpower"}));
    world.run_for(1s);
    for (const std::size_t ups : {high, low}) world.command(ups, "cable unplug");
    world.run_for(1s);
    CHECK(world.status(high) == "OL");
    CHECK(world.status(low) == "OB LB");
}

TEST_CASE("cables: an own cable in words does what the table's row does", "[cable][outage]") {
    const Result<Cable> own = parse_cable("CP=RTS OL=-CTS LB=DCD SD=DTR+RTS HOLD=10");
    REQUIRE(own);
    SiteOptions site = options({"940-0020B", "apc-940-0020b"});
    site.settings.cable = &*own;
    SimWorld world;
    const std::size_t ups = world.add(site);
    outage(world, ups, *own);
    REQUIRE(world.request(ups, kOff));
    REQUIRE(world.run_until(world.now() + 60s, [&] { return !world.site(ups).ups->output_on(); }));
}
