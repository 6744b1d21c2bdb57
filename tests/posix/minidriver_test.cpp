// The Minidriver object on a pty and a registry file. What CONTRACT §2 asks of the six functions is tested over the built
// library (tests/contract); here stands what only the inside can be asked.
#include "platform/minidriver.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <new>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "platform/backend.h"
#include "platform/ups_keys.h"
#include "tests/posix/megatec_peer.h"

using namespace upsmd;
using upsmd::test::MegatecPeer;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr auto kOnline = static_cast<std::uint32_t>(State::online);
constexpr auto kOnBattery = static_cast<std::uint32_t>(State::on_battery);
constexpr auto kNoComm = static_cast<std::uint32_t>(State::no_comm);
constexpr std::uint32_t kGenerous = 20'000;  // ms

// One for the whole program and never destroyed, as in the library.
Minidriver& the_minidriver() {
    alignas(Minidriver) static std::byte storage[sizeof(Minidriver)];
    static Minidriver* const object = new (storage) Minidriver;
    return *object;
}

struct Rig {
    Rig() {
        folder = fs::path(peer.pty.path()).parent_path();
        REQUIRE(::setenv("UPSMD_REGISTRY", (folder / "registry.reg").c_str(), 1) == 0);
        registry = make_system_registry();
        set(kUpsConfigKey, "Port", RegValue::sz(peer.pty.path()));
        set(kUpsmdKey, "Protocol", RegValue::sz("megatec"));
        set(kUpsmdKey, "PollInterval", RegValue::dword(100));
        peer.start();
    }
    ~Rig() {
        driver.stop();
        peer.end();
        ::unsetenv("UPSMD_REGISTRY");
    }
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    void set(const char* key, const char* name, const RegValue& value) { REQUIRE(registry->set(key, name, value)); }

    RegValue status(const char* name) {
        const auto value = registry->get(kUpsStatusKey, name);
        INFO(name);
        REQUIRE(value);
        return *value;
    }

    std::string log() const {
        std::ostringstream text;
        text << std::ifstream(folder / "log").rdbuf();
        return text.str();
    }

    MegatecPeer peer;
    fs::path folder;
    std::unique_ptr<Registry> registry;
    Minidriver& driver = the_minidriver();
};

std::size_t entries(const char* folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("minidriver: an outage", "[minidriver]") {
    Rig rig;
    CHECK(rig.driver.get_state() == kNoComm);
    REQUIRE(rig.driver.init() == InitResult::ok);
    CHECK(rig.driver.get_state() == kOnline);
    // Written when init returns.
    CHECK(rig.status("UtilityPowerStatus") == RegValue::dword(1));
    CHECK(rig.status("CommStatus") == RegValue::dword(1));
    CHECK(rig.status("SerialNumber") == RegValue::sz(""));
    rig.peer.on_battery = true;
    rig.driver.wait_for_state_change(kOnline, kGenerous);
    CHECK(rig.driver.get_state() == kOnBattery);
    rig.driver.turn_off(180);
    rig.driver.stop();
    rig.peer.end();
    rig.peer.serve();
    CHECK(rig.peer.controls.find("S03R0003\r") != std::string::npos);
    CHECK(rig.driver.get_state() == kNoComm);
    CHECK(rig.status("UtilityPowerStatus") == RegValue::dword(2));
    CHECK(rig.status("CommStatus") == RegValue::dword(0));
}

TEST_CASE("minidriver: init after init begins anew", "[minidriver]") {
    Rig rig;
    REQUIRE(rig.driver.init() == InitResult::ok);
    auto wait = std::async(std::launch::async, [&] { rig.driver.wait_for_state_change(kOnline, StateLatch::kInfinite); });
    REQUIRE(rig.driver.init() == InitResult::ok);
    // Its wait may have begun before or after: a stop ends it in any case.
    rig.driver.stop();
    CHECK(wait.wait_for(20s) == std::future_status::ready);
}

TEST_CASE("minidriver: why init failed is in the log", "[minidriver]") {
    Rig rig;
    rig.set(kUpsmdKey, "LogFile", RegValue::sz(rig.folder / "log"));
    rig.set(kUpsmdKey, "LowBatteryCharge", RegValue::dword(1000));

    rig.set(kUpsConfigKey, "Port", RegValue::sz("/nothing/here"));
    CHECK(rig.driver.init() == InitResult::comm_open_error);
    CHECK(rig.log().find("/nothing/here: No such file or directory (system code 2)") != std::string::npos);
    CHECK(rig.log().find("LowBatteryCharge ignored") != std::string::npos);

    rig.set(kUpsConfigKey, "Port", RegValue::sz("/dev/null"));
    CHECK(rig.driver.init() == InitResult::comm_setup_error);
    CHECK(rig.log().find("/dev/null: is not a serial port") != std::string::npos);

    boost::asio::io_context io;
    const auto opener = make_port_opener(io);
    const auto taken = opener->open(rig.peer.pty.path(), {2400, {}});
    REQUIRE(taken);
    rig.set(kUpsConfigKey, "Port", RegValue::sz(rig.peer.pty.path()));
    CHECK(rig.driver.init() == InitResult::comm_open_error);
    CHECK(rig.log().find("another program is using it") != std::string::npos);

    rig.set(kUpsmdKey, "Protocol", RegValue::sz("megatek"));
    CHECK(rig.driver.init() == InitResult::registry_error);
    CHECK(rig.log().find("\"megatek\"; known:") != std::string::npos);

    REQUIRE(rig.registry->remove_key(kUpsKey));
    CHECK(rig.driver.init() == InitResult::registry_error);
    std::ofstream(rig.folder / "registry.reg") << "torn";
    CHECK(rig.driver.init() == InitResult::registry_error);
    CHECK(rig.driver.get_state() == kNoComm);
}

TEST_CASE("minidriver: the trace shows every byte", "[minidriver]") {
    Rig rig;
    rig.set(kUpsmdKey, "LogFile", RegValue::sz(rig.folder / "log"));
    rig.set(kUpsmdKey, "LogLevel", RegValue::sz("trace"));
    REQUIRE(rig.driver.init() == InitResult::ok);
    rig.driver.turn_off(1'000'000);  // no Megatec unit counts that far
    rig.driver.stop();
    const std::string log = rig.log();
    CHECK(log.find("> 51 31 0D \"Q1\\r\"") != std::string::npos);
    CHECK(log.find("< 28 32 33 30") != std::string::npos);
    CHECK(log.find("state ONLINE") != std::string::npos);
    CHECK(log.find("turn-off in 1000000 s: refused") != std::string::npos);
}

TEST_CASE("minidriver: a stop ends an init that waits for a silent UPS", "[minidriver]") {
    Rig rig;
    rig.peer.silent = true;
    rig.set(kUpsmdKey, "LogFile", RegValue::sz(rig.folder / "log"));
    auto init = std::async(std::launch::async, [&] { return rig.driver.init(); });
    // Begun for certain once the default values stand in the registry.
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!rig.registry->get(kUpsStatusKey, "CommStatus") && std::chrono::steady_clock::now() < end)
        rig.driver.get_state();
    const auto begin = std::chrono::steady_clock::now();
    rig.driver.stop();
    CHECK(std::chrono::steady_clock::now() - begin < 3s);
    REQUIRE(init.wait_for(20s) == std::future_status::ready);
    CHECK(init.get() == InitResult::unknown_error);
    CHECK(rig.driver.get_state() == kNoComm);
    rig.peer.silent = false;
    CHECK(rig.driver.init() == InitResult::ok);
}

TEST_CASE("minidriver: init and stop leave no thread and no descriptor behind", "[minidriver]") {
    Rig rig;
    REQUIRE(rig.driver.init() == InitResult::ok);
    rig.driver.stop();
    const std::size_t threads = entries("/proc/self/task");
    const std::size_t descriptors = entries("/proc/self/fd");
    for (int i = 0; i < 10; ++i) {
        REQUIRE(rig.driver.init() == InitResult::ok);
        rig.driver.stop();
    }
    rig.set(kUpsConfigKey, "Port", RegValue::sz("/dev/null"));
    for (int i = 0; i < 10; ++i) REQUIRE(rig.driver.init() == InitResult::comm_setup_error);
    CHECK(entries("/proc/self/task") == threads);
    CHECK(entries("/proc/self/fd") == descriptors);
}

TEST_CASE("minidriver: init, stop and everything else from many threads at once", "[minidriver]") {
    Rig rig;
    std::atomic<bool> over{false};
    std::vector<std::future<void>> threads;
    const auto loop = [&](auto call) {
        threads.push_back(std::async(std::launch::async, [&over, call] {
            while (!over) call();
        }));
    };
    loop([&] { rig.driver.wait_for_state_change(rig.driver.get_state(), 5); });
    loop([&] { rig.driver.cancel_wait(); });
    loop([&] { rig.driver.turn_off(3000); });
    loop([&] {
        rig.driver.init();
        rig.driver.stop();
    });
    for (int i = 0; i < 20; ++i) {
        rig.driver.init();
        rig.driver.stop();
    }
    over = true;
    for (const auto& thread : threads) CHECK(thread.wait_for(20s) == std::future_status::ready);
    CHECK(rig.driver.init() == InitResult::ok);
}

TEST_CASE("minidriver: what auto found is remembered, and asked first the next time", "[minidriver]") {
    Rig rig;
    rig.set(kUpsmdKey, "Protocol", RegValue::sz("auto"));
    REQUIRE(rig.driver.init() == InitResult::ok);
    const std::string wanted = "megatec 2400 DTR " + rig.peer.pty.path();
    const auto end = std::chrono::steady_clock::now() + 30s;
    const auto remembered = [&] {
        const auto value = rig.registry->get(kUpsmdKey, kRememberedValue);
        return value ? value->text : std::string();
    };
    while (remembered() != wanted && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(20ms);
    CHECK(remembered() == wanted);
    rig.driver.stop();
    rig.peer.end();
    CHECK(rig.peer.controls.starts_with("Y\r"));  // a stranger is asked what harms nobody
    rig.peer.controls.clear();
    rig.peer.start();
    REQUIRE(rig.driver.init() == InitResult::ok);
    CHECK(rig.driver.get_state() == kOnline);
    rig.driver.stop();
    rig.peer.end();
    CHECK(rig.peer.controls.find("Y") == std::string::npos);

    // Another UPS on that port, or none: everything is asked.
    rig.peer.silent = true;
    rig.peer.controls.clear();
    rig.peer.start();
    REQUIRE(rig.driver.init() == InitResult::ok);
    CHECK(rig.driver.get_state() == kNoComm);
    rig.driver.stop();
    rig.peer.end();
    CHECK(rig.peer.controls.find("Y\r") != std::string::npos);
    CHECK(remembered() == wanted);
}
