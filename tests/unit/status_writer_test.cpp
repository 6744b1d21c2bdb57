#include "platform/status_writer.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>

#include "platform/status_publisher.h"
#include "platform/ups_keys.h"
#include "tests/unit/memory_registry.h"

using namespace upsmd;
using upsmd::test::MemoryRegistry;
using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

RegValue stored(MemoryRegistry& registry, const char* name) {
    const auto value = registry.get(kUpsStatusKey, name);
    REQUIRE(value);
    return *value;
}

}  // namespace

TEST_CASE("status writer: the first write gives all seven values their types", "[status_writer]") {
    MemoryRegistry registry;
    StatusWriter writer(registry);
    REQUIRE(writer.write(initial_status_values()));
    CHECK(registry.written.size() == 7);
    CHECK(stored(registry, "SerialNumber") == RegValue::sz(""));
    CHECK(stored(registry, "FirmwareRev") == RegValue::sz(""));
    CHECK(stored(registry, "UtilityPowerStatus") == RegValue::dword(0));
    CHECK(stored(registry, "TotalUPSRuntime") == RegValue::dword(0));
    CHECK(stored(registry, "BatteryStatus") == RegValue::dword(0));
    CHECK(stored(registry, "BatteryCapacity") == RegValue::dword(0));
    CHECK(stored(registry, "CommStatus") == RegValue::dword(1));
}

TEST_CASE("status writer: what is right already is not written", "[status_writer]") {
    MemoryRegistry registry;
    REQUIRE(StatusWriter(registry).write(initial_status_values()));
    REQUIRE(registry.set(kUpsStatusKey, "BatteryCapacity", RegValue::sz("0")));  // another type
    registry.written.clear();
    StatusWriter writer(registry);
    REQUIRE(writer.write(initial_status_values()));
    CHECK(registry.written == Names{"BatteryCapacity"});
    CHECK(stored(registry, "BatteryCapacity") == RegValue::dword(0));
}

TEST_CASE("status writer: only changed values are written", "[status_writer]") {
    MemoryRegistry registry;
    StatusWriter writer(registry);
    StatusValues values{"S1", "F1", 1, 42, 1, 99, 1};
    REQUIRE(writer.write(values));
    registry.written.clear();
    REQUIRE(writer.write(values));
    CHECK(registry.written.empty());
    values.utility_power_status = 2;
    values.total_ups_runtime = 41;
    REQUIRE(writer.write(values));
    CHECK(registry.written == Names{"UtilityPowerStatus", "TotalUPSRuntime"});
}

TEST_CASE("status writer: a value that could not be written is tried again", "[status_writer]") {
    MemoryRegistry registry;
    StatusWriter writer(registry);
    StatusValues values = initial_status_values();
    REQUIRE(writer.write(values));
    registry.written.clear();
    registry.fail_set = Error{ErrorCode::access_denied, "no", 5};
    values.comm_status = 2;
    const auto refused = writer.write(values);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::access_denied);
    registry.fail_set.reset();
    REQUIRE(writer.write(values));
    CHECK(registry.written == Names{"CommStatus"});
}

TEST_CASE("status publisher: writes in the background and at its end", "[status_writer]") {
    MemoryRegistry registry;
    StatusPublisher publisher(registry, null_log());
    publisher.start(nullptr);
    publisher.publish(initial_status_values());
    REQUIRE(publisher.wait_written(20s));
    CHECK(stored(registry, "CommStatus") == RegValue::dword(1));
    StatusValues values = publisher.last();
    values.comm_status = 0;
    REQUIRE(publisher.finish(values, 20s));
    CHECK(stored(registry, "CommStatus") == RegValue::dword(0));
    values.comm_status = 2;
    publisher.publish(values);  // too late
    CHECK(stored(registry, "CommStatus") == RegValue::dword(0));
}

TEST_CASE("status publisher: says that something was refused, and goes on", "[status_writer]") {
    MemoryRegistry registry;
    registry.fail_set = Error{ErrorCode::io, "disk full", 28};
    StatusPublisher publisher(registry, null_log());
    publisher.start(nullptr);
    publisher.publish(initial_status_values());
    CHECK_FALSE(publisher.wait_written(20s));
    registry.fail_set.reset();
    publisher.publish(initial_status_values());  // the same values: tried again
    CHECK(publisher.wait_written(20s));
    CHECK(publisher.finish(initial_status_values(), 20s));
}

namespace {

// A registry that hangs until it is let go.
class HangingRegistry final : public Registry {
  public:
    Result<RegValue> get(std::string_view, std::string_view) override {
        std::unique_lock lock(mutex_);
        free_now_.wait(lock, [this] { return free_; });
        return Error{ErrorCode::not_found, "", 0};
    }
    Result<void> set(std::string_view, std::string_view, const RegValue&) override { return {}; }
    Result<void> remove_value(std::string_view, std::string_view) override { return {}; }
    Result<void> remove_key(std::string_view) override { return {}; }
    Result<std::vector<std::string>> value_names(std::string_view) override { return std::vector<std::string>(); }
    Result<std::vector<std::string>> key_names(std::string_view) override { return std::vector<std::string>(); }
    Result<std::unique_ptr<Watch>> watch(std::string_view, std::function<void()>) override {
        return Error{ErrorCode::unsupported, "", 0};
    }
    void let_go() {
        const std::lock_guard lock(mutex_);
        free_ = true;
        free_now_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable free_now_;
    bool free_ = false;
};

}  // namespace

TEST_CASE("status publisher: a registry that hangs holds nobody up", "[status_writer]") {
    HangingRegistry registry;
    StatusPublisher publisher(registry, null_log());
    publisher.start(nullptr);
    publisher.publish(initial_status_values());
    CHECK_FALSE(publisher.wait_written(1ms));
    CHECK_FALSE(publisher.finish(initial_status_values(), 1ms));
    registry.let_go();
    CHECK(publisher.finish(initial_status_values(), 20s));
}
