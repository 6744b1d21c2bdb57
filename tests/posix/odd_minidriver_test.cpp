// The service beside a minidriver that misbehaves: it stays in control.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include "platform/backend.h"
#include "platform/service.h"
#include "platform/ups_keys.h"
#include "tests/posix/loop.h"
#include "tests/posix/recorder.h"

using namespace upsmd;
using upsmd::test::Recorder;
using upsmd::test::run_until;
namespace fs = std::filesystem;

namespace {

struct Rig {
    explicit Rig(const std::string& behaviour) {
        fs::create_directories(folder);
        behave(behaviour);
        REQUIRE(::setenv("UPSMD_ODD", odd().c_str(), 1) == 0);
        REQUIRE(::setenv("UPSMD_REGISTRY", (folder / "registry.reg").c_str(), 1) == 0);
        registry = make_system_registry();
        REQUIRE(registry->set(kUpsConfigKey, "ServiceProviderDLL", RegValue::sz(UPSMD_ODD_MINIDRIVER)));
        REQUIRE(registry->set(kUpsConfigKey, "TurnUPSOffEnable", RegValue::dword(1)));
        service.emplace(Service::Parts{io, system_clock(), *registry, actions, [](unsigned) { return std::string(UPSMD_HOST); },
                                       [](const std::string& path) -> Result<std::string> { return path; }, "", "0"});
        service->start();
    }
    ~Rig() {
        service.reset();
        test::run_ready(io);
        ::unsetenv("UPSMD_ODD");
        ::unsetenv("UPSMD_REGISTRY");
        fs::remove_all(folder);
    }
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    fs::path odd() const { return folder / "odd.txt"; }
    // As a whole: it is read all the time.
    void behave(const std::string& words) const {
        std::ofstream(folder / "new") << words;
        fs::rename(folder / "new", odd());
    }
    bool was_called(const std::string& what) const {
        std::ifstream log(odd().string() + ".log");
        for (std::string line; std::getline(log, line);)
            if (line == what) return true;
        return false;
    }
    bool until(const std::string& begin) {
        return run_until(io, [&] { return actions.has(begin); });
    }
    // Whether the service stops within its limit (Service::stop says 5 s, and UPSTurnOff may have 3).
    bool stops() {
        bool stopped = false;
        service->stop([&stopped] { stopped = true; });
        return run_until(io, [&stopped] { return stopped; });
    }

    fs::path folder = fs::temp_directory_path() / ("upsmd-odd-" + std::to_string(::getpid()));
    boost::asio::io_context io;
    Recorder actions;
    std::unique_ptr<Registry> registry;
    std::optional<Service> service;
};

}  // namespace

TEST_CASE("odd minidriver: one that crashes is started again, and counts as no communication", "[odd]") {
    Rig rig("crash-wait");
    REQUIRE(rig.until("The process that runs the minidriver has failed and is started again"));
    REQUIRE(rig.until("The communication with the UPS is lost."));
    rig.behave("");
    REQUIRE(rig.until("The communication with the UPS is back."));
    rig.behave("state=2");
    REQUIRE(rig.until("The mains have failed."));
    rig.behave("state=2 crash-wait");
    REQUIRE(rig.until("The communication with the UPS is lost while"));
    CHECK(rig.stops());
}

TEST_CASE("odd minidriver: states that do not exist", "[odd]") {
    Rig rig("state=99");
    REQUIRE(rig.until("The minidriver reports a state that does not exist (99)"));
    REQUIRE(rig.until("The communication with the UPS is lost."));
    rig.behave("state=3");
    REQUIRE(rig.until("The minidriver reports a state that does not exist (3)"));
    rig.behave("state=1");
    REQUIRE(rig.until("The communication with the UPS is back."));
    CHECK_FALSE(rig.actions.has("shut down"));
    CHECK(rig.stops());
}

TEST_CASE("odd minidriver: slow, printing, without waiting, deaf to UPSCancelWait", "[odd]") {
    Rig rig("slow-init print spin ignore-cancel");
    REQUIRE(run_until(rig.io, [&] { return rig.was_called("init"); }));
    rig.behave("print spin ignore-cancel state=2");
    REQUIRE(rig.until("The mains have failed."));
    CHECK_FALSE(rig.actions.has("The UPS's battery is low"));  // what it prints is "state 4"
    CHECK(rig.stops());
    CHECK(rig.was_called("stop"));
}

TEST_CASE("odd minidriver: one that never returns from UPSStop does not hold the service up", "[odd]") {
    Rig rig("hang-stop");
    REQUIRE(run_until(rig.io, [&] { return rig.was_called("init"); }));
    CHECK(rig.stops());
}

TEST_CASE("odd minidriver: UPSTurnOff that never returns, or crashes, does not hold the shutdown up", "[odd]") {
    const std::string how = GENERATE(as<std::string>{}, "hang-turn-off", "crash-turn-off");
    Rig rig("state=4 " + how);
    REQUIRE(rig.until("shut down: the UPS's battery is low"));
    bool down = false;
    rig.service->system_shutdown([&down] { down = true; });
    REQUIRE(run_until(rig.io, [&down] { return down; }));
    CHECK(rig.was_called("turn-off 180"));
    CHECK(rig.actions.has("The UPS could not be told to turn off"));
    CHECK(rig.stops());
}

TEST_CASE("odd minidriver: UPSInit that fails is followed by UPSStop, and tried again", "[odd]") {
    Rig rig("init=5");
    REQUIRE(rig.until("The minidriver " UPSMD_ODD_MINIDRIVER " could not start: UPSInit returned 5."));
    CHECK(rig.was_called("stop"));
    rig.behave("");
    REQUIRE(rig.until("The communication with the UPS is back."));
    CHECK(rig.stops());
}
