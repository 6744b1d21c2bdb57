#include "capi/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "capi/option_registry.h"
#include "core/catalog.h"
#include "platform/reg_data.h"
#include "platform/setting_table.h"
#include "platform/settings_registry.h"
#include "platform/ups_keys.h"

namespace upsmd::capi {
namespace {

// Of the settings' table, those that say how one UPS is spoken to.
constexpr std::array<std::string_view, 12> kNames{
    "Protocol",           "Cable",        "PollInterval",      "LowBatteryCharge",
    "LowBatteryRuntime",  "BatteryPacks", "BatteryVoltageLow", "BatteryVoltageHigh",
    "RuntimeCalibration", "ReturnDelay",  "TurnOffMethod",     "KillLineDelay"};

// Our own.
constexpr SettingInfo kBaud{"Baud", false, SettingInfo::Kind::number, 300, 115200, "", "", "", ""};
constexpr SettingInfo kWaitForPort{"WaitForPort", false, SettingInfo::Kind::number, 0, 1, "", "", "0", ""};

const SettingInfo* find_option(std::string_view name) {
    for (const SettingInfo* own : {&kBaud, &kWaitForPort})
        if (same_reg_name(own->name, name)) return own;
    const SettingInfo* const found = find_setting(name);
    return found != nullptr && std::ranges::find(kNames, found->name) != kNames.end() ? found : nullptr;
}

std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

upsmd_error set(upsmd_options& options, std::string_view name, const char* value) {
    const SettingInfo* const option = find_option(name);
    if (option == nullptr) return options.error.keep(UPSMD_E_NOT_FOUND, fmt::format("there is no option \"{}\"", name));
    if (value == nullptr) {
        options.values.erase(std::string(option->name));
        return UPSMD_OK;
    }
    if (option->kind == SettingInfo::Kind::number) {
        const auto number = number_of(value);
        if (!number || *number < option->low || *number > option->high)
            return options.error.keep(
                UPSMD_E_INVALID, fmt::format("{}: \"{}\" has to be {}", option->name, value, setting_range(*option)));
    }
    options.values[std::string(option->name)] = value;
    return UPSMD_OK;
}

// The reader's sentence, "KEY\BatteryPacks ignored: it holds …, it has to be … (REG_SZ)", without what only a registry
// has.
std::string without_registry(std::string text) {
    const std::string key = std::string(kUpsmdKey) + "\\";
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key)) text.erase(at, key.size());
    if (const std::size_t at = text.find(" ignored:"); at != std::string::npos)
        text.erase(at, std::string_view(" ignored").size());
    if (const std::size_t at = text.find(" (REG_"); at != std::string::npos)
        text.erase(at, text.find(')', at) + 1 - at);
    return text;
}

std::string protocol_names() {
    std::string names;
    for (const Protocol* protocol : protocol_catalog())
        names += fmt::format("{}{}", names.empty() ? "" : ", ", protocol->name);
    return names;
}

// Before the reader, in a C caller's words.
Result<void> check_protocol(const std::string& name, const std::string& cable, bool has_baud) {
    const Protocol* const protocol = protocol_by_name(name);
    if (protocol == nullptr)
        return Error{ErrorCode::not_found,
                     fmt::format("Protocol: \"{}\" is not known; known: {}", name, protocol_names()), 0};
    const auto invalid = [](std::string text) { return Error{ErrorCode::invalid_argument, std::move(text), 0}; };
    if (protocol->lines_only && cable.empty()) return invalid(fmt::format("Protocol: {} needs Cable", name));
    if (!protocol->lines_only && !cable.empty())
        return invalid(fmt::format("Cable goes with Protocol simple, not with {}", name));
    if (has_baud && protocol->lines_only) return invalid(fmt::format("Baud: {} has no speed", name));
    if (has_baud && !protocol->probes.empty()) return invalid(fmt::format("Baud: {} finds the speed itself", name));
    if (cable.empty()) return {};
    const Result<Cable> parsed = parse_cable(cable);
    return parsed ? Result<void>() : invalid("Cable: " + parsed.error().message);
}

}  // namespace

Result<RegValue> OptionRegistry::get(std::string_view key, std::string_view name) {
    if (key == kUpsmdKey)
        if (const auto found = values_.find(name); found != values_.end()) return found->second;
    return Error{ErrorCode::not_found, std::string(name) + " is not set", 0};
}

Result<Choice> resolve(const std::string& port, const upsmd_options* options) {
    std::map<std::string, std::string> values;
    if (options != nullptr) values = options->values;
    const auto taken = [&values](const char* name) { return values.extract(name); };
    const auto baud = taken("Baud");
    const auto wait = taken("WaitForPort");
    std::string& protocol = values["Protocol"];
    const std::string cable = values.contains("Cable") ? values["Cable"] : std::string();
    if (protocol.empty()) protocol = cable.empty() ? "auto" : "simple";
    if (const auto fits = check_protocol(protocol, cable, !baud.empty()); !fits)
        return Error{fits.error().code, fmt::format("{}: {}", port, fits.error().message), 0};

    OptionRegistry registry;
    for (const auto& [name, value] : values) {
        const SettingInfo* const option = find_option(name);
        const bool number = option != nullptr && option->kind == SettingInfo::Kind::number;
        registry.add(name, number ? RegValue::dword(number_of(value).value_or(0)) : RegValue::sz(value));
    }
    Result<MinidriverSettings> read = read_minidriver_settings(registry);
    if (!read) return Error{read.error().code, fmt::format("{}: {}", port, without_registry(read.error().message)), 0};
    if (!read->complaints.empty())
        return Error{ErrorCode::invalid_argument,
                     fmt::format("{}: {}", port, without_registry(read->complaints.front())), 0};
    Choice choice;
    choice.protocol = read->protocol;
    choice.settings = read->session;
    if (read->cable) choice.cable = std::make_unique<Cable>(*read->cable);
    choice.settings.cable = choice.cable.get();
    if (!baud.empty()) {
        choice.own_protocol = std::make_unique<Protocol>(*choice.protocol);
        choice.own_protocol->line.baud = number_of(baud.mapped()).value_or(0);
        choice.protocol = choice.own_protocol.get();
    }
    choice.wait_for_port = !wait.empty() && wait.mapped() == "1";
    return choice;
}

}  // namespace upsmd::capi

using namespace upsmd::capi;

extern "C" {

upsmd_error upsmd_options_new(upsmd_options** options) {
    if (options == nullptr) return UPSMD_E_INVALID;
    *options = nullptr;
    return guarded(nullptr, [&] {
        *options = std::make_unique<upsmd_options>().release();
        return UPSMD_OK;
    });
}

void upsmd_options_free(upsmd_options* options) { delete options; }

upsmd_error upsmd_options_set(upsmd_options* options, const char* name, const char* value) {
    if (options == nullptr) return UPSMD_E_INVALID;
    return guarded(&options->error, [&] {
        if (name == nullptr) return options->error.keep(UPSMD_E_INVALID, "upsmd_options_set: name is NULL");
        return set(*options, name, value);
    });
}

}  // extern "C"
