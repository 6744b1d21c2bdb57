// A minidriver that breaks the contract in the way that $BROKEN names, and keeps it otherwise: what `upsmd-host --conformance`
// has to see.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#include "platform/backend.h"
#include "platform/ups_keys.h"

namespace {

std::mutex mutex;
std::condition_variable changed;
bool is_open = false;
unsigned wakes = 0;

bool broken(const char* how) {
    const char* const set = std::getenv("BROKEN");
    return set != nullptr && std::string(set) == how;
}

void wake() {
    ++wakes;
    changed.notify_all();
}

void write_status() {
    using upsmd::RegValue;
    const auto registry = upsmd::make_system_registry();
    const auto put = [&registry](const char* name, const RegValue& value) {
        static_cast<void>(registry->set(upsmd::kUpsStatusKey, name, value));
    };
    for (const char* const name : {"UtilityPowerStatus", "TotalUPSRuntime", "BatteryStatus", "CommStatus"})
        put(name, RegValue::dword(1));
    put("BatteryCapacity", RegValue::dword(broken("status") ? 101 : 100));
    for (const char* const name : {"SerialNumber", "FirmwareRev"}) put(name, RegValue::sz(""));
    if (broken("config")) static_cast<void>(registry->set(upsmd::kUpsConfigKey, "Model", RegValue::sz("mine")));
}

}  // namespace

extern "C" {

std::uint32_t UPSInit() {
    const std::lock_guard lock(mutex);
    if (broken("init")) return 7;
    if (broken("no-ups")) return 5;
    write_status();
    is_open = true;
    return 1;
}

std::uint32_t UPSGetState() { return broken("state") ? 3 : 1; }

void UPSWaitForStateChange(std::uint32_t current, std::uint32_t milliseconds) {
    std::unique_lock lock(mutex);
    if (!is_open || (current != 1 && !broken("deaf-wait")) || broken("short-wait")) return;
    const unsigned seen = wakes;
    const auto woken = [&] { return wakes != seen; };
    if (milliseconds == 0xffffffff) changed.wait(lock, woken);
    else changed.wait_for(lock, std::chrono::milliseconds(milliseconds), woken);
}

void UPSCancelWait() {
    const std::lock_guard lock(mutex);
    if (!broken("no-cancel")) wake();
}

void UPSTurnOff(std::uint32_t) { std::abort(); }  // nobody asked for it

void UPSStop() {
    static std::atomic<bool> is_first{true};
    if (broken("slow-stop") && is_first.exchange(false)) std::this_thread::sleep_for(std::chrono::milliseconds(4500));
    const std::lock_guard lock(mutex);
    is_open = false;
    if (!broken("stop-leaves-waits")) wake();
}
}
