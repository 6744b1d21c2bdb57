#include "daemon/daemon.h"

#include <fmt/format.h>

#include <csignal>
#include <utility>

#include "daemon/config_reader.h"
#include "platform/clock.h"

namespace upsmd::daemon {

Daemon::Daemon(std::string config_file, Config config, Log& log)
    : config_file_(std::move(config_file)),
      config_(std::move(config)),
      log_(log),
      opener_(make_port_opener(io_)),
      devices_(io_, *opener_, system_clock(), log),
      signals_(io_, SIGINT, SIGTERM, SIGHUP) {}

int Daemon::run() {
    await_signal();
    apply(config_);
    log_.write(LogLevel::info, fmt::format("watching {} UPS{}", config_.ups.size(), config_.ups.size() == 1 ? "" : "es"));
    io_.run();
    return 0;
}

void Daemon::await_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
        if (!error) on_signal(number);
    });
}

void Daemon::on_signal(int number) {
    if (number != SIGHUP) {
        log_.write(LogLevel::info, "ends");
        io_.stop();
        return;
    }
    reload();
    await_signal();
}

void Daemon::reload() {
    ConfigRead read = read_config_file(config_file_);
    for (const ConfigProblem& problem : read.problems) log_.write(LogLevel::error, problem_text(config_file_, problem));
    if (!read.problems.empty()) return log_.write(LogLevel::error, "not reloaded: the configuration stays as it was");
    apply(std::move(read.config));
    log_.write(LogLevel::info, "reloaded " + config_file_);
}

void Daemon::apply(Config config) {
    config_ = std::move(config);
    devices_.apply(config_.ups);
}

}  // namespace upsmd::daemon
