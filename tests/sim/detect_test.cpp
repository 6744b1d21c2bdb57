// `auto` against every simulated unit, in every condition: it finds the right protocol or none, and nobody is hurt.
#include <catch2/catch.hpp>
#include <string>

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
