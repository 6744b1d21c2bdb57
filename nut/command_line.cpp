#include "nut/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "nut/driver_section.h"
#include "platform/setting_table.h"

namespace upsmd::nut {
namespace {

constexpr const char* kFooter =
    "Either -a, -s or --all. Variables for -x and ups.conf: -L lists them; docs/nut.md.\n"
    "Exit codes: 0 done; 1 it did not work, the text says why.";

// As NUT's drivers list what they can be given.
std::string variable_list() {
    std::string text;
    for (const SettingInfo* option : ups_option_table()) {
        std::string name;
        for (const char c : option->name) name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (name == "pollinterval") continue;  // in seconds, below
        const std::string range = setting_range(*option);
        text += fmt::format("VALUE {} \"{}{}{}\"\n", name, option->meaning.empty() ? "the line's speed" : option->meaning,
                            range.empty() ? "" : ": ", range);
    }
    return text +
           "VALUE offdelay \"seconds before which shutdown.return, shutdown.stayoff and -k do not turn off\"\n"
           "VALUE pollinterval \"seconds from one status query to the next: 0.1..60\"\n"
           "FLAG allow_killpower \"driver.killpower is allowed\"\n";
}

std::string from_environment(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

void add_options(CLI::App& app, CommandLine& line, bool& version, bool& list) {
    auto* const a = app.add_option("-a", line.name, "Serve the UPS of this section of ups.conf");
    auto* const s = app.add_option_function<std::string>(
        "-s", [&line](const std::string& name) { line.name = name, line.without_file = true; },
        "Serve a UPS of this name, without ups.conf: -x says everything");
    auto* const all = app.add_flag("--all", line.all, "Serve every section that names this driver, in one process");
    a->excludes(s)->excludes(all);
    s->excludes(all);
    app.add_flag("-k", line.kill_power, "Turn the UPS off: by the driver that runs, else by itself");
    app.add_option("-c", line.command, "Tell the driver that runs: exit, reload, reload-or-exit, reload-or-error")
        ->check(CLI::IsMember({"exit", "reload", "reload-or-exit", "reload-or-error"}));
    app.add_option("-x", line.assignments, "NAME=VALUE or FLAG, in place of ups.conf's")->allow_extra_args(false);
    app.add_flag("-D", line.debug, "Say more (thrice: every byte on the wire), and stay in the foreground");
    app.add_flag("-F", line.foreground, "Stay in the foreground (twice: with a PID file)");
    app.add_flag("-B", line.background, "Go to the background, also with -D");
    app.add_flag("-q", line.quiet, "Say less");
    app.add_option("-d", line.dump, "Write all variables once they are known, and end")->check(CLI::Range(1, 1000000));
    app.add_option("-i", line.poll_interval, "Seconds from one status query to the next");
    app.add_option("-r", line.root, "chroot to this folder");
    app.add_option("-u", line.user, "Go on as this user, if started by root");
    app.add_option("-g", line.group, "Group that may use the sockets");
    app.add_flag("-V", version, "Write the version, and end");
    app.add_flag("-L", list, "List the variables for -x and ups.conf, and end");
    app.footer(kFooter);
}

int refuse(const char* why) {
    fmt::print(stderr, "upsmd-nut: {}\n", why);
    return 1;
}

}  // namespace

LogLevel CommandLine::log_level() const {
    if (debug >= 3) return LogLevel::trace;
    if (debug >= 1) return LogLevel::debug;
    if (quiet >= 2) return LogLevel::error;
    return quiet == 1 ? LogLevel::warning : LogLevel::info;
}

Parsed parse_command_line(int argc, char** argv) {
    Parsed parsed;
    CommandLine& line = parsed.line;
    CLI::App app{"A driver of NUT's for serial UPSes of every family that upsmd knows.", "upsmd-nut"};
    bool version = false;
    bool list = false;
    add_options(app, line, version, list);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        parsed.exit_code = app.exit(error) == 0 ? 0 : 1;
        return parsed;
    }
    if (version) fmt::print("{} {}\n", kDriverName, UPSMD_VERSION);
    if (list) fmt::print("{}", variable_list());
    if (version || list) parsed.exit_code = 0;
    else if (line.name.empty() && !line.all) parsed.exit_code = refuse("-a NAME, -s NAME or --all is needed");
    else if (line.all && (line.dump > 0 || !line.assignments.empty()))
        parsed.exit_code = refuse("-d and -x are for one UPS, not for --all");
    else if (line.foreground > 0 && line.background) parsed.exit_code = refuse("-F and -B exclude each other");
    return parsed;
}

Result<std::vector<Section>> our_sections(const CommandLine& line, const UpsConf& conf) {
    std::vector<Section> sections;
    if (line.without_file) sections.push_back({line.name, 0, {}, {}});
    for (const Section& section : conf.sections)
        if (line.all ? section.find("driver") == kDriverName : section.name == line.name) sections.push_back(section);
    if (sections.empty())
        return Error{ErrorCode::not_found,
                     line.all ? fmt::format("{}: no section has driver = {}", conf.path, kDriverName)
                              : fmt::format("{}: there is no section [{}]", conf.path, line.name),
                     0};
    const auto global_poll = conf.global.find("pollinterval");
    for (Section& section : sections) {
        // Before the section's own, which wins.
        if (global_poll && !section.find("pollinterval"))
            section.assignments.push_back({"pollinterval", *global_poll, 0});
        if (!line.poll_interval.empty()) section.assignments.push_back({"pollinterval", line.poll_interval, 0});
        for (const std::string& each : line.assignments) {
            const std::size_t at = each.find('=');
            if (at == std::string::npos) section.assignments.push_back({each, std::nullopt, 0});
            else section.assignments.push_back({each.substr(0, at), each.substr(at + 1), 0});
        }
    }
    return sections;
}

std::string configuration_file() {
    const std::string folder = from_environment("NUT_CONFPATH");
    return (folder.empty() ? "/etc/nut" : folder) + "/ups.conf";
}

std::string state_folder(const UpsConf& conf) {
    if (std::string folder = from_environment("NUT_STATEPATH"); !folder.empty()) return folder;
    return conf.global.find("statepath").value_or("/run/nut");
}

std::string pid_folder(const UpsConf& conf) {
    if (std::string folder = from_environment("NUT_ALTPIDPATH"); !folder.empty()) return folder;
    return state_folder(conf);
}

}  // namespace upsmd::nut
