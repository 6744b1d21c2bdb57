// A test's set-up: a registry as an installation leaves it, a minidriver, and what every test asks of it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "platform/loaded_driver.h"
#include "platform/registry.h"

namespace upsmd::contract {

// upssvc.h's numbers.
inline constexpr std::uint32_t kOnline = 1;
inline constexpr std::uint32_t kOnBattery = 2;
inline constexpr std::uint32_t kLowBattery = 4;
inline constexpr std::uint32_t kNoComm = 8;
inline constexpr std::uint32_t kUnknownError = 0;
inline constexpr std::uint32_t kInitOk = 1;
inline constexpr std::uint32_t kRegistryError = 4;
inline constexpr std::uint32_t kCommOpenError = 5;
inline constexpr std::uint32_t kCommSetupError = 6;
inline constexpr std::uint32_t kInfinite = 0xFFFFFFFF;

using Seconds = std::chrono::duration<double>;

// Calls f on a thread of its own and waits for it. A call that is still not back after `limit` cannot be taken back: the
// process ends with a message that says `what`.
Seconds timed(const char* what, const std::function<void()>& f, Seconds limit = Seconds(30));

// Blocks until `count` others have arrived. (Not std::latch: the one of mingw-w64's GCC 12 can miss a wake-up.)
class Arrivals {
  public:
    explicit Arrivals(int count) : left_(count) {}
    void arrive() {
        const std::lock_guard lock(mutex_);
        if (--left_ == 0) all_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        all_.wait(lock, [this] { return left_ <= 0; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable all_;
    int left_;
};

// Everything stored below a key: "name" -> value.
using Values = std::map<std::string, RegValue>;

class Rig {
  public:
    // Loads the minidriver; the registry names the port and `protocol`, and nothing is left of an earlier test.
    explicit Rig(const std::string& protocol = "megatec");
    // Stops and unloads it.
    ~Rig();
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    LoadedDriver& driver() { return *driver_; }
    // Unloads the file without UPSStop, and loads it again.
    void reload();

    // UPSInit with `timed`; fails the test unless it takes at most 10 s.
    std::uint32_t init();
    void stop();      // at most 3 s
    void turn_off(std::uint32_t seconds);  // at most 3 s

    // UPSInit has to return UPS_INITOK with the state `online`.
    void init_online();

    // Waits with UPSWaitForStateChange until the state is `wanted`; false after `limit`.
    bool reaches(std::uint32_t wanted, Seconds limit = Seconds(20));
    Seconds wait(std::uint32_t current, std::uint32_t milliseconds);

    Registry& registry() { return *registry_; }
    void configure(const char* name, const RegValue& value);  // below SOFTWARE\upsmd
    Values values(const char* key);
    RegValue status(const char* name);
    // Waits for the registry to change until the value is `wanted`; false after `limit`.
    bool status_becomes(const char* name, const RegValue& wanted, Seconds limit = Seconds(20));

  private:
    std::unique_ptr<Registry> registry_;
    std::unique_ptr<LoadedDriver> driver_;
};

}  // namespace upsmd::contract
