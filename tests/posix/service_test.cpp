// The whole service but for the system it serves: the real host program, the real minidriver, a UPS on a pty, a registry file.
// The actions are recorded.
#include "platform/service.h"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "platform/backend.h"
#include "platform/ups_keys.h"
#include "tests/posix/loop.h"
#include "tests/posix/megatec_peer.h"
#include "tests/posix/recorder.h"

using namespace upsmd;
using upsmd::test::MegatecPeer;
using upsmd::test::Recorder;
using upsmd::test::run_until;
namespace fs = std::filesystem;

namespace {

struct Rig {
    Rig() {
        const fs::path folder = fs::path(peer.pty.path()).parent_path();
        REQUIRE(::setenv("UPSMD_REGISTRY", (folder / "registry.reg").c_str(), 1) == 0);
        registry = make_system_registry();
        set(kUpsConfigKey, "Port", RegValue::sz(peer.pty.path()));
        set(kUpsConfigKey, "TurnUPSOffEnable", RegValue::dword(1));
        set(kUpsConfigKey, "TurnUPSOffWait", RegValue::dword(60));
        set(kUpsConfigKey, "FirstMessageDelay", RegValue::dword(0));
        set(kUpsmdKey, "Protocol", RegValue::sz("megatec"));
        set(kUpsmdKey, "PollInterval", RegValue::dword(100));
        peer.start();
        service.emplace(Service::Parts{io, system_clock(), *registry, actions, [this](unsigned) { return host; },
                                       [](const std::string& path) -> Result<std::string> { return path; }, UPSMD_MINIDRIVER,
                                       "0"});
    }
    ~Rig() {
        service.reset();
        test::run_ready(io);
        peer.end();
        ::unsetenv("UPSMD_REGISTRY");
    }
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    void set(const char* key, const char* name, const RegValue& value) { REQUIRE(registry->set(key, name, value)); }
    bool until(const std::string& begin) {
        return run_until(io, [&] { return actions.has(begin); });
    }
    std::uint32_t status(const char* name) {
        const auto value = registry->get(kUpsStatusKey, name);
        return value ? value->number : 0;
    }
    void select() { set(kUpsConfigKey, "ServiceProviderDLL", RegValue::sz(UPSMD_MINIDRIVER)); }

    MegatecPeer peer;
    boost::asio::io_context io;
    Recorder actions;
    std::unique_ptr<Registry> registry;
    std::string host = UPSMD_HOST;
    std::optional<Service> service;
};

}  // namespace

TEST_CASE("service: an outage on a real port, from the mains' failure to the bytes that turn the UPS off", "[service]") {
    Rig rig;
    rig.select();
    rig.service->start();
    REQUIRE(run_until(rig.io, [&] { return rig.status("UtilityPowerStatus") == 1; }));
    rig.peer.on_battery = true;
    REQUIRE(rig.until("The mains have failed."));
    REQUIRE(rig.until("tell: The mains have failed"));
    rig.peer.low_battery = true;
    REQUIRE(rig.until("shut down: the UPS's battery is low"));
    bool down = false;
    rig.service->system_shutdown([&down] { down = true; });
    REQUIRE(run_until(rig.io, [&down] { return down; }));
    CHECK(rig.actions.has("The minidriver was given the order"));
    bool stopped = false;
    rig.service->stop([&stopped] { stopped = true; });
    REQUIRE(run_until(rig.io, [&stopped] { return stopped; }));
    rig.peer.end();
    CHECK(rig.peer.controls.find("S01R0003\r") != std::string::npos);
    CHECK(rig.actions.done.back() == "The UPS service has stopped.");
    CHECK(rig.status("CommStatus") == 0);
    // Nothing is left that keeps the program running.
    rig.io.restart();
    CHECK(rig.io.run_for(std::chrono::seconds(5)) < 100);
    CHECK(rig.io.stopped());
}

TEST_CASE("service: a UPS that is selected later, and another port", "[service]") {
    Rig rig;
    rig.service->start();
    REQUIRE(rig.until("No UPS is selected"));
    rig.select();
    REQUIRE(rig.until("Watching the UPS at " + rig.peer.pty.path()));
    REQUIRE(run_until(rig.io, [&] { return rig.status("UtilityPowerStatus") == 1; }));
    rig.set(kUpsConfigKey, "Port", RegValue::sz("/nowhere"));
    REQUIRE(rig.until("Watching the UPS at /nowhere"));
    REQUIRE(rig.until("The minidriver " UPSMD_MINIDRIVER " could not start: UPSInit returned 5"));
    REQUIRE(rig.until("The communication with the UPS is lost"));
    rig.set(kUpsConfigKey, "Port", RegValue::sz(rig.peer.pty.path()));
    REQUIRE(rig.until("The communication with the UPS is back"));
}

TEST_CASE("service: settings of a key that was deleted and made again", "[service]") {
    Rig rig;
    rig.service->start();
    REQUIRE(rig.until("No UPS is selected"));
    REQUIRE(rig.registry->remove_key(kUpsmdKey));
    rig.set(kUpsmdKey, "DryRun", RegValue::dword(7));
    REQUIRE(rig.until("A setting is not used: "));
    rig.set(kUpsmdKey, "CriticalAction", RegValue::sz("reboot"));
    REQUIRE(run_until(rig.io, [&] { return rig.actions.done.back().find("CriticalAction") != std::string::npos; }));
}

TEST_CASE("service: a host that is killed is started again", "[service]") {
    Rig rig;
    rig.select();
    rig.service->start();
    REQUIRE(run_until(rig.io, [&] { return rig.status("UtilityPowerStatus") == 1; }));
    REQUIRE(std::system(("pkill -9 -P " + std::to_string(::getpid()) + " -f -- [-]-serve").c_str()) == 0);
    REQUIRE(rig.until("The process that runs the minidriver has failed"));
    REQUIRE(rig.until("The communication with the UPS is lost"));
    REQUIRE(rig.until("The communication with the UPS is back"));
}

TEST_CASE("service: no host, no file", "[service]") {
    Rig rig;
    SECTION("no host program") {
        rig.host.clear();
        rig.select();
        rig.service->start();
        REQUIRE(rig.until("The minidriver cannot be loaded (UPS_INITNOSUCHDRIVER): " UPSMD_MINIDRIVER " is made for "));
    }
    SECTION("no such file") {
        rig.set(kUpsConfigKey, "ServiceProviderDLL", RegValue::sz("/nowhere/x.so"));
        rig.service->start();
        REQUIRE(rig.until("The minidriver cannot be loaded (UPS_INITNOSUCHDRIVER): /nowhere/x.so"));
    }
    SECTION("not a minidriver") {
        rig.set(kUpsConfigKey, "ServiceProviderDLL", RegValue::sz("/proc/self/exe"));
        rig.service->start();
        REQUIRE(rig.until("The minidriver cannot be loaded (UPS_INITNOSUCHDRIVER): "));
    }
}
