// `auto` against every simulated unit, in every condition: it finds the right protocol or none, and nobody is hurt.
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "tests/sim/sim_world.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;

namespace {

SiteOptions unit(const std::string& protocol, sim::Options options = {}) {
    SiteOptions site;
    site.protocol = "auto";
    site.unit = protocol;
    site.ups = std::move(options);
    return site;
}

std::string found(const SimWorld& world, std::size_t site) { return std::string(world.session(site).protocol().name); }

}  // namespace

TEST_CASE("auto: the first state comes within the promised time", "[detect]") {
    struct Promise {
        SiteOptions site;
        std::string protocol;
        Duration limit;
    };
    const auto promise = GENERATE(values<Promise>({
        {unit("megatec", {{"unknown", "silence"}}), "megatec", 3s},
        {unit("megatec", {{"unknown", "echo"}}), "megatec", 1500ms},
        {unit("megatec", {{"unknown", "nak"}}), "mecer", 1500ms},  // (NAK is what tells it
        {unit("apc-smart"), "apc-smart", 2s},
        {unit("apc-smart", {{"model", "old"}}), "apc-smart", 2s},
        {unit("apc-smart", {{"smart", "on"}}), "apc-smart", 2s},
    }));
    SimWorld world;
    const std::size_t site = world.add(promise.site);
    CAPTURE(promise.protocol);
    REQUIRE(world.run_to_state(site, State::online, promise.limit));
    world.run_for(20s);
    CHECK(found(world, site) == promise.protocol);
    CHECK_FALSE(world.session(site).detecting());
    CHECK(world.count_events(site, SessionEvent::Kind::protocol_found) == 1);
}

TEST_CASE("auto: units that know Q1 or do not are told apart", "[detect]") {
    struct Case {
        SiteOptions site;
        std::string protocol;
    };
    const auto each = GENERATE(values<Case>({
        {unit("voltronic"), "voltronic"},
        {unit("voltronic-qs"), "voltronic-qs"},
        {unit("voltronic-qs", {{"variant", "H"}}), "voltronic-qs"},
    }));
    SimWorld world;
    const std::size_t site = world.add(each.site);
    REQUIRE(world.run_to_state(site, State::online, 6s));
    world.run_for(10s);
    CHECK(found(world, site) == each.protocol);
}

TEST_CASE("auto: nobody there", "[detect]") {
    SimWorld world;
    const std::size_t site = world.add(unit("megatec"));
    world.command(site, "silent on");
    REQUIRE(world.run_until(Time{} + 20s, [&] {
        return world.count_events(site, SessionEvent::Kind::nothing_found) == 1;
    }));
    CHECK(world.session(site).state() == State::no_comm);
    world.command(site, "silent off");
    CHECK(world.run_to_state(site, State::online, 20s));
}

TEST_CASE("auto: a unit that was swapped is found anew, whatever is remembered of the old one", "[detect]") {
    const char* const kUnits[] = {"megatec", "apc-smart", "voltronic", "powercom", "cyberpower", "powermaster"};
    const std::string old = GENERATE_COPY(from_range(std::begin(kUnits), std::end(kUnits)));
    for (const std::string present : kUnits) {
        SiteOptions options = unit(present);
        if (present == "apc-smart") options.ups["smart"] = "on";
        const Protocol* const remembered = protocol_by_name(old);
        options.settings.remembered = {remembered, remembered->line.baud, remembered->line.outputs};
        SimWorld world;
        const std::size_t site = world.add(options);
        world.run_until(Time{} + 30s, [&] { return !world.session(site).detecting(); });
        INFO(old << " was there, now " << present);
        CHECK(found(world, site) == present);
        for (const std::string& act : world.executed(site)) CHECK(act.find("first of two") != std::string::npos);
    }
}

TEST_CASE("auto: a remembered line that no question uses holds nothing up", "[detect]") {
    SiteOptions options = unit("megatec");
    const std::uint32_t baud = GENERATE(0U, 7U, 115200U);
    options.settings.remembered = {protocol_by_name("megatec"), baud, {true, false, false}};
    SimWorld world;
    const std::size_t site = world.add(options);
    REQUIRE(world.run_to_state(site, State::online, 3s));
    CHECK(world.count_events(site, SessionEvent::Kind::remembered_silent) == 1);
}

namespace {

std::vector<std::string> all_units() {
    std::vector<std::string> names;
    std::string rest = sim::simulated_protocols();
    for (std::size_t comma = 0; comma != std::string::npos;) {
        comma = rest.find(", ");
        // Contact closure is never asked anything.
        if (const std::string name = rest.substr(0, comma); name != "simple") names.push_back(name);
        if (comma != std::string::npos) rest.erase(0, comma + 2);
    }
    return names;
}

// What `auto` may take a unit for: itself, or the one whose questions and commands it shares (docs/detection.md).
bool is_right(const std::string& unit, const std::string& condition, const std::string& found) {
    static const std::map<std::string, std::string> kShared{
        {"q1", "megatec"},     {"zinto", "megatec"}, {"hunnox", "megatec"}, {"innova-ae", "megatec"},
        {"innova-rt31", "q6"}, {"innova-rt33", "q6"}, {"powercom-egys", "powercom"},
        {"powercom-kp625ap", "powercom"}, {"powercom-bnt-other", "powercom"}};
    // Of a relative that answers Q1 but garbles what else it is asked nothing more can be known.
    static const std::set<std::string> kAnswerQ1{"ablerex", "bestups", "gtec", "innova-rt31", "innova-rt33", "masterguard",
                                                 "mecer", "megatec-old", "omron", "q2", "q6"};
    const bool garbled = condition == "stale on" || condition == "delay 700" || condition == "echo on";
    const auto shared = kShared.find(unit);
    return found == "auto" || found == unit || (shared != kShared.end() && found == shared->second) ||
           (garbled && kAnswerQ1.contains(unit) && found == "megatec");
}

void check_unit(const SiteOptions& options, const std::string& condition, bool comes_later) {
    SimWorld world;
    const std::size_t site = world.add(options);
    std::string error;
    // A condition that the family does not have is none.
    if (!condition.empty()) world.site(site).ups->apply(condition, world.now(), error);
    if (comes_later) {
        world.run_for(3300ms);
        world.command(site, "hangup");
        world.command(site, "replug");
    }
    // Silence: two rounds
    world.run_until(world.now() + 55s, [&] { return !world.session(site).detecting(); });
    world.run_for(1s);
    INFO(options.unit << ", " << condition << ", " << comes_later << ": " << found(world, site));
    CHECK(is_right(options.unit, condition, found(world, site)));
    for (const std::string& act : world.executed(site)) {
        // One `1` alone does nothing; the proof is about the second.
        if (act.find("first of two") == std::string::npos) FAIL_CHECK(act);
    }
}

}  // namespace

TEST_CASE("auto: every unit that is not by hand only is found, on line and on battery", "[detect]") {
    // docs/detection.md, "By hand only". An Axpert is found where it says (NAK to what it does not know.
    const std::set<std::string> kByHand{"apc-microlink", "apc-modbus", "belkin", "cyberpower-binary", "etapro", "liebert-esp2",
                                        "mge-shut", "mge-utalk", "multilink", "powercom-bnt-other", "powercom-egys",
                                        "powercom-kp625ap", "powercom-trust", "tripplite-su", "upscode2", "voltronic-axpert"};
    const std::string mains = GENERATE(as<std::string>{}, "mains on", "mains off");
    for (const std::string& name : all_units()) {
        SimWorld world;
        const std::size_t site = world.add(unit(name));
        world.command(site, mains);
        world.run_until(Time{} + 25s, [&] { return !world.session(site).detecting(); });
        INFO(name << ", " << mains);
        CHECK((found(world, site) == "auto") == kByHand.contains(name));
    }
}

TEST_CASE("auto: every simulated unit, in every condition: the right protocol or none, and nobody is made to act", "[detect]") {
    const auto condition = GENERATE(as<std::string>{}, "", "silent on", "mains off", "echo on", "noise 9", "stale on", "delay 700",
                                    "unknown silence", "garbage 30");
    for (const std::string& name : all_units()) check_unit(unit(name), condition, false);
    for (const char* const model : {"smart-ups", "su420", "rt1000xl", "old", "suvs", "cs350"})
        check_unit(unit("apc-smart", {{"smart", "on"}, {"model", model}}), condition, false);
}

TEST_CASE("auto: every simulated unit, where the cable comes late, silent or not", "[detect]") {
    const auto condition = GENERATE(as<std::string>{}, "", "silent on");
    for (const std::string& name : all_units()) check_unit(unit(name), condition, true);
}

TEST_CASE("auto: what is asked of an APC unit that is never heard starts nothing, on line and on battery", "[detect]") {
    const auto mains = GENERATE(as<std::string>{}, "mains on", "mains off");
    SimWorld world;
    const std::size_t site = world.add(unit("apc-smart", {{"smart", "on"}}));
    world.command(site, "silent on");
    world.command(site, mains);
    world.run_for(200s);
    CHECK(world.site(site).ups->output_on());
    for (const std::string& act : world.executed(site)) {
        INFO(act);
        CHECK(act.find("first of two") != std::string::npos);
    }
}
