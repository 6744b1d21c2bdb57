// What the UPS service reads from the registry: the system's values (CONTRACT §3.1, §3.2) and our own about the service
// (docs/settings.md). How the UPS is spoken to is settings_registry.h's.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/policy.h"
#include "platform/registry.h"

namespace upsmd {

// DryRun: what is said and not done. Numbers as in the registry.
enum class DryRun : std::uint8_t {
    off = 0,
    everything = 1,   // nothing is done
    system_only = 2,  // the system is left alone; messages, the task, ShutdownCommand and UPSTurnOff are real
};

struct ServiceSettings {
    PolicySettings policy;
    std::string port;                      // Config\Port, then UPS\Port, then the backend's default
    std::uint32_t options = 0;             // Config\Options, then UPS\Options; 0: no UPS selected
    std::string service_provider_dll;      // not expanded; empty: none
    std::string task_name = "UPS System Shutdown Program";
    std::string command_file;              // UPS\CommandFile where UPS\Options has 0x80; not expanded; empty: none
    std::chrono::minutes battery_life{2};  // for a UPS without a low-battery signal
    std::chrono::minutes recharge_rate{100};
    std::string shutdown_command;          // ours; empty: the system's way to shut down
    DryRun dry_run = DryRun::off;          // ours
    // One line for each value that was ignored: its key, its name, what it holds, what it may hold.
    std::vector<std::string> complaints;
};

// Never fails: a value that is missing has its default, and so has one of a wrong type or out of range, with a complaint.
ServiceSettings read_service_settings(Registry& registry);

}  // namespace upsmd
