#include "daemon/daemon.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <csignal>
#include <map>
#include <utility>

#include "daemon/config_reader.h"
#include "platform/clock.h"

namespace upsmd::daemon {
namespace {

Duration reading_of(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::duration_cast<Duration>(std::chrono::seconds(time.tv_sec) +
                                                std::chrono::nanoseconds(time.tv_nsec));
}

// One clock stands still while the system is asleep, the other does not.
Duration time_asleep() { return reading_of(CLOCK_BOOTTIME) - reading_of(CLOCK_MONOTONIC); }

}  // namespace

Daemon::Daemon(std::string config_file, Config config, bool dry_run, Log& log)
    : config_file_(std::move(config_file)),
      config_(std::move(config)),
      log_(log),
      opener_(make_port_opener(io_)),
      found_(config_.daemon.state_directory + "/found"),
      devices_(io_, *opener_, system_clock(), log),
      commands_(io_),
      kill_power_(config_.daemon.killpower_file),
      machine_(commands_, devices_, kill_power_),
      dry_(machine_),
      guards_(guard_parts(dry_run ? static_cast<MachineActions&>(dry_) : machine_)),
      signals_(io_, SIGINT, SIGTERM, SIGHUP),
      timer_(io_),
      alive_timer_(io_),
      dry_run_(dry_run) {
    // Whoever connects may tell the UPS to turn off.
    if (!dry_run) devices_.set_socket_folder(config_.daemon.run_directory);
    devices_.set_found_lines(found_);
    devices_.add_observer(guards_);
    devices_.add_observer(*this);
}

Guard::Parts Daemon::guard_parts(MachineActions& actions) {
    return {system_clock(), actions, [this](std::function<void()> next) { boost::asio::post(io_, std::move(next)); },
            [this] { arm(); }, time_asleep};
}

int Daemon::run() {
    await_signal();
    remove_kill_order();
    apply(std::move(config_));
    log_.write(LogLevel::info,
               fmt::format("watching {} UPS{}{}", config_.ups.size(), config_.ups.size() == 1 ? "" : "es",
                           dry_run_ ? ", dry run: nothing is done" : ""));
    manager_.ready(status());
    keep_alive();
    io_.run();
    return 0;
}

// In a dry run the file is another daemon's.
void Daemon::remove_kill_order() {
    if (dry_run_) return;
    if (const auto removed = kill_power_.remove_old(); !removed) log_.write(LogLevel::error, removed.error().message);
}

void Daemon::await_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
        if (!error) on_signal(number);
    });
}

void Daemon::on_signal(int number) {
    if (number == SIGHUP) {
        reload();
        return await_signal();
    }
    log_.write(LogLevel::info, "ends");
    manager_.stopping();
    // What turns the UPSes off is left for the end of a shutdown of ours, which may be why we are told to end.
    if (!guards_.is_going_down()) remove_kill_order();
    io_.stop();
}

void Daemon::reload() {
    reload_waits_ = false;
    ConfigRead read = read_config_file(config_file_);
    for (const ConfigProblem& problem : read.problems) log_.write(LogLevel::error, problem_text(config_file_, problem));
    if (!read.problems.empty()) return log_.write(LogLevel::error, "not reloaded: the configuration stays as it was");
    if (!may_apply(read.config)) {
        reload_waits_ = true;
        return log_.write(
            LogLevel::warning,
            "not reloaded yet: what would begin anew is on battery, or the shutdown is ordered; waiting for the mains");
    }
    if (read.config.history != config_.history || read.config.metrics != config_.metrics)
        log_.write(LogLevel::warning, "[history] and [metrics] are read at the start only");
    manager_.reloading();
    apply(std::move(read.config));
    log_.write(LogLevel::info, "reloaded " + config_file_);
    manager_.ready(status());
}

// Closing a port, and opening it, can turn a UPS off: not while it carries anybody, nor on the way down.
bool Daemon::may_apply(const Config& config) const {
    if (!guards_.may_apply(config)) return false;
    return std::ranges::all_of(devices_.changed_by(config.ups), [this](const std::string& ups) {
        const State state = devices_.last_known_state(ups);
        return state == State::online || state == State::no_comm;
    });
}

void Daemon::apply(Config config) {
    config_ = std::move(config);
    machine_.set_command_limit(config_.daemon.command_limit);
    guards_.apply(config_, [this](const std::string& ups) {
        const Session* const session = devices_.session(ups);
        return session != nullptr ? session->state() : State::no_comm;
    });
    devices_.apply(config_.ups);
}

void Daemon::on_state(const std::string&, State) {
    manager_.status(status());
    // Not from inside: ports are closed and opened.
    if (reload_waits_) boost::asio::post(io_, [this] {
        if (reload_waits_) reload();
    });
}

std::string Daemon::status() const {
    std::map<std::string_view, int> counts;
    for (const UpsConfig& ups : config_.ups) {
        const Session* const session = devices_.session(ups.name);
        ++counts[state_name(session != nullptr ? session->state() : State::no_comm)];
    }
    std::string text;
    for (const auto& [state, count] : counts) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, state);
    return text;
}

void Daemon::arm() {
    const Time deadline = guards_.deadline();
    if (deadline == kNever) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(std::max(Duration(0), deadline - system_clock().now()));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) guards_.on_time();
    });
}

void Daemon::keep_alive() {
    const auto interval = ServiceManager::alive_interval();
    if (interval.count() == 0) return;
    manager_.alive();
    alive_timer_.expires_after(interval);
    alive_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) keep_alive();
    });
}

}  // namespace upsmd::daemon
