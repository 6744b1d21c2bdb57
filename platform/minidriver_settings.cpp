#include "platform/minidriver_settings.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "platform/setting_reader.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

constexpr std::array<std::string_view, 16> kServiceOnly{
    "NotifyEnable",   "FirstMessageDelay", "MessageInterval",   "ShutdownOnBatteryEnable", "ShutdownOnBatteryWait", "RunTaskEnable",
    "TaskName",       "TurnUPSOffEnable",  "TurnUPSOffWait",    "CriticalAction",          "LostOnBatteryWait",     "DryRun",
    "ShutdownCommand", "BatteryLife",      "RechargeRate",      kRememberedValue};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_service_only(std::string_view name) {
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    return std::any_of(kServiceOnly.begin(), kServiceOnly.end(), [&](std::string_view known) {
        return std::equal(known.begin(), known.end(), name.begin(), name.end(), same);
    });
}

}  // namespace

std::string minidriver_settings(Registry& registry) {
    std::string text;
    for (const char* key : {kUpsConfigKey, kUpsKey, kUpsmdKey}) {
        const auto names = registry.value_names(key);
        if (!names) continue;
        for (const std::string& name : *names) {
            if (is_service_only(name)) continue;
            const auto value = registry.get(key, name);
            text += setting_place(key, name.c_str()) + "=" + (value ? setting_shown(*value) : value.error().message) + "\n";
        }
    }
    return text;
}

}  // namespace upsmd
