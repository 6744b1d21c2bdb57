#include "daemon/policy_reader.h"

#include <fmt/format.h>

#include <utility>

namespace upsmd::daemon {
namespace {

void read_notify(TomlTable& table, PolicyConfig& policy) {
    const auto ways = table.texts("notify");
    if (ways) policy.tells_by_wall = policy.tells_by_syslog = false;
    for (const std::string& way : ways.value_or(std::vector<std::string>())) {
        if (way == "wall") policy.tells_by_wall = true;
        else if (way == "syslog") policy.tells_by_syslog = true;
        else table.problem("notify", fmt::format("\"{}\" has to be one of wall, syslog", way));
    }
    policy.notify_command = table.command("notify_command").value_or(CommandWords());
    policy.settings.notify = policy.tells_by_wall || policy.tells_by_syslog || !policy.notify_command.empty();
}

}  // namespace

// Ranges: CONTRACT §3.1 and docs/settings.md.
PolicyConfig read_policy(const toml::table& toml, const std::string& where, std::vector<ConfigProblem>& problems) {
    TomlTable table(toml, where, problems);
    PolicyConfig policy;
    PolicySettings& settings = policy.settings;
    const auto seconds = [&table](const char* key, std::int64_t low, std::int64_t high, std::chrono::seconds& value) {
        if (const auto number = table.number(key, low, high, "s")) value = std::chrono::seconds(*number);
    };
    read_notify(table, policy);
    seconds("first_message_delay", 0, 120, settings.first_message_delay);
    seconds("message_interval", 5, 300, settings.message_interval);
    if (const auto on = table.flag("shutdown_on_battery")) settings.shutdown_on_battery = *on;
    if (const auto wait = table.number("shutdown_on_battery_wait", 2, 720, "min"))
        settings.shutdown_on_battery_wait = std::chrono::minutes(*wait);
    if (const auto on = table.flag("turn_off")) settings.turn_off = *on;
    seconds("turn_off_wait", 0, 86400, settings.turn_off_wait);
    if (table.choice("critical_action", {"shutdown", "hibernate"}) == "hibernate")
        settings.critical_action = CriticalAction::hibernate;
    seconds("lost_on_battery_wait", 0, 3600, settings.lost_on_battery_wait);
    policy.task = table.command("task").value_or(CommandWords());
    settings.run_task = !policy.task.empty();
    policy.shutdown_command = table.command("shutdown_command").value_or(CommandWords());
    table.refuse_unknown_keys();
    return policy;
}

}  // namespace upsmd::daemon
