#include "apps/upsmd-host/conformance.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "apps/upsmd-host/output.h"
#include "platform/bounded_thread.h"
#include "platform/ups_keys.h"

namespace upsmd::host {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kInfinite = 0xffffffff;
// The documents name no times but "immediately"; these are what the service and people can live with.
constexpr milliseconds kInitLimit{60000};
constexpr milliseconds kStopLimit{4000};
constexpr milliseconds kAtOnce{500};
constexpr milliseconds kWait{600};
constexpr milliseconds kHang{10000};
constexpr int kWaiters = 4;

bool is_state(std::uint32_t state) { return state == 1 || state == 2 || state == 4 || state == 8; }

// Values by name; a kind that is not used here counts by its error.
std::map<std::string, std::string> values_of(Registry& registry, const char* key) {
    std::map<std::string, std::string> values;
    const auto names = registry.value_names(key);
    if (!names) return values;
    for (const std::string& name : *names) {
        const auto value = registry.get(key, name);
        values[name] = value ? fmt::format("{} {} {}", static_cast<int>(value->type), value->text, value->number) : value.error().message;
    }
    return values;
}

class Checks {
  public:
    Checks(LoadedDriver& driver, Registry& registry) : driver_(driver), registry_(registry) {}

    bool run() {
        const auto config = values_of(registry_, kUpsConfigKey);
        const auto root = values_of(registry_, kUpsKey);
        if (call("UPSStop without UPSInit", kStopLimit, [this] { driver_.stop(); }) && first_life()) second_life();
        if (!hung_) {
            check(config == values_of(registry_, kUpsConfigKey), "UPS\\Config is as before");
            check(root == values_of(registry_, kUpsKey), "the values of UPS are as before");
        }
        fmt::print(stdout, "UPSTurnOff is not called here: try it by hand, with a load that may be switched off\n"
                           "{} passed, {} failed\n", passed_, failed_);
        return failed_ == 0;
    }

  private:
    bool first_life() {
        if (!init("UPSInit")) return false;
        check_status();
        if (!state("UPSGetState")) return false;
        return waits() && cancel() && stop_wakes();
    }

    void second_life() {
        if (!call("a second UPSStop", kStopLimit, [this] { driver_.stop(); })) return;
        if (!init("UPSInit after UPSStop") || !state("UPSGetState after that")) return;
        call("UPSStop", kStopLimit, [this] { driver_.stop(); });
    }

    bool init(const std::string& what) {
        std::uint32_t result = 0;
        const auto code = std::make_shared<std::uint32_t>();
        if (!call(what, kInitLimit, [this, code] { *code = driver_.init(); })) return false;
        result = *code;
        check(result <= 6 && result != 2 && result != 3, what + " returns 0, 1, 4, 5 or 6", init_result_text(result));
        if (check(result == 1, what + " finds the port (UPS_INITOK)", init_result_text(result))) return true;
        call("UPSStop after a UPSInit that failed", kStopLimit, [this] { driver_.stop(); });
        return false;
    }

    bool state(const std::string& what) {
        const auto found = std::make_shared<std::uint32_t>();
        if (!call(what, kAtOnce, [this, found] { *found = driver_.get_state(); })) return false;
        state_ = *found;
        return check(is_state(state_), what + " returns 1, 2, 4 or 8", state_text(state_));
    }

    bool waits() {
        const std::uint32_t other = state_ == 1 ? 2 : 1;
        if (!call("a wait for the change from a state that is over", kAtOnce,
                  [this, other] { driver_.wait_for_state_change(other, kInfinite); })) return false;
        const auto before = Clock::now();
        if (!call("a wait with a time-out", kWait + kAtOnce, [this, now = state_] { driver_.wait_for_state_change(now, kWait.count()); }))
            return false;
        const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - before);
        // A little less: clocks tick every 16 ms.
        const bool changed = driver_.get_state() != state_;
        check(changed || took + milliseconds(20) >= kWait, "it lasts as long as its time-out, without a change",
              fmt::format("{} ms of {} ms", took.count(), kWait.count()));
        return state("UPSGetState");
    }

    // Threads that wait for ever, and how many have returned.
    std::shared_ptr<std::atomic<int>> start_waiters() {
        auto returned = std::make_shared<std::atomic<int>>(0);
        for (int i = 0; i < kWaiters; ++i)
            std::thread([&driver = driver_, now = state_, returned] {
                driver.wait_for_state_change(now, kInfinite);
                ++*returned;
            }).detach();
        std::this_thread::sleep_for(milliseconds(300));  // nobody can be asked whether they wait already
        return returned;
    }

    bool all_return(const std::atomic<int>& returned, const std::string& what) {
        const auto until = Clock::now() + kHang;
        while (returned < kWaiters && Clock::now() < until) std::this_thread::sleep_for(milliseconds(5));
        hung_ = hung_ || returned < kWaiters;
        return check(returned == kWaiters, fmt::format("{} ends {} waits", what, kWaiters), fmt::format("{} ended", returned.load()));
    }

    bool cancel() {
        const auto returned = start_waiters();
        if (!call("UPSCancelWait", kAtOnce, [this] { driver_.cancel_wait(); })) return false;
        return all_return(*returned, "UPSCancelWait");
    }

    bool stop_wakes() {
        const auto returned = start_waiters();
        if (!call("UPSStop with waits pending", kStopLimit, [this] { driver_.stop(); })) return false;
        return all_return(*returned, "UPSStop");
    }

    void check_status() {
        struct Row {
            const char* name;
            bool is_text;
            std::uint32_t high;
        };
        constexpr std::array kRows{Row{"SerialNumber", true, 0}, Row{"FirmwareRev", true, 0}, Row{"UtilityPowerStatus", false, 2},
                                   Row{"TotalUPSRuntime", false, 0xffffffff}, Row{"BatteryStatus", false, 2},
                                   Row{"BatteryCapacity", false, 100}, Row{"CommStatus", false, 2}};
        for (const Row& row : kRows) {
            const auto value = registry_.get(kUpsStatusKey, row.name);
            const bool good = value && (row.is_text ? value->type == RegType::sz
                                                    : value->type == RegType::dword && value->number <= row.high);
            check(good, fmt::format("UPS\\Status\\{} is {}", row.name,
                                    row.is_text ? "a REG_SZ" : fmt::format("a REG_DWORD of 0..{}", row.high)),
                  value ? "it is another" : value.error().message);
        }
    }

    // Whether it returned at all; too late is a failure as well.
    bool call(const std::string& what, milliseconds limit, const std::function<void()>& function) {
        BoundedThread thread;
        const auto begin = Clock::now();
        thread.start(function);
        if (!thread.join_for(limit + kHang)) {
            hung_ = true;
            return check(false, what + " returns", "it has not");
        }
        const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
        check(took <= limit, fmt::format("{} returns within {} ms", what, limit.count()), fmt::format("after {} ms", took.count()));
        return true;
    }

    bool check(bool good, const std::string& what, const std::string& why = "") {
        ++(good ? passed_ : failed_);
        fmt::print(stdout, "{} {}{}\n", good ? "ok" : "FAIL", what, good || why.empty() ? "" : ": " + why);
        std::fflush(stdout);
        return good;
    }

    LoadedDriver& driver_;
    Registry& registry_;
    std::uint32_t state_ = 0;
    int passed_ = 0;
    int failed_ = 0;
    bool hung_ = false;
};

}  // namespace

bool check_conformance(LoadedDriver& driver, Registry& registry) { return Checks(driver, registry).run(); }

}  // namespace upsmd::host
