#include "platform/ups_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/catalog.h"
#include "platform/option_registry.h"
#include "platform/reg_data.h"
#include "platform/setting_table.h"
#include "platform/settings_registry.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

// Of the settings' table, those that say how one UPS is spoken to.
constexpr std::array<std::string_view, 12> kNames{
    "Protocol",           "Cable",        "PollInterval",      "LowBatteryCharge",
    "LowBatteryRuntime",  "BatteryPacks", "BatteryVoltageLow", "BatteryVoltageHigh",
    "RuntimeCalibration", "ReturnDelay",  "TurnOffMethod",     "KillLineDelay"};

// Our own.
constexpr SettingInfo kBaud{"Baud", false, SettingInfo::Kind::number, 300, 115200, "", "", "", ""};

// Lower case, letters and digits only.
std::string plain(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
        else if (c != '_' && c != '-' && c != '.' && c != ' ') out += c;
    }
    return out;
}

std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return number;
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

// Before the reader, in words that need no registry.
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

std::vector<const SettingInfo*> ups_option_table() {
    std::vector<const SettingInfo*> table;
    for (const std::string_view name : kNames) table.push_back(find_setting(name));
    table.push_back(&kBaud);
    return table;
}

const SettingInfo* find_ups_option(std::string_view name) {
    for (const SettingInfo* option : ups_option_table())
        if (plain(option->name) == plain(name)) return option;
    return nullptr;
}

Result<void> check_ups_option(const SettingInfo& option, const std::string& value) {
    if (option.kind != SettingInfo::Kind::number) return {};
    const auto number = number_of(value);
    if (number && *number >= option.low && *number <= option.high) return {};
    return Error{ErrorCode::invalid_argument,
                 fmt::format("{}: \"{}\" has to be {}", option.name, value, setting_range(option)), 0};
}

Result<RegValue> OptionRegistry::get(std::string_view key, std::string_view name) {
    if (key == kUpsmdKey)
        if (const auto found = values_.find(name); found != values_.end()) return found->second;
    return Error{ErrorCode::not_found, std::string(name) + " is not set", 0};
}

Result<UpsChoice> resolve_ups_options(const std::string& where, UpsOptions values) {
    const auto baud = values.extract("Baud");
    std::string& protocol = values["Protocol"];
    const std::string cable = values.contains("Cable") ? values["Cable"] : std::string();
    if (protocol.empty()) protocol = cable.empty() ? "auto" : "simple";
    const auto failed = [&where](const Error& error, const std::string& text) {
        return Error{error.code, fmt::format("{}: {}", where, text), 0};
    };
    if (const auto fits = check_protocol(protocol, cable, !baud.empty()); !fits)
        return failed(fits.error(), fits.error().message);

    OptionRegistry registry;
    for (const auto& [name, value] : values) {
        const SettingInfo* const option = find_ups_option(name);
        const bool number = option != nullptr && option->kind == SettingInfo::Kind::number;
        registry.add(name, number ? RegValue::dword(number_of(value).value_or(0)) : RegValue::sz(value));
    }
    Result<MinidriverSettings> read = read_minidriver_settings(registry);
    if (!read) return failed(read.error(), without_registry(read.error().message));
    if (!read->complaints.empty())
        return failed({ErrorCode::invalid_argument, {}, 0}, without_registry(read->complaints.front()));
    UpsChoice choice;
    choice.protocol = read->protocol;
    choice.settings = read->session;
    if (read->cable) choice.cable = std::make_unique<Cable>(*read->cable);
    choice.settings.cable = choice.cable.get();
    if (!baud.empty()) {
        choice.own_protocol = std::make_unique<Protocol>(*choice.protocol);
        choice.own_protocol->line.baud = number_of(baud.mapped()).value_or(0);
        choice.protocol = choice.own_protocol.get();
    }
    return choice;
}

}  // namespace upsmd
