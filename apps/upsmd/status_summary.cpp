#include "apps/upsmd/status_summary.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <optional>
#include <string>

#include "apps/upsmd/json_value.h"
#include "apps/upsmd/service_commands.h"
#include "platform/backend.h"
#include "platform/service_settings.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

constexpr int kNoCommunication = 2;

std::string text_of(Registry& registry, const char* key, const char* name) {
    const auto value = registry.get(key, name);
    return value && value->type != RegType::dword ? value->text : "";
}

std::uint32_t number_of(Registry& registry, const char* name) {
    const auto value = registry.get(kUpsStatusKey, name);
    return value && value->type == RegType::dword ? value->number : 0;
}

// The numbers of CONTRACT §3.3.
std::string word(std::uint32_t number, const char* one, const char* two) {
    return number == 1 ? one : number == 2 ? two : "not known";
}

}  // namespace

int print_status_summary(bool json) {
    const auto registry = make_system_registry();
    const ServiceSettings settings = read_service_settings(*registry);
    const bool chosen = !settings.service_provider_dll.empty() || settings.options != 0;
    const std::uint32_t communication = number_of(*registry, "CommStatus");
    nlohmann::ordered_json rows;
    const auto add = [&rows](const char* name, const std::string& value) {
        if (!value.empty()) rows[name] = value;
    };
    add("service", service_in_words());
    add("vendor", text_of(*registry, kUpsConfigKey, "Vendor"));
    add("model", text_of(*registry, kUpsConfigKey, "Model"));
    add("port", chosen ? settings.port : "");
    add("minidriver", chosen ? settings.service_provider_dll : "no UPS selected");
    add("communication", word(communication, "ok", "lost"));
    if (communication == 1) {
        add("mains", word(number_of(*registry, "UtilityPowerStatus"), "ok", "failed"));
        add("battery", word(number_of(*registry, "BatteryStatus"), "ok", "needs replacing"));
        // 0 stands for a value that the UPS does not tell as well.
        if (const auto charge = number_of(*registry, "BatteryCapacity"); charge != 0) add("charge", fmt::format("{} %", charge));
        if (const auto minutes = number_of(*registry, "TotalUPSRuntime"); minutes != 0)
            add("run time", fmt::format("{} min", minutes));
        add("serial number", text_of(*registry, kUpsStatusKey, "SerialNumber"));
        add("firmware", text_of(*registry, kUpsStatusKey, "FirmwareRev"));
    }
    std::string text;
    for (const auto& [name, value] : rows.items()) text += fmt::format("{}: {}\n", name, value.get<std::string>());
    std::fputs((json ? one_line(rows) + "\n" : text).c_str(), stdout);
    return communication == 1 ? 0 : kNoCommunication;
}

}  // namespace upsmd
