// The actions of the service that can be tried without ending the system's life: messages, tasks, programs, the log.
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "win32/event_log_win32.h"
#include "win32/service_actions_win32.h"

using namespace upsmd;

namespace {

class MemoryLog final : public Log {
  public:
    bool enabled(LogLevel) const override { return true; }
    void write(LogLevel level, std::string_view text) override { lines.emplace_back(level, text); }
    std::vector<std::pair<LogLevel, std::string>> lines;
};

// An answer that comes on another thread.
struct Answer {
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Result<void>> result;

    ActionDone taker() {
        return [this](const Result<void>& given) {
            const std::lock_guard lock(mutex);
            result = given;
            changed.notify_all();
        };
    }
    Result<void> wait() {
        std::unique_lock lock(mutex);
        REQUIRE(changed.wait_for(lock, std::chrono::seconds(30), [this] { return result.has_value(); }));
        return *result;
    }
};

}  // namespace

TEST_CASE("actions: an event's text goes to every log with its weight", "[service_actions]") {
    MemoryLog one;
    MemoryLog two;
    const auto actions = make_service_actions_win32({&one, &two});
    actions->record(ServiceEvent::watching, {"COM7", "C:\\x.dll"});
    actions->record(ServiceEvent::battery_low, {});
    const std::vector<std::pair<LogLevel, std::string>> wanted{
        {LogLevel::info, "Watching the UPS at COM7 with C:\\x.dll."}, {LogLevel::error, "The UPS's battery is low."}};
    CHECK(one.lines == wanted);
    CHECK(two.lines == wanted);
}

TEST_CASE("actions: the identifier carries the weight", "[service_actions]") {
    CHECK(event_identifier(service_event(ServiceEvent::started)) == 0x40000001);
    CHECK(event_identifier(service_event(ServiceEvent::power_failed)) == 0x8000000A);
    CHECK(event_identifier(service_event(ServiceEvent::battery_low)) == 0xC000000C);
}

TEST_CASE("actions: users are told, or it is said why not, and nobody waits for their answer", "[service_actions]") {
    const auto actions = make_service_actions_win32({});
    Answer answer;
    actions->tell_users("The mains have failed.", std::chrono::seconds(5), answer.taker());
    const auto told = answer.wait();
    if (!told) CHECK_FALSE(told.error().message.empty());
}

TEST_CASE("actions: a task that is not there is an error that names it", "[service_actions]") {
    const auto actions = make_service_actions_win32({});
    Answer answer;
    actions->run_task("no such task", "", answer.taker());
    const auto run = answer.wait();
    REQUIRE_FALSE(run);
    INFO(run.error().message);
    CHECK_FALSE(run.error().message.empty());
}

TEST_CASE("actions: the command file and the shutdown command", "[service_actions]") {
    const auto actions = make_service_actions_win32({});
    Answer task;
    actions->run_task("not used", "%SystemRoot%\\system32\\no-such-program.exe", task.taker());
    CHECK(task.wait().error().code == ErrorCode::not_found);
    Answer relative;
    actions->shut_down("a test", "shutdown /s", relative.taker());
    CHECK(relative.wait().error().code == ErrorCode::invalid_argument);
    Answer given;
    actions->shut_down("a test", "%SystemRoot%\\system32\\cmd.exe /c exit 1", given.taker());
    CHECK(given.wait());  // the order is given; what the program makes of it is its own
}
