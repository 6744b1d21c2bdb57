// What the daemon's configuration file says (docs/daemon.md). Units and ranges as docs/settings.md has them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/policy.h"
#include "daemon/history_config.h"
#include "platform/log.h"
#include "platform/ups_options.h"

namespace upsmd::daemon {

// Program and arguments; empty: none.
using CommandWords = std::vector<std::string>;

// What this computer does about one UPS, or about a group of them.
struct PolicyConfig {
    PolicySettings settings;
    bool tells_by_wall = true;
    bool tells_by_syslog = true;
    CommandWords notify_command;
    CommandWords task;
    CommandWords shutdown_command;  // empty: the system's own way

    bool operator==(const PolicyConfig&) const = default;
};

struct UpsConfig {
    std::string name;
    std::string port;
    UpsOptions options;                     // how it is spoken to; they have been resolved once without fault
    std::chrono::minutes battery_life{2};   // a cable without a low-battery signal: core/battery_life.h
    std::chrono::minutes recharge_rate{100};
    std::optional<PolicyConfig> policy;     // absent: watched only, or a member of a group

    // The same port, spoken to in the same way: it need not be opened anew.
    bool is_spoken_to_as(const UpsConfig& other) const;
};

// Several UPSes that feed this computer.
struct GroupConfig {
    std::string name;
    std::vector<std::string> members;  // names of UPSes, at least one
    unsigned minimum_supplies = 1;     // 1..members.size()
    PolicyConfig policy;

    bool operator==(const GroupConfig&) const = default;
};

// [daemon]
struct DaemonConfig {
    std::string run_directory = "/run/upsmd";
    std::string state_directory = "/var/lib/upsmd";
    std::string killpower_file;  // never empty once read: run_directory/killpower
    LogLevel log_level = LogLevel::info;
    std::chrono::seconds command_limit{60};  // 1..3600: then a command is killed
};

struct Config {
    std::vector<UpsConfig> ups;
    std::vector<GroupConfig> groups;
    DaemonConfig daemon;
    std::optional<HistoryConfig> history;
    std::optional<MetricsConfig> metrics;
};

const UpsConfig* find_ups(const Config& config, const std::string& name);
// The group that the UPS is a member of; nullptr: none.
const GroupConfig* group_of(const Config& config, const std::string& ups);

}  // namespace upsmd::daemon
