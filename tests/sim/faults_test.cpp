// Every fault of the simulator: nothing on the wire may turn into a state that is not there, and a lost link comes back.
#include <catch2/catch.hpp>

#include "tests/sim/sim_world.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;

namespace {

std::size_t start(SimWorld& world, const std::string& protocol, std::uint64_t seed = 1) {
    SiteOptions options;
    options.protocol = protocol;
    options.seed = seed;
    const std::size_t ups = world.add(options);
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    world.run_for(30s);
    return ups;
}

}  // namespace

TEST_CASE("faults: silence is NOCOMM after 5 s and three polls, and ends within 2 s", "[faults]") {
    const std::string protocol = GENERATE(as<std::string>{}, "megatec", "apc-smart");
    INFO(protocol);
    SimWorld world;
    const std::size_t ups = start(world, protocol);
    for (int again = 0; again < 20; ++again) {
        const Time silent = world.now();
        world.command(ups, "silent on");
        REQUIRE(world.run_to_state(ups, State::no_comm, 15s));
        CHECK(world.now() - silent >= 4s);  // 5 s since the last good reply
        CHECK(world.status(ups).empty());
        CHECK_FALSE(world.reading(ups).get(Variable::ups_load).present());
        world.run_for(Duration{again * 777'777});
        world.command(ups, "silent off");
        REQUIRE(world.run_to_state(ups, State::online, 2s));
    }
}

TEST_CASE("faults: a pulled port is NOCOMM after 5 s; a short pull is not noticed", "[faults]") {
    const std::string protocol = GENERATE(as<std::string>{}, "simple", "megatec", "apc-smart");
    INFO(protocol);
    SimWorld world;
    SiteOptions options;
    options.protocol = protocol;
    options.cable = "cyberpower";
    if (protocol == "simple") options.ups["cable"] = "cyberpower";
    const std::size_t ups = world.add(options);
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    world.command(ups, "hangup");
    world.run_for(2s);
    world.command(ups, "replug");
    world.run_for(10s);
    CHECK(world.count_events(ups, SessionEvent::Kind::comm_lost) == 0);

    world.command(ups, "hangup");
    REQUIRE(world.run_to_state(ups, State::no_comm, 6s));
    world.run_for(100s);
    world.command(ups, "mains off");
    world.command(ups, "replug");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
}

TEST_CASE("faults: damaged replies change no value and no state", "[faults]") {
    const std::string protocol = GENERATE(as<std::string>{}, "megatec", "apc-smart");
    const std::string fault = GENERATE(as<std::string>{}, "garbage", "truncated", "duplicate", "garbage 300", "truncated 1");
    INFO(protocol << ", " << fault);
    SimWorld world;
    const std::size_t ups = start(world, protocol, 7);
    const std::size_t before = world.site(ups).changes.size();
    const auto load = world.reading(ups).number(Variable::ups_load);
    for (int n = 0; n < 200; ++n) {
        world.command(ups, fault);
        world.run_for(3s);
        REQUIRE(world.reading(ups).number(Variable::ups_load) == load);
    }
    // Random bytes may contain APC's alert characters: a power failure then counts at its first sign, low battery never.
    for (std::size_t i = before; i < world.site(ups).changes.size(); ++i) {
        const State state = world.site(ups).changes[i].state;
        const bool harmless = state == State::online || (protocol == "apc-smart" && state == State::on_battery);
        REQUIRE(harmless);
    }
    // The last damaged reply may have held such a character, and is waited for to its end.
    world.run_for(5s);
    CHECK(world.site(ups).state == State::online);
}

TEST_CASE("faults: unasked noise never makes LOWBATTERY, whatever the seed", "[faults]") {
    const std::string protocol = GENERATE(as<std::string>{}, "megatec", "apc-smart");
    SimWorld world;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SiteOptions options;
        options.protocol = protocol;
        options.seed = seed;
        world.add(options);
    }
    world.run_for(5s);
    for (int n = 0; n < 50; ++n) {
        for (std::size_t ups = 0; ups < world.size(); ++ups) world.command(ups, "noise 40");
        world.run_for(1500ms);
    }
    world.run_for(30s);
    for (std::size_t ups = 0; ups < world.size(); ++ups) {
        for (const auto& change : world.site(ups).changes) REQUIRE(change.state != State::low_battery);
        CHECK(world.site(ups).state == State::online);
    }
}

TEST_CASE("faults: a status of zeros is no data", "[faults]") {
    SimWorld world;
    const std::size_t ups = start(world, "megatec");
    world.command(ups, "reply Q1 (000.0 000.0 000.0 000 00.0 00.0 00.0 00000000\\r");
    REQUIRE(world.run_to_state(ups, State::no_comm, 10s));
}

TEST_CASE("faults: a unit that knows none of the other queries is monitored all the same", "[faults]") {
    const std::string how = GENERATE(as<std::string>{}, "echo", "nak", "silence");
    INFO(how);
    SimWorld world;
    SiteOptions options;
    options.ups = {{"unknown", how}, {"identity", "off"}, {"ratings", "off"}};
    const std::size_t ups = world.add(options);
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    world.run_for(60s);
    world.command(ups, "mains off");
    CHECK(world.run_to_state(ups, State::on_battery, 1500ms));
    CHECK_FALSE(world.reading(ups).get(Variable::device_model).present());
    CHECK(world.count_events(ups, SessionEvent::Kind::query_dropped) == 2);
}

TEST_CASE("faults: a shutdown that the unit began by itself is FSD, ours or an old one is not", "[faults]") {
    SimWorld world;
    const std::size_t risen = start(world, "megatec");
    world.command(risen, "reply Q1 (230.0 230.0 230.0 010 50.0 27.4 30.0 00001010\\r");
    world.run_for(2s);
    CHECK(world.status(risen).find("FSD") != std::string::npos);
    CHECK(world.count_events(risen, SessionEvent::Kind::shutdown_active) == 1);
    CHECK(world.site(risen).state == State::online);

    SiteOptions options;
    const std::size_t old = world.add(options);
    world.command(old, "reply Q1 (230.0 230.0 230.0 010 50.0 27.4 30.0 00001010\\r");
    world.run_for(10s);
    CHECK(world.status(old) == "OL");
    CHECK(world.count_events(old, SessionEvent::Kind::shutdown_noticed) == 1);
}

TEST_CASE("faults: a port silent for a minute is opened again, but never after a loss on battery", "[faults]") {
    SimWorld world;
    const std::size_t ups = start(world, "megatec");
    world.command(ups, "silent on");
    world.run_for(70s);
    CHECK(world.site(ups).reopened == 1);
    world.command(ups, "silent off");
    REQUIRE(world.run_to_state(ups, State::online, 2s));
    world.command(ups, "mains off");
    REQUIRE(world.run_to_state(ups, State::on_battery, 2s));
    world.command(ups, "silent on");
    world.run_for(300s);
    CHECK(world.site(ups).reopened == 1);
}

TEST_CASE("faults: the same seed replays the same world", "[faults]") {
    const auto play = [] {
        SimWorld world;
        SiteOptions options;
        options.seed = 42;
        const std::size_t ups = world.add(options);
        for (int n = 0; n < 20; ++n) {
            world.command(ups, "garbage");
            world.run_for(700ms);
        }
        std::string trace;
        for (const auto& entry : world.site(ups).log) trace += entry.text + '\n';
        return trace;
    };
    const std::string first = play();
    CHECK_FALSE(first.empty());
    CHECK(first == play());
}
