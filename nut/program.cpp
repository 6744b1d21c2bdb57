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
#include <utility>

#include "nut/owner.h"
#include "platform/log.h"
#include "posix-sim/log_syslog.h"

namespace upsmd::nut {
namespace {

using namespace std::chrono_literals;

constexpr const char* kNutAccount = "nut";  // user and group of NUT's programs on Debian
constexpr auto kSilenceLimit = 30s;         // -d: for a UPS that tells nothing
constexpr auto kKillLimit = 60s;            // -k: for all of it
constexpr auto kCommandLimit = 5s;          // -c

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
    const std::string user = !line.user.empty() ? line.user : conf.global.find("user").value_or("");
    std::optional<Account> account;
    if (Result<Account> found = find_account(user.empty() ? kNutAccount : user); found) account = std::move(*found);
    else if (!user.empty()) return found.error();
    if (!line.root.empty())
        if (Result<void> entered = enter_root(line.root); !entered) return entered;
    // Who is not root stays who he is, unless the command line wants another.
    return account && (is_root || !line.user.empty()) ? become(*account) : Result<void>();
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

// Opens the ports itself. How many could not be turned off.
int kill_alone(const CommandLine& line, const UpsConf& conf, const std::vector<const Section*>& sections,
               std::chrono::steady_clock::time_point end) {
    std::optional<unsigned> group;
    if (const auto settled = settle(line, conf, group); !settled) return fail(settled.error().message);
    const std::unique_ptr<Log> log = make_stderr_log(line.debug > 0 ? line.log_level() : LogLevel::warning);
    boost::asio::io_context io(1);
    // Before the driver: what it has not done it ends by telling these.
    int failed = 0;
    std::size_t left = 0;
    Driver driver(io, {}, *log);
    for (const Section* section : sections) {
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
    if (left > 0) io.run_until(end);
    if (left > 0) failed += fail("not all UPSes have answered in time");
    return failed;
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
    const auto end = std::chrono::steady_clock::now() + kKillLimit;
    // Told to all before any is waited for: one that is slow, or hung, must not keep the others on.
    std::vector<const Section*> alone;
    std::vector<std::pair<std::string, OwnersOrder>> asked;
    int failed = 0;
    for (const Section& section : sections) {
        Result<OwnersOrder> order = OwnersOrder::give(
            socket_path(conf, section.name), "SET driver.flag.allow_killpower 1", "INSTCMD driver.killpower");
        if (order) asked.emplace_back(section.name, std::move(*order));
        else if (order.error().code == ErrorCode::not_found) alone.push_back(&section);
        else failed += fail(order.error().message);
    }
    if (!alone.empty()) failed += kill_alone(line, conf, alone, end);
    for (auto& [name, order] : asked) {
        const Result<Outcome> outcome = order.wait(end);
        if (!outcome) failed += fail(outcome.error().message);
        else if (*outcome != Outcome::handled)
            failed += fail(name + ": the driver that runs could not turn the UPS off; its log says why");
    }
    return failed == 0 ? 0 : 1;
}

int send_command(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections) {
    int failed = 0;
    for (const Section& section : sections) {
        Result<OwnersOrder> order =
            OwnersOrder::give(socket_path(conf, section.name), "PING", "INSTCMD driver." + line.command);
        if (!order) {
            failed += fail(order.error().message);
            continue;
        }
        const Result<Outcome> outcome = order->wait(std::chrono::steady_clock::now() + kCommandLimit);
        if (!outcome) failed += fail(outcome.error().message);
        else if (*outcome != Outcome::handled) failed += fail(section.name + ": not done");
    }
    return failed == 0 ? 0 : 1;
}

}  // namespace upsmd::nut
