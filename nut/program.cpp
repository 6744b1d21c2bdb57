#include "nut/program.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>

#include "nut/owner.h"
#include "platform/log.h"
#include "posix-sim/log_syslog.h"

namespace upsmd::nut {
namespace {

using namespace std::chrono_literals;

constexpr const char* kNutAccount = "nut";  // user and group of NUT's programs on Debian
constexpr auto kSilenceLimit = 30s;         // -d: for a UPS that tells nothing
constexpr auto kKillLimit = 60s;            // -k: for all of it

int fail(const std::string& text) {
    fmt::print(stderr, "upsmd-nut: {}\n", text);
    return 1;
}

std::string socket_path(const UpsConf& conf, const std::string& name) {
    return fmt::format("{}/{}-{}", state_folder(conf), kDriverName, name);
}

// The root and the user that the rest runs as. The group of the sockets is looked up before.
Result<void> settle(const CommandLine& line, const UpsConf& conf, std::optional<unsigned>& group) {
    const bool is_root = ::geteuid() == 0;
    std::string wanted_group = !line.group.empty() ? line.group : conf.global.find("group").value_or("");
    if (wanted_group.empty() && is_root && group_number(kNutAccount)) wanted_group = kNutAccount;
    if (!wanted_group.empty()) {
        const auto number = group_number(wanted_group);
        if (!number) return number.error();
        group = *number;
    }
    std::string user = !line.user.empty() ? line.user : conf.global.find("user").value_or("");
    if (user.empty() && is_root && has_user(kNutAccount)) user = kNutAccount;
    if (!line.root.empty())
        if (Result<void> entered = enter_root(line.root); !entered) return entered;
    return user.empty() ? Result<void>() : become_user(user);
}

void reload(const CommandLine& line, Driver& driver, Log& log) {
    if (line.without_file) return log.write(LogLevel::warning, "reload: there is no file (-s)");
    const Result<UpsConf> conf = read_ups_conf(configuration_file());
    if (!conf) return log.write(LogLevel::error, "reload: all goes on as it was: " + conf.error().message);
    const auto sections = our_sections(line, *conf);
    if (!sections) return log.write(LogLevel::error, "reload: all goes on as it was: " + sections.error().message);
    driver.update(*sections, conf->path);
    log.write(LogLevel::info, fmt::format("{} has been read anew", conf->path));
}

void wait_for_signals(boost::asio::signal_set& signals, boost::asio::io_context& io, std::function<void()> on_hangup) {
    signals.async_wait([&signals, &io, on_hangup = std::move(on_hangup)](const boost::system::error_code& error,
                                                                       int number) {
        if (error) return;
        if (number != SIGHUP) return io.stop();
        on_hangup();
        wait_for_signals(signals, io, on_hangup);
    });
}

// Adds all; one that cannot be served stops a process that has no other.
Result<void> add_all(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections, Driver& driver) {
    for (const Section& section : sections) {
        const Result<void> added = driver.add(section, conf.path, line.all);
        if (added) continue;
        if (!line.all) return added;
        fmt::print(stderr, "upsmd-nut: {}\n", added.error().message);
    }
    if (driver.size() == 0) return Error{ErrorCode::not_found, "no UPS is left to serve", 0};
    return {};
}

}  // namespace

int serve(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections) {
    std::optional<Background> background;
    if (!line.stays_in_foreground()) {
        Result<Background> gone = Background::go();
        if (!gone) return fail(gone.error().message);
        background.emplace(std::move(*gone));
    }
    std::optional<unsigned> group;
    if (const auto settled = settle(line, conf, group); !settled) return fail(settled.error().message);
    const std::unique_ptr<Log> log = line.stays_in_foreground() ? make_stderr_log(line.log_level())
                                                                : make_syslog_log(kDriverName, line.log_level());
    allow_many_files();
    boost::asio::io_context io(1);
    Driver driver(io, {state_folder(conf), group}, *log);
    if (const auto added = add_all(line, conf, sections, driver); !added) return fail(added.error().message);
    std::optional<PidFile> pid_file;
    if (!line.all && (line.foreground >= 2 || !line.stays_in_foreground())) {
        Result<PidFile> written = PidFile::write(fmt::format("{}/{}-{}.pid", pid_folder(conf), kDriverName, line.name));
        if (!written) return fail(written.error().message);
        pid_file.emplace(std::move(*written));
    }
    driver.on_reload = [&] { reload(line, driver, *log); };
    driver.on_exit = [&io](std::size_t left) {
        if (left == 0) io.stop();
    };
    boost::asio::signal_set signals(io, SIGINT, SIGTERM, SIGHUP);
    wait_for_signals(signals, io, driver.on_reload);
    log->write(LogLevel::info, fmt::format("serves {} UPS{}", driver.size(), driver.size() == 1 ? "" : "es"));
    if (background) background->begun();
    io.run();
    return 0;
}

int dump(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections) {
    std::optional<unsigned> group;
    if (const auto settled = settle(line, conf, group); !settled) return fail(settled.error().message);
    const std::unique_ptr<Log> log = make_stderr_log(line.debug > 0 ? line.log_level() : LogLevel::warning);
    boost::asio::io_context io(1);
    Driver driver(io, {}, *log);
    bool told = false;
    driver.on_complete = [&](ServedUps& served) {
        for (const std::string& name : served.publication().names())
            fmt::print("{}: {}\n", name, *served.publication().find(name));
        told = true;
        io.stop();
    };
    if (const auto added = add_all(line, conf, sections, driver); !added) return fail(added.error().message);
    boost::asio::steady_timer limit(io, kSilenceLimit);
    limit.async_wait([&io](const boost::system::error_code& error) {
        if (!error) io.stop();
    });
    io.run();
    return told ? 0 : fail(fmt::format("{}: the UPS does not answer", line.name));
}

int kill_power(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections) {
    std::vector<const Section*> alone;
    int failed = 0;
    for (const Section& section : sections) {
        const auto asked = ask_owner(socket_path(conf, section.name), "SET driver.flag.allow_killpower 1",
                                     "INSTCMD driver.killpower", kKillLimit);
        if (!asked && asked.error().code == ErrorCode::not_found) alone.push_back(&section);
        else if (!asked) failed += fail(asked.error().message);
        else if (*asked != Outcome::handled)
            failed += fail(section.name + ": the driver that runs could not turn the UPS off; its log says why");
    }
    if (alone.empty()) return failed == 0 ? 0 : 1;
    std::optional<unsigned> group;
    if (const auto settled = settle(line, conf, group); !settled) return fail(settled.error().message);
    const std::unique_ptr<Log> log = make_stderr_log(line.debug > 0 ? line.log_level() : LogLevel::warning);
    boost::asio::io_context io(1);
    Driver driver(io, {}, *log);
    std::size_t left = 0;
    for (const Section* section : alone) {
        if (const auto added = driver.add(*section, conf.path, false); !added) {
            failed += fail(added.error().message);
            continue;
        }
        ++left;
        driver.find(section->name)->kill_power([&](Outcome outcome) {
            if (outcome != Outcome::handled) ++failed;
            if (--left == 0) io.stop();
        });
    }
    boost::asio::steady_timer limit(io, kKillLimit);
    limit.async_wait([&io](const boost::system::error_code& error) {
        if (!error) io.stop();
    });
    if (left > 0) io.run();
    if (left > 0) fail("not all UPSes have answered in time");
    return failed == 0 && left == 0 ? 0 : 1;
}

int send_command(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections) {
    int failed = 0;
    for (const Section& section : sections) {
        const auto asked = ask_owner(socket_path(conf, section.name), "PING", "INSTCMD driver." + line.command, 5s);
        if (!asked) failed += fail(asked.error().message);
        else if (*asked != Outcome::handled) failed += fail(section.name + ": not done");
    }
    return failed == 0 ? 0 : 1;
}

}  // namespace upsmd::nut
