#include "daemon/config.h"

#include <algorithm>
#include <tuple>

namespace upsmd::daemon {
namespace {

auto all_of(const PolicySettings& s) {
    return std::tie(s.notify, s.first_message_delay, s.message_interval, s.shutdown_on_battery, s.shutdown_on_battery_wait,
                    s.run_task, s.turn_off, s.turn_off_wait, s.critical_action, s.lost_on_battery_wait);
}

auto all_of(const PolicyConfig& p) {
    return std::tie(p.tells_by_wall, p.tells_by_syslog, p.notify_command, p.task, p.shutdown_command);
}

auto all_of(const GroupConfig& g) { return std::tie(g.name, g.members, g.minimum_supplies); }

}  // namespace

bool operator==(const PolicySettings& a, const PolicySettings& b) { return all_of(a) == all_of(b); }

bool operator==(const PolicyConfig& a, const PolicyConfig& b) {
    return a.settings == b.settings && all_of(a) == all_of(b);
}

bool operator==(const GroupConfig& a, const GroupConfig& b) { return all_of(a) == all_of(b) && a.policy == b.policy; }

bool UpsConfig::is_spoken_to_as(const UpsConfig& other) const {
    return name == other.name && port == other.port && options == other.options;
}

const UpsConfig* find_ups(const Config& config, const std::string& name) {
    const auto found = std::ranges::find(config.ups, name, &UpsConfig::name);
    return found != config.ups.end() ? &*found : nullptr;
}

const GroupConfig* group_of(const Config& config, const std::string& ups) {
    for (const GroupConfig& group : config.groups)
        if (std::ranges::find(group.members, ups) != group.members.end()) return &group;
    return nullptr;
}

}  // namespace upsmd::daemon
