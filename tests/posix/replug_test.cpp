// A name that leads elsewhere after the adapter has been plugged in again, as those in /dev/serial/by-id do.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "core/protocols/megatec.h"
#include "platform/asio_runner.h"
#include "platform/backend.h"
#include "tests/posix/loop.h"
#include "tests/posix/megatec_peer.h"

using namespace upsmd;
using upsmd::test::MegatecPeer;

namespace {

namespace fs = std::filesystem;

struct Listener final : RunnerListener {
    void on_state(Fleet::Id, State now) override { state = now; }
    void on_values(Fleet::Id, const std::bitset<kVariableCount>&) override {}
    void on_port(Fleet::Id, const Error* error) override { (error == nullptr ? opened : failed) += 1; }

    State state = State::no_comm;
    int opened = 0;
    int failed = 0;
};

std::string device(const MegatecPeer& peer) { return fs::read_symlink(peer.pty.path()); }
std::string lock_file(const std::string& pty) { return "/var/lock/LCK..pts_" + fs::path(pty).filename().string(); }

}  // namespace

TEST_CASE("replugging: the name is followed at each opening, and so are the locks", "[replug]") {
    MegatecPeer first;
    MegatecPeer second;  // another number, since both are there
    second.on_battery = true;
    const std::string devices[] = {device(first), device(second)};
    REQUIRE(devices[0] != devices[1]);
    const std::string link = first.pty.path() + "-by-id";
    fs::create_symlink(devices[0], link);

    boost::asio::io_context io;
    Listener listener;
    const auto opener = make_port_opener(io);
    AsioRunner runner(io, *opener, system_clock(), listener, null_log());
    REQUIRE(runner.add(link, kMegatec, {}));
    const auto until = [&](const auto& happened) {
        return test::run_until(io, [&] {
            if (first.pty.master() >= 0) first.serve();
            second.serve();
            return happened();
        });
    };
    REQUIRE(until([&] { return listener.state == State::online; }));
    CHECK(fs::exists(lock_file(devices[0])));

    fs::remove(link);
    first.pty.hang_up();
    REQUIRE(until([&] { return listener.failed >= 2; }));  // gone, and looked for in vain
    CHECK_FALSE(fs::exists(lock_file(devices[0])));
    fs::create_symlink(devices[1], link);
    REQUIRE(until([&] { return listener.state == State::on_battery; }));
    CHECK(listener.opened == 2);
    CHECK(fs::exists(lock_file(devices[1])));
    // The second is ours alone now.
    const auto refused = opener->open(devices[1], {2400, {}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::in_use);
}
