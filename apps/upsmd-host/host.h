// Calls a minidriver's six functions as the UPS service does (CONTRACT §5) and prints every return and state change.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <condition_variable>
#include <string>
#include <thread>
#include <vector>

#include "platform/loaded_driver.h"

namespace upsmd::host {

struct HostOptions {
    std::uint32_t interval = 0xFFFFFFFF;               // UPSWaitForStateChange's second argument, ms
    int waiters = 1;                                   // threads that wait for a change
    std::optional<std::uint32_t> turn_off_on_low;      // seconds: at UPS_LOWBATTERY call UPSTurnOff, then UPSStop, and end
    std::optional<std::uint32_t> duration;             // seconds to run
    std::optional<std::uint32_t> until;                // a state to end at
    bool init = true;                                  // call UPSInit at the start
    bool stop = true;                                  // call UPSStop at the end
};

enum class ExitCode : int {
    done = 0,
    usage = 1,
    no_such_driver = 2,
    bad_interface = 3,
    registry_error = 4,
    comm_open_error = 5,
    comm_setup_error = 6,
    init_unknown_error = 7,
    state_not_seen = 8,
    not_conforming = 9,
};

// Owner: main. Thread: run() on one; submit() and close_input() on any.
class Host {
  public:
    Host(LoadedDriver& driver, const HostOptions& options) : driver_(driver), options_(options) {}
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    ExitCode run();

    // A command line (docs/minidriver.md); carried out by run() in order.
    void submit(std::string line);

  private:
    struct Event {
        enum class Kind { command, state } kind;
        std::string line;
        std::uint32_t state = 0;
    };

    std::optional<Event> next_event(const std::optional<std::chrono::steady_clock::time_point>& end);
    void push(Event event);
    std::optional<ExitCode> handle(const Event& event);
    std::optional<ExitCode> handle_command(const std::string& line);
    std::optional<ExitCode> handle_state(std::uint32_t state);

    std::uint32_t call_init();
    void call_stop();
    void call_turn_off(std::uint32_t seconds);
    void call_wait(std::uint32_t milliseconds);

    void start_waiters();

    LoadedDriver& driver_;
    HostOptions options_;
    std::mutex mutex_;
    std::condition_variable pushed_;
    std::deque<Event> events_;
    std::vector<std::thread> waiters_;
    std::atomic<bool> stopping_{false};
};

}  // namespace upsmd::host
