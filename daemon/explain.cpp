#include "daemon/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/protocol.h"
#include "daemon/guards.h"
#include "daemon/words.h"

namespace upsmd::daemon {
namespace {

std::string protocol_text(const UpsConfig& ups) {
    const auto choice = resolve_ups_options(ups.name, ups.options);
    if (!choice) return choice.error().message;
    if (!choice->protocol->probes.empty()) return "protocol auto: it is looked for";
    std::string text = fmt::format("protocol {}", choice->protocol->name);
    if (choice->cable) text += fmt::format(", cable {}", ups.options.at("Cable"));
    return text;
}

std::string notify_text(const PolicyConfig& policy) {
    std::vector<std::string> ways;
    if (policy.tells_by_wall) ways.emplace_back("wall");
    if (policy.tells_by_syslog) ways.emplace_back("syslog");
    if (!policy.notify_command.empty()) ways.push_back(command_text(policy.notify_command));
    return ways.empty() ? "nobody" : fmt::format("{}", fmt::join(ways, ", "));
}

std::string end_text(const PolicyConfig& policy) {
    std::string text;
    if (!policy.task.empty())
        text = fmt::format("{} is run (30 s at most are waited), then ", command_text(policy.task));
    if (policy.settings.critical_action == CriticalAction::hibernate)
        text += "this computer hibernates, or shuts down where it cannot";
    else
        text += "this computer shuts down";
    if (!policy.shutdown_command.empty()) text += fmt::format(" (by {})", command_text(policy.shutdown_command));
    return text;
}

std::vector<std::string> member_names(const GuardPlan& plan) {
    std::vector<std::string> names;
    for (const GuardedUps& member : plan.members) names.push_back(member.name);
    return names;
}

void explain_policy(std::string& text, const GuardPlan& plan) {
    const PolicyConfig& policy = plan.policy;
    const PolicySettings& settings = policy.settings;
    const auto line = [&text](const std::string& what) { text += "    " + what + "\n"; };
    if (settings.notify)
        line(fmt::format("mains away: after {} s users are told by {}, then every {} s",
                         settings.first_message_delay.count(), notify_text(policy), settings.message_interval.count()));
    else
        line("mains away: nobody is told");
    if (settings.shutdown_on_battery)
        line(fmt::format("on battery for {} min: {}", settings.shutdown_on_battery_wait.count(), end_text(policy)));
    else
        line("on battery: nothing, until the battery is low");
    const std::string low =
        plan.group_minimum == 0 ? "battery low" : fmt::format("fewer than {} supply", plan.group_minimum);
    line(fmt::format("{}: {}", low, end_text(policy)));
    const bool is_single = plan.group_minimum == 0;
    line(fmt::format("silent on battery for {} s: {}", settings.lost_on_battery_wait.count(),
                     is_single ? "as when the battery is low" : "it does not count as supplying"));
    for (const GuardedUps& member : plan.members)
        if (member.battery_life)
            line(fmt::format("{} tells no low battery: it counts as low after {} min on battery", member.name,
                             member.battery_life->count()));
    if (settings.turn_off)
        line(fmt::format("at the end told to turn off, after {} s or later, until the mains are back: {}",
                         settings.turn_off_wait.count(), names_text(member_names(plan))));
    else
        line("at the end the UPS is left as it is");
}

bool can_turn_off(const Protocol& protocol) {
    return !protocol.probes.empty() || find_control(protocol, Control::shutdown_return) != nullptr;
}

void warn_of_ups(std::vector<std::string>& all, const UpsConfig& ups, bool (*has_port)(const std::string&)) {
    if (!has_port(ups.port))
        all.push_back(fmt::format("{}: there is no {} now; it will be opened once it is there", ups.name, ups.port));
    const bool names_slot = ups.port.starts_with("/dev/ttyUSB") || ups.port.starts_with("/dev/ttyACM");
    if (names_slot)
        all.push_back(
            fmt::format("{}: {} may be another device after a restart; /dev/serial/by-id/ has names that stay",
                        ups.name, ups.port));
}

void warn_of_policy(std::vector<std::string>& all, const Config& config, const GuardPlan& plan) {
    const PolicySettings& settings = plan.policy.settings;
    if (!settings.turn_off)
        all.push_back(
            fmt::format("{}: without turn_off a computer that has shut down stays off if the mains come back before "
                        "the battery is empty",
                        plan.name));
    if (plan.group_minimum != 0 && plan.group_minimum == plan.members.size() && plan.members.size() > 1)
        all.push_back(fmt::format("{}: all of its {} UPSes are needed: the first low battery shuts this computer down",
                                  plan.name, plan.members.size()));
    if (!settings.notify) all.push_back(fmt::format("{}: nobody is told of an outage", plan.name));
    for (const GuardedUps& member : plan.members) {
        const UpsConfig* const ups = find_ups(config, member.name);
        if (ups == nullptr || !settings.turn_off) continue;
        if (ups->port.find("://") != std::string::npos)
            all.push_back(fmt::format("{}: turn_off: the network is gone at the end of a shutdown, and this UPS with it",
                                      member.name));
        const auto choice = resolve_ups_options(ups->name, ups->options);
        if (!choice) continue;
        const bool is_cable = choice->cable != nullptr;
        if (!can_turn_off(*choice->protocol) || (is_cable && !choice->cable->kill))
            all.push_back(fmt::format("{}: turn_off: this UPS has no way to be turned off that is known", member.name));
        else if (is_cable &&
                 choice->settings.kill_line_delay < std::max(settings.turn_off_wait, std::chrono::seconds(1)))
            all.push_back(fmt::format("{}: turn_off: the UPS has to wait by itself, for turn_off_wait at least: set "
                                      "kill_line_delay to what it waits, or turn_off_wait lower",
                                      member.name));
    }
}

}  // namespace

std::string explain(const Config& config) {
    const std::vector<GuardPlan> plans = guard_plans(config);
    const auto plan_of = [&plans](const std::string& name) {
        const auto found = std::ranges::find(plans, name, &GuardPlan::name);
        return found != plans.end() ? &*found : nullptr;
    };
    std::string text;
    for (const UpsConfig& ups : config.ups) {
        text += fmt::format("UPS {}: {}, {}\n", ups.name, ups.port, protocol_text(ups));
        if (ups.policy) explain_policy(text, *plan_of(ups.name));
        else if (const GroupConfig* const group = group_of(config, ups.name))
            text += fmt::format("    a member of the group {}\n", group->name);
        else text += "    watched only: this computer does nothing about it\n";
    }
    for (const GroupConfig& group : config.groups) {
        text += fmt::format("Group {}: {}; {} of {} have to supply\n", group.name, names_text(group.members),
                            group.minimum_supplies, group.members.size());
        explain_policy(text, *plan_of(group.name));
    }
    return text;
}

std::vector<std::string> warnings(const Config& config, bool (*has_port)(const std::string&)) {
    std::vector<std::string> all;
    for (const UpsConfig& ups : config.ups) warn_of_ups(all, ups, has_port);
    const std::vector<GuardPlan> plans = guard_plans(config);
    for (const GuardPlan& plan : plans) warn_of_policy(all, config, plan);
    if (plans.size() > 1)
        all.push_back(
            fmt::format("each of the {} policies shuts this computer down by itself; UPSes that feed it together "
                        "belong into one [[group]]",
                        plans.size()));
    if (plans.empty()) all.emplace_back("no UPS has a policy: this computer does not shut down, whatever happens");
    return all;
}

bool port_is_there(const std::string& port) {
    std::error_code error;
    return !port.starts_with('/') || std::filesystem::exists(port, error);
}

}  // namespace upsmd::daemon
