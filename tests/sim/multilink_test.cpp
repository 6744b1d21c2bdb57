// Whole outages of a simulated MultiLink unit, on virtual time.
#include <catch2/catch.hpp>

#include "tests/sim/sim_world.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;

namespace {

SiteOptions options(const sim::Options& ups = {}) {
    SiteOptions result;
    result.protocol = "multilink";
    result.ups = ups;
    return result;
}

}  // namespace

TEST_CASE("multilink outage: on line, on battery, low, back; DTR stays down", "[multilink][outage]") {
    SimWorld world;
    const std::size_t ups = world.add(options({{"dtr", "wired"}, {"hold", "1"}}));
    REQUIRE(world.run_to_state(ups, State::online, 6s));
    CHECK(world.status(ups) == "OL");
    CHECK(world.reading(ups).get(Variable::device_model).to_string() == "MultiLink");

    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 3s));
    world.command(ups, "battery 15");
    REQUIRE(world.run_to_state(ups, State::low_battery, 4s));
    CHECK(world.status(ups) == "OB LB");

    world.command(ups, "mains on");
    REQUIRE(world.run_to_state(ups, State::online, 8s));
    CHECK(world.status(ups) == "OL LB");
    CHECK(world.executed(ups).empty());
    CHECK(world.site(ups).changes.size() == 4);
}

TEST_CASE("multilink: a start on battery is never seen as on line", "[multilink][outage]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    CHECK(world.site(ups).changes.size() == 1);
}

TEST_CASE("multilink: bytes that get lost on battery do not bring the mains back", "[multilink]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 3s));
    for (int round = 0; round < 10; ++round) {
        world.command(ups, "silent on");
        world.run_for(2s);
        world.command(ups, "silent off");
        world.run_for(2s);
    }
    CHECK(world.site(ups).changes.size() == 1);
    CHECK(world.status(ups) == "OB");
}

TEST_CASE("multilink: noise is no data: communication is lost, the port stays as it is", "[multilink]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    REQUIRE(world.run_to_state(ups, State::online, 6s));
    const auto noisy_for = [&](int seconds) {
        for (int i = 0; i < seconds * 5; ++i) {
            world.command(ups, "send \\x00");
            world.run_for(200ms);
        }
    };
    noisy_for(2);
    CHECK(world.session(ups).state() == State::online);
    noisy_for(80);
    CHECK(world.session(ups).state() == State::no_comm);
    CHECK(world.site(ups).reopened == 0);
    REQUIRE(world.run_to_state(ups, State::online, 10s));
}

TEST_CASE("multilink: a port lost on battery is opened again only rarely", "[multilink]") {
    SimWorld world;
    const std::size_t ups = world.add(options());
    REQUIRE(world.run_to_state(ups, State::online, 6s));
    world.command(ups, "hangup");
    CHECK_FALSE(world.session(ups).reopening_is_risky());
    world.command(ups, "replug");
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 10s));
    world.command(ups, "hangup");
    CHECK(world.session(ups).reopening_is_risky());
}
