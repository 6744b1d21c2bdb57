#include "apps/upsmd-host/host.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <utility>

#include "apps/upsmd-host/output.h"

namespace upsmd::host {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::uint32_t kInitOk = 1;
constexpr std::uint32_t kLowBattery = 4;

ExitCode exit_code_of(std::uint32_t init_result) {
    return init_result >= 2 && init_result <= 6 ? static_cast<ExitCode>(init_result) : ExitCode::init_unknown_error;
}

// "0.123 s"
std::string elapsed_since(SteadyClock::time_point begin) {
    return fmt::format("{:.3f} s", std::chrono::duration<double>(SteadyClock::now() - begin).count());
}

std::optional<std::uint32_t> to_number(const std::string& text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::pair<std::string, std::string> split_command(const std::string& line) {
    static constexpr const char* kBlank = " \t\r";
    const auto begin = line.find_first_not_of(kBlank);
    if (begin == std::string::npos) return {};
    const auto end = line.find_last_not_of(kBlank) + 1;
    const auto gap = line.find_first_of(kBlank, begin);
    if (gap == std::string::npos || gap >= end) return {line.substr(begin, end - begin), {}};
    const auto rest = line.find_first_not_of(kBlank, gap);
    return {line.substr(begin, gap - begin), line.substr(rest, end - rest)};
}

}  // namespace

ExitCode Host::run() {
    std::optional<SteadyClock::time_point> end;
    if (options_.duration) end = SteadyClock::now() + std::chrono::seconds(*options_.duration);

    std::optional<ExitCode> code;
    if (options_.init) {
        if (const std::uint32_t result = call_init(); result != kInitOk) code = exit_code_of(result);
    }
    while (!code) {
        const auto event = next_event(end);
        if (!event) {
            print_line("duration over");
            code = options_.until ? ExitCode::state_not_seen : ExitCode::done;
        } else {
            code = handle(*event);
        }
    }
    if (options_.stop) {
        call_stop();
    } else {
        // The waiting threads are inside the minidriver: the process ends under them, as a service that is killed does.
        for (std::thread& waiter : waiters_) waiter.detach();
    }
    return *code;
}

void Host::submit(std::string line) { push({Event::Kind::command, std::move(line), 0}); }

void Host::push(Event event) {
    {
        const std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
    }
    pushed_.notify_one();
}

std::optional<Host::Event> Host::next_event(const std::optional<SteadyClock::time_point>& end) {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return !events_.empty(); };
    if (!end) pushed_.wait(lock, ready);
    else if (!pushed_.wait_until(lock, *end, ready)) return std::nullopt;
    Event event = std::move(events_.front());
    events_.pop_front();
    return event;
}

std::optional<ExitCode> Host::handle(const Event& event) {
    return event.kind == Event::Kind::command ? handle_command(event.line) : handle_state(event.state);
}

std::optional<ExitCode> Host::handle_command(const std::string& line) {
    const auto [word, rest] = split_command(line);
    const auto number = to_number(rest);
    if (word.empty()) return std::nullopt;
    if (word == "turn-off" && number) {
        call_turn_off(*number);
    } else if (word == "wait" && number) {
        call_wait(*number);
    } else if (word == "cancel" && rest.empty()) {
        driver_.cancel_wait();
        print_line("UPSCancelWait returned");
    } else if (word == "state" && rest.empty()) {
        print_line("UPSGetState returned " + state_text(driver_.get_state()));
    } else if (word == "stop" && rest.empty()) {
        call_stop();
    } else if (word == "init" && rest.empty()) {
        call_init();
    } else if (word == "quit" && rest.empty()) {
        return ExitCode::done;
    } else {
        print_line(fmt::format("command not understood: \"{}\" (turn-off S, wait MS, cancel, state, stop, init, quit)", line));
    }
    return std::nullopt;
}

std::optional<ExitCode> Host::handle_state(std::uint32_t state) {
    if (state == kLowBattery && options_.turn_off_on_low) {
        call_turn_off(*options_.turn_off_on_low);
        return ExitCode::done;
    }
    if (options_.until && state == *options_.until) return ExitCode::done;
    return std::nullopt;
}

std::uint32_t Host::call_init() {
    if (!waiters_.empty()) call_stop();
    const auto begin = SteadyClock::now();
    const std::uint32_t result = driver_.init();
    print_line(fmt::format("UPSInit returned {} after {}", init_result_text(result), elapsed_since(begin)));
    if (result == kInitOk) start_waiters();
    else call_stop();  // what the service does after every other result
    return result;
}

void Host::call_stop() {
    stopping_ = true;
    const auto begin = SteadyClock::now();
    driver_.stop();
    print_line("UPSStop returned after " + elapsed_since(begin));
    for (std::thread& waiter : waiters_) waiter.join();
    waiters_.clear();
}

void Host::call_turn_off(std::uint32_t seconds) {
    const auto begin = SteadyClock::now();
    driver_.turn_off(seconds);
    print_line(fmt::format("UPSTurnOff({}) returned after {}", seconds, elapsed_since(begin)));
}

void Host::call_wait(std::uint32_t milliseconds) {
    const std::uint32_t current = driver_.get_state();
    const auto begin = SteadyClock::now();
    driver_.wait_for_state_change(current, milliseconds);
    print_line(fmt::format("UPSWaitForStateChange({}, {}) returned after {}, state {}", current, milliseconds,
                           elapsed_since(begin), state_text(driver_.get_state())));
}

void Host::start_waiters() {
    stopping_ = false;
    const std::uint32_t state = driver_.get_state();
    print_line("state " + state_text(state));
    push({Event::Kind::state, {}, state});
    for (int number = 1; number <= options_.waiters; ++number)
        waiters_.emplace_back([this, number, state] {
            std::uint32_t seen = state;
            while (!stopping_) {
                driver_.wait_for_state_change(seen, options_.interval);
                if (stopping_) break;
                const std::uint32_t now = driver_.get_state();
                if (now == seen) {
                    print_line(fmt::format("UPSWaitForStateChange returned, state {} as before", state_text(now)));
                    continue;
                }
                seen = now;
                const std::string who = number == 1 ? "" : fmt::format("waiter {}: ", number);
                print_line(who + "state " + state_text(now));
                if (number == 1) push({Event::Kind::state, {}, now});
            }
        });
}

}  // namespace upsmd::host
