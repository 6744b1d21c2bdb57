#include "apps/upsmd-host/serve.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

namespace upsmd::host {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::uint32_t kInitOk = 1;
// A sign of life at least this often.
constexpr std::chrono::milliseconds kInterval{5000};
// A minidriver that does not wait is not asked more often.
constexpr std::chrono::milliseconds kLeastWait{100};
constexpr std::chrono::seconds kEndLimit{3};
constexpr std::string_view kQuit = "quit";

// Without running the minidriver's or our static destructors: threads may still be inside it.
[[noreturn]] void leave() { std::_Exit(0); }

// One line, whatever a system's error text holds.
std::string one_line(std::string text) {
    for (char& c : text)
        if (c == '\n' || c == '\r') c = ' ';
    return text.substr(0, 1000);
}

}  // namespace

void Server::run() {
    pipe_.write_line("ready");
    std::thread([this] { carry_out_commands(); }).detach();
    std::string line;
    while (pipe_.read_line(line) && line != kQuit) {
        const std::lock_guard lock(mutex_);
        commands_.push_back(std::move(line));
        changed_.notify_all();
    }
    {
        const std::lock_guard lock(mutex_);
        commands_.emplace_back(kQuit);
        changed_.notify_all();
    }
    // The command thread ends the process, unless the minidriver holds it.
    std::this_thread::sleep_for(kEndLimit);
    leave();
}

void Server::carry_out_commands() {
    for (;;) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !commands_.empty(); });
        const std::string line = std::move(commands_.front());
        commands_.pop_front();
        lock.unlock();
        carry_out(line);
    }
}

void Server::carry_out(const std::string& line) {
    const auto gap = line.find(' ');
    const std::string word = line.substr(0, gap);
    const std::string rest = gap == std::string::npos ? "" : line.substr(gap + 1);
    const bool needs_nothing = word == "load" || word == kQuit;
    if (!needs_nothing && driver_ == nullptr) return pipe_.write_line("error nothing is loaded: " + one_line(line));
    if (word == "load" && !rest.empty() && driver_ == nullptr) return load(rest);
    if (word == "init" && rest.empty() && !is_initialised_ && !is_over_) return init();
    if (word == "cancel" && rest.empty()) return driver_->cancel_wait();
    if (word == "turn-off") return turn_off(rest);
    if (word == "stop" && rest.empty()) {
        stop();
        return pipe_.write_line("stopped");
    }
    if (word == kQuit && rest.empty()) {
        if (driver_ != nullptr) stop();
        leave();
    }
    pipe_.write_line("error not understood, or at the wrong time: " + one_line(line));
}

void Server::load(const std::string& path) {
    auto driver = load_driver(path);
    if (driver) {
        driver_ = std::move(*driver);
        return pipe_.write_line("loaded");
    }
    const bool lacks_function = driver.error().code == ErrorCode::unsupported;
    pipe_.write_line((lacks_function ? "bad-interface " : "no-such-driver ") + one_line(driver.error().message));
}

void Server::init() {
    const std::uint32_t result = driver_->init();
    if (result != kInitOk) driver_->stop();  // what the service does after every other result
    pipe_.write_line(fmt::format("init {}", result));
    if (result != kInitOk) return;
    is_initialised_ = true;
    std::thread([this] { wait_for_changes(); }).detach();
}

void Server::turn_off(std::string_view seconds) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), number);
    if (error != std::errc{} || end != seconds.data() + seconds.size() || !is_initialised_)
        return pipe_.write_line("error turn-off wants a number of seconds, after init");
    driver_->turn_off(number);
    pipe_.write_line("turned-off");
}

void Server::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
        changed_.notify_all();
    }
    if (std::exchange(is_initialised_, false)) driver_->cancel_wait();
    driver_->stop();
}

// False once UPSStop has been asked for.
bool Server::tell_state(std::uint32_t state) {
    const std::lock_guard lock(mutex_);
    if (!is_over_) pipe_.write_line(fmt::format("state {}", state));
    return !is_over_;
}

void Server::wait_for_changes() {
    std::uint32_t seen = driver_->get_state();
    SteadyClock::time_point told = SteadyClock::now();
    if (!tell_state(seen)) return;
    for (;;) {
        const SteadyClock::time_point begin = SteadyClock::now();
        driver_->wait_for_state_change(seen, static_cast<std::uint32_t>(kInterval.count()));
        const std::uint32_t state = driver_->get_state();
        const SteadyClock::time_point now = SteadyClock::now();
        const bool too_soon = state == seen && now - begin < kLeastWait;
        if (!too_soon || now - told >= kInterval - kLeastWait) {
            told = now;
            if (!tell_state(state)) return;
        }
        seen = state;
        std::unique_lock lock(mutex_);
        if (too_soon) changed_.wait_for(lock, kLeastWait, [this] { return is_over_; });
        if (is_over_) return;
    }
}

}  // namespace upsmd::host
