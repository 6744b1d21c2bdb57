#include "apps/upsmd/probe_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/json_value.h"
#include "platform/backend.h"
#include "platform/probe_run.h"
#include "platform/settings_registry.h"

namespace upsmd {
namespace {

constexpr int kNothing = 2;
constexpr std::size_t kBarWidth = 20;

struct Arguments {
    std::vector<std::string> ports;
    bool json = false;
};

// The port whose UPS what `auto` does to the lines could turn off, by the minidriver's settings; empty: none. Error: they are
// there and cannot be understood, so any port could be it.
Result<std::string> contact_port() {
    const auto registry = make_system_registry();
    const auto settings = read_minidriver_settings(*registry);
    if (!settings && settings.error().code == ErrorCode::not_found) return std::string();
    if (!settings) return settings.error();
    const bool contacts = settings->cable || settings->protocol->opening_may_kill;
    return contacts ? settings->port : std::string();
}

Result<std::vector<std::string>> ports_to_probe(const Arguments& arguments) {
    const Result<std::string> contacts = contact_port();
    const bool named = !arguments.ports.empty();
    if (!contacts && !named)
        return Error{ErrorCode::invalid_argument,
                     "name the ports to ask: which one has a contact cable is not known (" + contacts.error().message + ")", 0};
    std::vector<std::string> ports = named ? arguments.ports : serial_ports();
    if (!contacts || contacts->empty()) return ports;
    const auto is_contacts = [&](const std::string& port) { return is_same_port(port, *contacts); };
    const bool there = std::any_of(ports.begin(), ports.end(), is_contacts);
    constexpr std::string_view kWhy = ": it is configured for contacts, whose UPS `auto` could turn off";
    if (there && named) return Error{ErrorCode::invalid_argument, *contacts + std::string(kWhy), 0};
    if (there) complain(*contacts + " is left out" + std::string(kWhy));
    std::erase_if(ports, is_contacts);
    return ports;
}

// On a terminal only; ends as an empty line.
class Progress {
  public:
    explicit Progress(std::size_t ports) : ports_(ports), shown_(isatty(STDERR_FILENO) != 0) {}
    ~Progress() {
        if (shown_) fmt::print(stderr, "\r{:60}\r", "");
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(std::size_t through, std::chrono::seconds since) const {
        if (!shown_) return;
        const std::size_t filled = kBarWidth * through / std::max<std::size_t>(ports_, 1);
        fmt::print(stderr, "\r[{:#<{}}{:.<{}}] {} of {} ports, {} s ", "", filled, "", kBarWidth - filled, through, ports_,
                   since.count());
        std::fflush(stderr);
    }

  private:
    std::size_t ports_;
    bool shown_;
};

void print_json(const std::vector<ProbeResult>& results) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const ProbeResult& result : results) {
        nlohmann::ordered_json object{{"port", result.port}};
        if (result.protocol.empty()) {
            object["error"] = result.error;
        } else {
            object["baud"] = result.baud;
            object["protocol"] = result.protocol;
            object["device.mfr"] = result.maker;
            object["device.model"] = result.model;
            object["upsmd.state"] = result.state;
            object["ups.status"] = result.status;
        }
        all.push_back(object);
    }
    fmt::print(stdout, "{}\n", one_line(all));
}

using Cells = std::array<std::string, 6>;

void print_table(const std::vector<ProbeResult>& results) {
    std::vector<Cells> rows{{"PORT", "BAUD", "PROTOCOL", "MAKER", "MODEL", "STATE"}};
    for (const ProbeResult& result : results) {
        if (result.protocol.empty()) complain(result.port + ": " + result.error);
        else
            rows.push_back({result.port, std::to_string(result.baud), result.protocol, result.maker, result.model,
                            result.state});
    }
    if (rows.size() == 1) return;
    std::array<std::size_t, 6> widths{};
    for (const Cells& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    for (const Cells& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
        fmt::print(stdout, "{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
    }
}

int run(const Arguments& arguments) {
    const Result<std::vector<std::string>> chosen = ports_to_probe(arguments);
    if (!chosen) return complain(chosen.error().message);
    const std::vector<std::string>& ports = *chosen;
    if (ports.empty()) {
        complain("this system has no serial port that could be asked");
        return kNothing;
    }
    std::vector<ProbeResult> results;
    {
        const Progress progress(ports.size());
        results = ProbeRun(ports, [&](std::size_t through, std::chrono::seconds since) { progress.show(through, since); }).run();
    }
    arguments.json ? print_json(results) : print_table(results);
    const bool any = std::any_of(results.begin(), results.end(), [](const auto& result) { return !result.protocol.empty(); });
    return any ? 0 : kNothing;
}

}  // namespace

void add_probe_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand(
        "probe", "Find the UPSes on serial ports, by `auto`. Leave out ports with a contact-closure cable: their UPS may turn off");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("PORT", arguments->ports, "Serial ports; without: all that the system has");
    command->add_flag("--json", arguments->json, "One JSON array, an object a port");
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
