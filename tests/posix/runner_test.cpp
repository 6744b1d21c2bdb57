#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/protocols/megatec.h"
#include "core/protocols/simple.h"
#include "core/cable.h"
#include "platform/asio_runner.h"
#include "platform/backend.h"
#include "tests/posix/loop.h"
#include "tests/posix/megatec_peer.h"

using namespace upsmd;
using upsmd::test::MegatecPeer;

namespace {

struct Listener final : RunnerListener {
    void on_state(Fleet::Id, State state) override { states.push_back(state); }
    void on_values(Fleet::Id, const std::bitset<kVariableCount>& changed) override { values |= changed; }
    void on_event(Fleet::Id, const SessionEvent& event) override { events.push_back(event.kind); }
    void on_wire(Fleet::Id, bool received, Bytes bytes) override {
        (received ? heard : sent).append(bytes.begin(), bytes.end());
    }
    void on_port(Fleet::Id, const Error* error) override {
        if (error == nullptr)
            ++opened;
        else
            ++failed;
    }

    std::vector<State> states;
    std::bitset<kVariableCount> values;
    std::vector<SessionEvent::Kind> events;
    std::string sent;
    std::string heard;
    int opened = 0;
    int failed = 0;
};

struct Rig {
    template <typename Predicate>
    bool until(const Predicate& happened) {
        return test::run_until(io, [&] {
            if (peer.pty.master() >= 0) peer.serve();
            return happened();
        });
    }
    bool state_is(State state) {
        return until([&] { return !listener.states.empty() && listener.states.back() == state; });
    }

    boost::asio::io_context io;
    MegatecPeer peer;
    Listener listener;
    std::unique_ptr<PortOpener> opener = make_port_opener(io);
    AsioRunner runner{io, *opener, system_clock(), listener, null_log()};
};

}  // namespace

TEST_CASE("runner: readings and states come from a real port", "[runner]") {
    Rig rig;
    const auto id = rig.runner.add(rig.peer.pty.path(), kMegatec, {});
    REQUIRE(id);
    CHECK(rig.listener.opened == 1);
    REQUIRE(rig.state_is(State::online));
    CHECK(rig.listener.sent.starts_with("Q1\r"));
    CHECK(rig.listener.heard.starts_with("(230.0"));
    CHECK(rig.runner.session(*id).reading().number(Variable::input_voltage) == 230.0);
    CHECK(rig.listener.values.test(static_cast<std::size_t>(Variable::input_voltage)));
    rig.peer.on_battery = true;
    REQUIRE(rig.state_is(State::on_battery));
    rig.peer.on_battery = false;
    REQUIRE(rig.state_is(State::online));
    CHECK(rig.listener.failed == 0);
}

TEST_CASE("runner: a port that cannot be opened is not added", "[runner]") {
    Rig rig;
    const auto id = rig.runner.add("/nothing/here", kMegatec, {});
    REQUIRE_FALSE(id);
    CHECK(id.error().code == ErrorCode::not_found);
    // A bare pty has no modem lines: nothing could be read, and a reading must not be made up.
    Settings settings;
    settings.cable = cable_by_name("940-0020B");
    const auto simple = rig.runner.add(rig.peer.pty.path(), kSimple, settings);
    REQUIRE_FALSE(simple);
    CHECK(simple.error().code == ErrorCode::unsupported);
    // The failed try has let go of the port.
    CHECK(rig.runner.add(rig.peer.pty.path(), kMegatec, {}));
}

TEST_CASE("runner: a port that hangs up is opened again when it is back", "[runner]") {
    Rig rig;
    REQUIRE(rig.runner.add(rig.peer.pty.path(), kMegatec, {}));
    for (int round = 1; round <= 3; ++round) {
        REQUIRE(rig.state_is(State::online));
        rig.peer.pty.hang_up();
        REQUIRE(rig.until([&] { return rig.listener.failed >= 2 * round; }));  // gone, and tried in vain
        rig.peer.pty.replug();
        REQUIRE(rig.until([&] { return rig.listener.opened == round + 1; }));
        rig.listener.heard.clear();
        REQUIRE(rig.until([&] { return !rig.listener.heard.empty(); }));
    }
}

TEST_CASE("runner: a port may come later", "[runner]") {
    Rig rig;
    rig.peer.pty.hang_up();
    const Fleet::Id id = rig.runner.add_when_possible(rig.peer.pty.path(), kMegatec, {});
    REQUIRE(rig.until([&] { return rig.listener.failed >= 1; }));
    CHECK(rig.runner.session(id).state() == State::no_comm);
    rig.peer.pty.replug();
    REQUIRE(rig.state_is(State::online));
}

TEST_CASE("runner: a control is told once it is on the wire", "[runner]") {
    Rig rig;
    const auto id = rig.runner.add(rig.peer.pty.path(), kMegatec, {});
    REQUIRE(id);
    const ControlRequest off{Control::shutdown_return, std::chrono::seconds(180), {}};
    const auto early = rig.runner.request(*id, off);
    REQUIRE_FALSE(early);
    CHECK(early.error().code == ErrorCode::timeout);
    REQUIRE(rig.state_is(State::online));
    REQUIRE(rig.runner.request(*id, off));
    std::optional<ControlPhase> phase;
    rig.runner.when_committed(*id, [&](ControlPhase at) { phase = at; });
    CHECK_FALSE(phase);
    REQUIRE(rig.until([&] { return phase.has_value(); }));
    CHECK((phase == ControlPhase::committed || phase == ControlPhase::accepted));
    rig.peer.serve();
    CHECK(rig.peer.controls.find("S03") != std::string::npos);
    REQUIRE(rig.until([&] {
        return rig.runner.session(*id).control_phase() == ControlPhase::accepted;
    }));
}

TEST_CASE("runner: a control is refused when the port hangs up before it is sent", "[runner]") {
    Rig rig;
    const auto id = rig.runner.add(rig.peer.pty.path(), kMegatec, {});
    REQUIRE(id);
    REQUIRE(rig.state_is(State::online));
    rig.peer.pty.hang_up();
    REQUIRE(rig.until([&] { return rig.listener.failed >= 1; }));
    const auto refused = rig.runner.request(*id, {Control::shutdown_return, std::chrono::seconds(180), {}});
    REQUIRE_FALSE(refused);
    std::optional<ControlPhase> phase;
    rig.runner.when_committed(*id, [&](ControlPhase at) { phase = at; });
    REQUIRE(rig.until([&] { return phase.has_value(); }));
}

TEST_CASE("runner: several ports, and removing one", "[runner]") {
    Rig rig;
    MegatecPeer other;
    REQUIRE(rig.runner.add(rig.peer.pty.path(), kMegatec, {}));
    const auto second = rig.runner.add(other.pty.path(), kMegatec, {});
    REQUIRE(second);
    REQUIRE(rig.until([&] {
        other.serve();
        return rig.listener.states.size() == 2;
    }));
    rig.runner.remove(*second);
    rig.peer.on_battery = true;
    REQUIRE(rig.state_is(State::on_battery));
    // Its port is free.
    CHECK(rig.opener->open(other.pty.path(), {2400, {}}));
}

TEST_CASE("runner: destroyed in the middle of everything, it leaves nothing that runs", "[runner]") {
    MegatecPeer peer;
    boost::asio::io_context io;
    const auto opener = make_port_opener(io);
    Listener listener;
    for (int handlers = 0; handlers < 12; ++handlers) {
        {
            AsioRunner runner(io, *opener, system_clock(), listener, null_log());
            REQUIRE(runner.add(peer.pty.path(), kMegatec, {}));
            runner.add_when_possible("/nothing/here", kMegatec, {});
            io.restart();
            for (int i = 0; i < handlers; ++i) {
                io.run_one_for(std::chrono::milliseconds(50));
                peer.serve();
            }
            if (handlers % 3 == 0) peer.pty.hang_up();
        }
        const std::size_t told = listener.events.size() + listener.states.size();
        test::run_ready(io);
        CHECK(listener.events.size() + listener.states.size() == told);
        if (handlers % 3 == 0) peer.pty.replug();
    }
}
