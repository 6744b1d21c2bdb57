// Newer APC units are named and left alone.
#include <catch2/catch.hpp>

#include "tests/sim/sim_world.h"

using namespace upsmd;
using upsmd::testing::SimWorld;
using upsmd::testing::SiteOptions;

namespace {

SiteOptions ask(const std::string& protocol, const std::string& unit) {
    SiteOptions options;
    options.protocol = protocol;
    options.unit = unit;
    options.baud = 9600;
    return options;
}

int sent_by(SimWorld& world, std::size_t ups) {
    int count = 0;
    for (const auto& entry : world.site(ups).log) count += entry.kind == sim::LogKind::kReceived ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("apc newer: named, and asked nothing more", "[apc][newer]") {
    struct Row {
        std::string protocol;
        std::string unit;
        std::string word;
    };
    const Row row = GENERATE(values<Row>({{"apc-microlink", "apc-microlink", "MicroLink"},
                                          {"apc-modbus", "apc-modbus", "Modbus"}}));
    INFO(row.protocol << " " << row.unit);
    SimWorld world;
    const std::size_t ups = world.add(ask(row.protocol, row.unit));
    REQUIRE(world.run_until(Time{} + 25s, [&] { return world.count_events(ups, SessionEvent::Kind::protocol_found) == 1; }));
    CHECK(world.session(ups).protocol().not_supported.find(row.word) != std::string_view::npos);
    world.run_for(1s);
    const int before = sent_by(world, ups);
    world.run_for(300s);
    CHECK(sent_by(world, ups) == before);
    CHECK(world.session(ups).state() == State::no_comm);
    CHECK(world.executed(ups).empty());
    CHECK_FALSE(world.request(ups, {Control::shutdown_return, 0s, {}}));
    CHECK_FALSE(world.set(ups, Variable::ups_delay_shutdown, "180"));
}

TEST_CASE("apc newer: nobody else is taken for one", "[apc][newer]") {
    const auto [protocol, unit] = GENERATE(table<std::string, std::string>({{"apc-microlink", "apc-modbus"},
                                                                            {"apc-modbus", "apc-microlink"},
                                                                            {"auto", "apc-microlink"},
                                                                            {"auto", "apc-modbus"}}));
    INFO(protocol << " " << unit);
    SimWorld world;
    const std::size_t ups = world.add(ask(protocol, unit));
    world.run_for(60s);
    CHECK(world.count_events(ups, SessionEvent::Kind::protocol_found) == 0);
    CHECK(world.executed(ups).empty());
}
