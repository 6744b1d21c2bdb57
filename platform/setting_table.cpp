#include "platform/setting_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "platform/reg_data.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

using enum SettingInfo::Kind;

constexpr bool kConfig = true;
constexpr bool kOwn = false;

constexpr std::array kSettings{
    SettingInfo{"Vendor", kConfig, shown, 0, 0, "a vendor", "", "", "chosen with `upsmd select`"},
    SettingInfo{"Model", kConfig, shown, 0, 0, "a model", "", "", "chosen with `upsmd select`"},
    SettingInfo{"Port", kConfig, text, 0, 0, "a port", "", "COM1", "the serial port"},
    SettingInfo{"Options", kConfig, number, 0, 255, "; 0: no UPS selected", "", "0", "simple signalling: the signals and their polarity"},
    SettingInfo{"ServiceProviderDLL", kConfig, path, 0, 0, "a path", "", "", "the minidriver"},
    SettingInfo{"NotifyEnable", kConfig, number, 0, 1, "", "", "1", "1: users are told"},
    SettingInfo{"FirstMessageDelay", kConfig, number, 0, 120, " s", "", "5", "from the outage to the first message"},
    SettingInfo{"MessageInterval", kConfig, number, 5, 300, " s", "", "120", "from one message to the next"},
    SettingInfo{"ShutdownOnBatteryEnable", kConfig, number, 0, 1, "", "", "0", "1: shut down after a time on battery"},
    SettingInfo{"ShutdownOnBatteryWait", kConfig, number, 2, 720, " min", "", "2", "that time"},
    SettingInfo{"RunTaskEnable", kConfig, number, 0, 1, "", "", "0", "1: run a task before the shutdown"},
    SettingInfo{"TaskName", kConfig, text, 0, 0, "a task", "", "UPS System Shutdown Program", "that task, of the Task Scheduler"},
    SettingInfo{"TurnUPSOffEnable", kConfig, number, 0, 1, "", "", "0", "1: the UPS turns off after the shutdown"},
    SettingInfo{"TurnUPSOffWait", kConfig, number, 0, 86400, " s", "", "180", "not before this time"},
    SettingInfo{"CriticalAction", kOwn, choice, 0, 0, "", "shutdown, hibernate", "shutdown", "what is done when the battery is low"},
    SettingInfo{"LostOnBatteryWait", kOwn, number, 0, 3600, " s", "", "60", "a UPS silent for so long on battery counts as low"},
    SettingInfo{"DryRun", kOwn, number, 0, 2, "", "", "0", "1: all is said, nothing done; 2: only the system is left alone"},
    SettingInfo{"ShutdownCommand", kOwn, path, 0, 0, "a command", "", "", "what shuts the system down in place of its own way"},
    SettingInfo{"Protocol", kOwn, text, 0, 0, "auto, simple, or another name that `upsmd protocols` lists", "", "auto", "what the UPS speaks"},
    SettingInfo{"Cable", kOwn, text, 0, 0, "a cable, or words", "", "", "simple signalling: how the cable is wired"},
    SettingInfo{"PollInterval", kOwn, number, 100, 60000, " ms", "", "the protocol's own", "from one status query to the next"},
    SettingInfo{"LowBatteryCharge", kOwn, number, 0, 99, " %, 0 off", "", "0", "below this charge the battery counts as low"},
    SettingInfo{"LowBatteryRuntime", kOwn, number, 0, 86400, " s, 0 off", "", "0", "the same for the remaining run time"},
    SettingInfo{"BatteryPacks", kOwn, text, 0, 0, "0.1..1000", "", "", "factor from the reported battery voltage to the whole string's"},
    SettingInfo{"BatteryVoltageLow", kOwn, text, 0, 0, "1..1000 V", "", "", "voltage of the empty battery"},
    SettingInfo{"BatteryVoltageHigh", kOwn, text, 0, 0, "1..1000 V", "", "", "voltage of the full battery"},
    SettingInfo{"RuntimeCalibration", kOwn, text, 0, 0, "S1,P1,S2,P2", "", "", "for the estimated run time: seconds at percent load, twice"},
    SettingInfo{"ReturnDelay", kOwn, number, 3, 9999, " min", "", "3", "a UPS that was turned off stays off at least so long"},
    SettingInfo{"TurnOffMethod", kOwn, text, 0, 0, "a way of the protocol", "", "", "how the UPS is turned off"},
    SettingInfo{"Remembered", kOwn, shown, 0, 0, "PROTOCOL BAUD LINES PORT", "", "", "what auto has found last; reset it to begin anew"},
    SettingInfo{"KillLineDelay", kOwn, number, 0, 86400, " s", "", "0", "simple signalling: the UPS waits so long by itself"},
    SettingInfo{"LogFile", kOwn, text, 0, 0, "a path", "", "", "log file"},
    SettingInfo{"LogLevel", kOwn, choice, 0, 0, "", "trace, debug, info, warning, error, off", "info", "how much is logged"},
};

}  // namespace

std::span<const SettingInfo> setting_table() { return kSettings; }

const SettingInfo* find_setting(std::string_view name) {
    const auto found = std::ranges::find_if(kSettings, [name](const SettingInfo& s) { return same_reg_name(s.name, name); });
    return found == kSettings.end() ? nullptr : &*found;
}

const char* setting_key(const SettingInfo& setting) { return setting.in_config ? kUpsConfigKey : kUpsmdKey; }

std::string setting_range(const SettingInfo& setting) {
    if (setting.kind == choice) return std::string(setting.choices);
    if (setting.kind != number) return std::string(setting.unit);
    if (setting.high - setting.low < 2) return fmt::format("{}, {}{}", setting.low, setting.high, setting.unit);
    return fmt::format("{}..{}{}", setting.low, setting.high, setting.unit);
}

}  // namespace upsmd
