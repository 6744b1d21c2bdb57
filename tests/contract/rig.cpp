#include "tests/contract/rig.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstdlib>
#include <future>
#include <iostream>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "platform/backend.h"
#include "platform/ups_keys.h"
#include "tests/contract/bridge.h"

namespace upsmd::contract {

namespace {

using SteadyClock = std::chrono::steady_clock;

template <typename T>
T take(Result<T> result, const std::string& what) {
    if (!result) throw std::runtime_error(what + ": " + result.error().message);
    return std::move(*result);
}

void must(const Result<void>& result, const std::string& what) {
    if (!result && result.error().code != ErrorCode::not_found) throw std::runtime_error(what + ": " + result.error().message);
}

std::unique_ptr<LoadedDriver> load() { return take(load_driver(driver_path()), "load_driver"); }

}  // namespace

Seconds timed(const char* what, const std::function<void()>& f, Seconds limit) {
    const auto begin = SteadyClock::now();
    std::promise<void> returned;
    auto done = returned.get_future();
    std::thread thread([&] {
        f();
        returned.set_value();
    });
    if (done.wait_for(limit) != std::future_status::ready) {
        std::cout << "FAILED: " << what << " did not return within " << limit.count() << " s" << std::endl;
        std::_Exit(70);
    }
    const Seconds elapsed = SteadyClock::now() - begin;
    thread.join();
    return elapsed;
}

Rig::Rig(const std::string& protocol) : registry_(make_system_registry()) {
    must(registry_->remove_key(kUpsKey), "clear the registry");
    must(registry_->remove_key(kUpsmdKey), "clear the registry");
    must(registry_->set(kUpsConfigKey, "Port", RegValue::sz(port_name())), "set the port");
    // CTS and DCD asserted mean failure, a raised DTR turns off: Power Options' "Back-UPS" (CONTRACT §3.4).
    must(registry_->set(kUpsConfigKey, "Options", RegValue::dword(0x7f)), "set the options");
    configure("Protocol", RegValue::sz(protocol));
    driver_ = load();
}

Rig::~Rig() {
    if (driver_) driver_->stop();
}

void Rig::reload() {
    driver_.reset();
    driver_ = load();
}

std::uint32_t Rig::init() {
    std::uint32_t result = 0;
    const Seconds elapsed = timed("UPSInit", [&] { result = driver_->init(); });
    CHECK(elapsed.count() <= 10);
    return result;
}

void Rig::stop() { CHECK(timed("UPSStop", [&] { driver_->stop(); }).count() <= 3.5); }

void Rig::turn_off(std::uint32_t seconds) {
    CHECK(timed("UPSTurnOff", [&] { driver_->turn_off(seconds); }).count() <= 3.5);
}

void Rig::init_online() {
    REQUIRE(init() == kInitOk);
    REQUIRE(driver_->get_state() == kOnline);
}

bool Rig::reaches(std::uint32_t wanted, Seconds limit) {
    const auto end = SteadyClock::now() + limit;
    for (;;) {
        const std::uint32_t state = driver_->get_state();
        if (state == wanted) return true;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - SteadyClock::now());
        if (left.count() <= 0) return false;
        timed("UPSWaitForStateChange", [&] { driver_->wait_for_state_change(state, static_cast<std::uint32_t>(left.count())); },
              limit + Seconds(10));
    }
}

Seconds Rig::wait(std::uint32_t current, std::uint32_t milliseconds) {
    return timed("UPSWaitForStateChange", [&] { driver_->wait_for_state_change(current, milliseconds); });
}

void Rig::configure(const char* name, const RegValue& value) {
    must(registry_->set(kUpsmdKey, name, value), std::string("set ") + name);
}

Values Rig::values(const char* key) {
    Values values;
    for (const std::string& name : take(registry_->value_names(key), key))
        values[name] = take(registry_->get(key, name), name);
    return values;
}

RegValue Rig::status(const char* name) { return take(registry_->get(kUpsStatusKey, name), name); }

bool Rig::status_becomes(const char* name, const RegValue& wanted, Seconds limit) {
    std::mutex mutex;
    std::condition_variable changed;
    int changes = 0;
    const auto watch = take(registry_->watch(kUpsStatusKey,
                                             [&] {
                                                 const std::lock_guard lock(mutex);
                                                 ++changes;
                                                 changed.notify_all();
                                             }),
                            "watch the registry");
    const auto end = SteadyClock::now() + limit;
    for (int seen = 0;;) {
        const auto value = registry_->get(kUpsStatusKey, name);
        if (value && *value == wanted) return true;
        std::unique_lock lock(mutex);
        if (!changed.wait_until(lock, end, [&] { return changes != seen; })) return false;
        seen = changes;
    }
}

}  // namespace upsmd::contract
