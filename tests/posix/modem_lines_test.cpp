#include "posix-sim/modem_lines_posix.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "posix-sim/preload/lines_file.h"
#include "posix-sim/serial_posix.h"
#include "tests/posix/loop.h"
#include "tests/posix/pty_peer.h"

using namespace upsmd;
using upsmd::test::PtyPeer;
using upsmd::test::run_ready;
using upsmd::test::run_until;

namespace {

// Needs the preload library and UPSMD_LINES_DIR: the suite posix-lines.
struct Rig {
    Rig() {
        const char* const folder = std::getenv("UPSMD_LINES_DIR");
        REQUIRE(folder != nullptr);
        std::filesystem::create_directories(folder);
        std::string error;
        lines = sim::LinesFile::create(folder, peer.device(), error);
        INFO(error);
        REQUIRE(lines != nullptr);
    }

    void open(OutputLines outputs) {
        auto opened = open_serial_posix(io, peer.path(), {2400, outputs});
        INFO((opened ? std::string() : opened.error().message));
        REQUIRE(opened);
        port = std::move(*opened);
    }

    void watch() {
        REQUIRE(port->lines().watch([this](InputLines now) { seen.push_back(now); }));
    }

    boost::asio::io_context io;
    PtyPeer peer;
    std::unique_ptr<sim::LinesFile> lines;
    std::unique_ptr<SerialPort> port;
    std::vector<InputLines> seen;
};

}  // namespace

TEST_CASE("modem lines: a bare pty has none, and says so", "[modem_lines]") {
    if (std::getenv("UPSMD_LINES_DIR") != nullptr) return;  // the preload library gives it some
    boost::asio::io_context io;
    const PtyPeer peer;
    auto port = open_serial_posix(io, peer.path(), {2400, {}});
    REQUIRE(port);
    const auto set = (*port)->lines().set({});
    REQUIRE_FALSE(set);
    CHECK(set.error().code == ErrorCode::unsupported);
    const auto get = (*port)->lines().get();
    REQUIRE_FALSE(get);
    CHECK(get.error().code == ErrorCode::unsupported);
    const auto watch = (*port)->lines().watch([](InputLines) {});
    REQUIRE_FALSE(watch);
    CHECK(watch.error().code == ErrorCode::unsupported);
}

TEST_CASE("modem lines: outputs are as wanted from the opening on, and stay at the closing", "[.lines]") {
    const OutputLines wanted = GENERATE(OutputLines{false, false, false}, OutputLines{true, false, false},
                                        OutputLines{false, true, false}, OutputLines{true, true, true});
    Rig rig;
    // What the kernel does when a port is opened.
    rig.lines->preset_outputs({true, true, false});
    rig.open(wanted);
    auto changes = rig.lines->take_outputs();
    const bool same = wanted == OutputLines{true, true, false};
    REQUIRE(changes.empty() == same);
    if (!same) CHECK(changes.back().lines == wanted);
    // DTR and RTS change in one step: no level in between.
    for (const auto& change : changes) {
        CHECK(change.lines.dtr == wanted.dtr);
        CHECK(change.lines.rts == wanted.rts);
    }
    const OutputLines kill{!wanted.dtr, !wanted.rts, false};
    REQUIRE(rig.port->lines().set(kill));
    changes = rig.lines->take_outputs();
    REQUIRE_FALSE(changes.empty());
    CHECK(changes.back().lines == kill);
    rig.port.reset();
    CHECK(rig.lines->take_outputs().empty());
}

TEST_CASE("modem lines: inputs are read and edges told", "[.lines]") {
    Rig rig;
    rig.lines->set_inputs({true, false, false, true});
    rig.open({});
    const auto now = rig.port->lines().get();
    REQUIRE(now);
    CHECK(*now == InputLines{true, false, false, true});
    rig.watch();
    run_ready(rig.io);
    CHECK(rig.seen.empty());  // nothing has changed
    const std::vector<InputLines> steps{
        {false, false, false, true}, {false, true, false, true}, {false, true, true, false}, {true, true, true, true}, {}};
    for (const InputLines step : steps) {
        rig.lines->set_inputs(step);
        REQUIRE(run_until(rig.io, [&] { return !rig.seen.empty() && rig.seen.back() == step; }));
    }
}

TEST_CASE("modem lines: the last level is always told, however fast the edges come", "[.lines]") {
    Rig rig;
    rig.open({});
    rig.watch();
    for (int round = 0; round < 50; ++round) {
        for (int edge = 0; edge < 7; ++edge) rig.lines->set_inputs({edge % 2 == 0, false, false, round % 2 == 0});
        const InputLines last{true, false, false, round % 2 == 0};
        REQUIRE(run_until(rig.io, [&] { return !rig.seen.empty() && rig.seen.back() == last; }));
        rig.lines->set_inputs({false, false, false, round % 2 == 0});
        REQUIRE(run_until(rig.io, [&] { return !rig.seen.back().cts; }));
    }
}

TEST_CASE("modem lines: closing ends the wait, and nothing is called after it", "[.lines]") {
    Rig rig;
    for (int i = 0; i < 30; ++i) {
        rig.open({});
        rig.watch();
        if (i % 2 == 0) run_ready(rig.io);
        rig.lines->set_inputs({i % 2 == 0, false, false, false});
        rig.port.reset();
        rig.seen.clear();
        run_ready(rig.io);
        CHECK(rig.seen.empty());
    }
    // The signal that ends the wait has been given back.
    for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) {
        struct sigaction action {};
        REQUIRE(::sigaction(number, nullptr, &action) == 0);
        CHECK(action.sa_handler == SIG_DFL);
    }
}

TEST_CASE("modem lines: a signal that the program has taken is left alone", "[.lines]") {
    struct sigaction mine {};
    mine.sa_handler = [](int) {};
    REQUIRE(::sigaction(SIGRTMAX - 1, &mine, nullptr) == 0);
    {
        Rig rig;
        rig.open({});
        rig.watch();
        struct sigaction now {};
        REQUIRE(::sigaction(SIGRTMAX - 1, nullptr, &now) == 0);
        CHECK(now.sa_handler == mine.sa_handler);
        rig.lines->set_inputs({true, false, false, false});
        CHECK(run_until(rig.io, [&] { return !rig.seen.empty(); }));
    }
    ::signal(SIGRTMAX - 1, SIG_DFL);
}
