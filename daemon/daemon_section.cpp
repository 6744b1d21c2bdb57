#include "daemon/daemon_section.h"

#include <fmt/format.h>

namespace upsmd::daemon {
namespace {

void read_path(TomlTable& table, const char* key, std::string& path) {
    const auto text = table.text(key);
    if (!text) return;
    if (text->starts_with('/')) path = *text;
    else table.problem(key, fmt::format("\"{}\" has to be a full path", *text));
}

}  // namespace

DaemonConfig read_daemon_section(const toml::table* toml, std::vector<ConfigProblem>& problems) {
    DaemonConfig daemon;
    if (toml != nullptr) {
        TomlTable table(*toml, "[daemon]", problems);
        read_path(table, "run_directory", daemon.run_directory);
        read_path(table, "state_directory", daemon.state_directory);
        read_path(table, "killpower_file", daemon.killpower_file);
        if (const auto level = table.choice("log_level", {"trace", "debug", "info", "warning", "error", "off"}))
            daemon.log_level = log_level_by_name(*level).value_or(LogLevel::info);
        if (const auto limit = table.number("command_limit", 1, 3600, "s"))
            daemon.command_limit = std::chrono::seconds(*limit);
        table.refuse_unknown_keys();
    }
    if (daemon.killpower_file.empty()) daemon.killpower_file = daemon.run_directory + "/killpower";
    return daemon;
}

}  // namespace upsmd::daemon
