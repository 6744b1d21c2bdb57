#include <catch2/catch.hpp>
#include <vector>

#include "core/catalog.h"
#include "core/fleet.h"

using namespace upsmd;

TEST_CASE("fleet: deadlines come in order of time, then of arrival", "[fleet]") {
    Fleet fleet;
    const Protocol& protocol = *protocol_by_name("megatec");
    std::vector<Fleet::Id> ids;
    for (int n = 0; n < 3; ++n) ids.push_back(fleet.add(protocol, {}));
    CHECK(fleet.deadline() == kNever);
    const Time start{Duration{0}};
    for (const std::size_t n : {2U, 0U, 1U})
        fleet.with(ids[n], [&](Session& session) { session.on_port_open({}, start + (n == 1 ? 5ms : 0ms)); });
    CHECK(fleet.deadline() == start + protocol.line.settle);

    std::vector<Fleet::Id> ran;
    fleet.run_due(start + protocol.line.settle, [&](Fleet::Id id) { ran.push_back(id); });
    CHECK(ran == std::vector<Fleet::Id>{ids[2], ids[0]});
    fleet.run_due(start + protocol.line.settle + 5ms, [&](Fleet::Id id) { ran.push_back(id); });
    CHECK(ran == std::vector<Fleet::Id>{ids[2], ids[0], ids[1]});
    for (const Fleet::Id id : ids) CHECK_FALSE(fleet.session(id).to_send().empty());
}

TEST_CASE("fleet: a removed session is never run", "[fleet]") {
    Fleet fleet;
    const Fleet::Id id = fleet.add(*protocol_by_name("megatec"), {});
    fleet.with(id, [](Session& session) { session.on_port_open({}, Time{}); });
    fleet.remove(id);
    fleet.remove(id);
    CHECK(fleet.size() == 0);
    CHECK(fleet.deadline() == kNever);
    fleet.run_due(Time{} + 1h, [](Fleet::Id) { FAIL("a removed session ran"); });
}

TEST_CASE("catalog: names are unique, tables complete, and what is not there is not found", "[catalog]") {
    for (const Protocol* protocol : protocol_catalog()) {
        CHECK(protocol_by_name(protocol->name) == protocol);
        CHECK((table_is_complete(*protocol) || !protocol->probes.empty()));
    }
    CHECK(protocol_by_name("megatec") != nullptr);
    CHECK(protocol_by_name("apc-smart") != nullptr);
    CHECK(protocol_by_name("simple") != nullptr);
    CHECK(protocol_by_name("Megatec") == nullptr);
    CHECK(protocol_by_name("") == nullptr);
}
