#include "platform/service_settings.h"

#include <optional>

#include "platform/backend.h"
#include "platform/setting_reader.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

constexpr std::uint32_t kAllOptions = 0xff;
constexpr std::uint32_t kRunCommandFile = 0x80;

// Config first, then the NT 4.0 value. A value of Config that cannot be used does not bring the old one back.
std::optional<std::uint32_t> either(SettingReader& reader, const char* name, std::uint32_t low, std::uint32_t high) {
    const char* const key = reader.is_missing(kUpsConfigKey, name) ? kUpsKey : kUpsConfigKey;
    return reader.dword(key, name, low, high);
}

void read_flag(SettingReader& reader, const char* key, const char* name, bool& flag) {
    if (const auto value = reader.dword(key, name, 0, 1)) flag = *value != 0;
}

void read_critical_action(SettingReader& reader, PolicySettings& policy) {
    constexpr char kName[] = "CriticalAction";
    const auto action = reader.text(kUpsmdKey, kName);
    if (!action) return;
    if (*action == "hibernate") policy.critical_action = CriticalAction::hibernate;
    else if (*action != "shutdown") reader.complain(kUpsmdKey, kName, RegValue::sz(*action), "shutdown or hibernate");
}

void read_policy(SettingReader& reader, PolicySettings& policy) {
    using std::chrono::minutes;
    using std::chrono::seconds;
    read_flag(reader, kUpsConfigKey, "NotifyEnable", policy.notify);
    if (const auto v = either(reader, "FirstMessageDelay", 0, 120)) policy.first_message_delay = seconds(*v);
    if (const auto v = either(reader, "MessageInterval", 5, 300)) policy.message_interval = seconds(*v);
    read_flag(reader, kUpsConfigKey, "ShutdownOnBatteryEnable", policy.shutdown_on_battery);
    if (const auto v = reader.dword(kUpsConfigKey, "ShutdownOnBatteryWait", 2, 720))
        policy.shutdown_on_battery_wait = minutes(*v);
    read_flag(reader, kUpsConfigKey, "RunTaskEnable", policy.run_task);
    read_flag(reader, kUpsConfigKey, "TurnUPSOffEnable", policy.turn_off);
    if (const auto v = reader.dword(kUpsConfigKey, "TurnUPSOffWait", 0, 86400)) policy.turn_off_wait = seconds(*v);
    read_critical_action(reader, policy);
    if (const auto v = reader.dword(kUpsmdKey, "LostOnBatteryWait", 0, 3600)) policy.lost_on_battery_wait = seconds(*v);
}

std::string read_port(SettingReader& reader) {
    if (auto port = reader.text(kUpsConfigKey, "Port")) return *port;
    if (auto port = reader.text(kUpsKey, "Port")) return *port;
    return default_port();
}

// The bit that says so stands in the NT 4.0 mask only (CONTRACT §3.1); elsewhere it is reserved.
void read_options(SettingReader& reader, ServiceSettings& settings) {
    const std::uint32_t old = reader.dword(kUpsKey, "Options", 0, kAllOptions).value_or(0);
    if ((old & kRunCommandFile) != 0) settings.command_file = reader.path(kUpsKey, "CommandFile").value_or("");
    settings.options = old;
    // A mask in Config that cannot be used is none: nobody wants the lines of an old one to be driven.
    if (!reader.is_missing(kUpsConfigKey, "Options"))
        settings.options = reader.dword(kUpsConfigKey, "Options", 0, kAllOptions).value_or(0);
    settings.options &= ~kRunCommandFile;
}

}  // namespace

ServiceSettings read_service_settings(Registry& registry) {
    ServiceSettings settings;
    SettingReader reader(registry, settings.complaints);
    read_policy(reader, settings.policy);
    settings.port = read_port(reader);
    read_options(reader, settings);
    settings.service_provider_dll = reader.path(kUpsConfigKey, "ServiceProviderDLL").value_or("");
    settings.task_name = reader.text(kUpsConfigKey, "TaskName").value_or(settings.task_name);
    if (const auto v = reader.dword(kUpsKey, "BatteryLife", 2, 720)) settings.battery_life = std::chrono::minutes(*v);
    if (const auto v = reader.dword(kUpsKey, "RechargeRate", 1, 250)) settings.recharge_rate = std::chrono::minutes(*v);
    settings.shutdown_command = reader.path(kUpsmdKey, "ShutdownCommand").value_or("");
    // Whoever wants a dry run and mistypes it wants no real one.
    if (!reader.is_missing(kUpsmdKey, "DryRun"))
        settings.dry_run = static_cast<DryRun>(reader.dword(kUpsmdKey, "DryRun", 0, 2).value_or(1));
    return settings;
}

}  // namespace upsmd
