#include "platform/settings_registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/catalog.h"
#include "core/ups_models.h"
#include "platform/backend.h"
#include "platform/found_line.h"
#include "platform/setting_reader.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

// CONTRACT §3.4: the low bit says that a UPS is installed; without a power-failure signal there is nothing to monitor.
constexpr std::uint32_t kPowerFailSignal = 0x02;

// A name that decides what is sent, or which line is raised: wrong is an error, not a default.
Result<std::optional<std::string>> strict_name(Registry& registry, const char* name) {
    Result<RegValue> value = registry.get(kUpsmdKey, name);
    if (!value) {
        if (value.error().code == ErrorCode::malformed)
            return Error{ErrorCode::invalid_argument, setting_place(kUpsmdKey, name) + ": " + value.error().message,
                         value.error().native};
        return std::optional<std::string>();
    }
    if (value->type != RegType::sz)
        return Error{ErrorCode::invalid_argument,
                     fmt::format("{} holds {}, it has to be a name (REG_SZ)", setting_place(kUpsmdKey, name), setting_shown(*value)), 0};
    if (value->text.empty()) return std::optional<std::string>();
    return std::optional<std::string>(std::move(value->text));
}

// The system's mask if it describes simple signalling, else 0. One without a power-failure signal does not: with it every
// reading would say "on line". A mask that is there but cannot be used is an error: without it `auto` would raise DTR,
// which is the turn-off line of the very UPS that the mask is about.
Result<std::uint32_t> signalling_mask(Registry& registry) {
    for (const char* const key : {kUpsConfigKey, kUpsKey}) {
        const Result<RegValue> value = registry.get(key, "Options");
        if (!value && value.error().code == ErrorCode::not_found) continue;
        if (!value)
            return Error{ErrorCode::invalid_argument, setting_place(key, "Options") + ": " + value.error().message,
                         value.error().native};
        if (value->type != RegType::dword)
            return Error{ErrorCode::invalid_argument,
                         fmt::format("{} holds {}, it has to be a number (REG_DWORD)", setting_place(key, "Options"), setting_shown(*value)),
                         0};
        return (value->number & kPowerFailSignal) != 0 ? value->number : 0U;
    }
    return 0U;
}

// What was chosen in Power Options or by `upsmd select`. nullptr: nothing. A model that is not ours is an error: if it has a
// contact cable, looking for another UPS would turn it off.
Result<const UpsModel*> chosen_model(SettingReader& reader) {
    const auto vendor = reader.text(kUpsConfigKey, "Vendor");
    const auto model = reader.text(kUpsConfigKey, "Model");
    if (!vendor || !model) return nullptr;
    if (const UpsModel* const found = find_ups_model(*vendor, *model)) return found;
    return Error{ErrorCode::invalid_argument,
                 fmt::format("{} is \"{}\" of \"{}\", which is not in the list of models: name the protocol in {} (\"auto\" looks for it)",
                             setting_place(kUpsConfigKey, "Model"), *model, *vendor, setting_place(kUpsmdKey, "Protocol")),
                 0};
}

// Whether the mask decides anything.
bool needs_mask(const std::optional<std::string>& protocol, const std::optional<std::string>& cable) {
    return !cable && (!protocol || *protocol == "simple" || *protocol == "auto");
}

Result<const Protocol*> read_protocol(const std::optional<std::string>& name, const std::optional<std::string>& cable,
                                      std::uint32_t mask) {
    // `auto` raises DTR, which is the kill line of most contact cables: never where one is configured.
    const bool contacts = cable || mask != 0;
    const std::string wanted = name.value_or(contacts ? "simple" : "auto");
    if (wanted == "auto" && contacts)
        return Error{ErrorCode::invalid_argument,
                     fmt::format("{} is \"auto\", but simple signalling is configured ({}): name the protocol",
                                 setting_place(kUpsmdKey, "Protocol"), cable ? "Cable" : "Options"),
                     0};
    if (const Protocol* const protocol = protocol_by_name(wanted)) return protocol;
    std::string known;
    for (const Protocol* protocol : protocol_catalog()) known += fmt::format(" {}", protocol->name);
    return Error{ErrorCode::invalid_argument,
                 fmt::format("{} holds \"{}\"; known:{}", setting_place(kUpsmdKey, "Protocol"), wanted, known), 0};
}

Result<Cable> read_cable(const std::optional<std::string>& name, std::uint32_t mask) {
    if (name) {
        Result<Cable> cable = parse_cable(*name);
        if (cable) return cable;
        return Error{ErrorCode::invalid_argument, fmt::format("{} holds {}", setting_place(kUpsmdKey, "Cable"), cable.error().message), 0};
    }
    if (mask != 0) return cable_from_options(mask);
    return Error{ErrorCode::invalid_argument,
                 fmt::format("simple signalling needs {} or an Options mask with a power-failure signal (0x02) in {}",
                             setting_place(kUpsmdKey, "Cable"), kUpsConfigKey),
                 0};
}

// "240,100,720,50": seconds at percent, at high and at low load.
void read_runtime_points(SettingReader& reader, Settings& session) {
    constexpr char kName[] = "RuntimeCalibration";
    const auto text = reader.text(kUpsmdKey, kName);
    if (!text) return;
    std::array<double, 4> numbers{};
    std::string_view rest = *text;
    bool good = true;
    for (std::size_t i = 0; i < numbers.size() && good; ++i) {
        const std::size_t end = i + 1 < numbers.size() ? rest.find(',') : rest.size();
        const auto number = end == std::string_view::npos ? std::nullopt : decimal_number(rest.substr(0, end));
        good = number.has_value();
        if (!good) break;
        numbers[i] = *number;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const auto [high_seconds, high_load, low_seconds, low_load] = numbers;
    const auto percent = [](double load) { return load >= 1 && load <= 100; };
    good = good && percent(high_load) && percent(low_load) && high_load > low_load && high_seconds >= 1 &&
           low_seconds > high_seconds && low_seconds <= 604800;
    if (!good) {
        reader.complain(kUpsmdKey, kName, RegValue::sz(*text),
                        "\"S1,P1,S2,P2\": S1 seconds at P1 percent load, more seconds at less load");
        return;
    }
    session.runtime_high_load = Settings::RuntimePoint{high_seconds, high_load};
    session.runtime_low_load = Settings::RuntimePoint{low_seconds, low_load};
}

void read_session(SettingReader& reader, Settings& session) {
    if (const auto v = reader.dword(kUpsmdKey, "PollInterval", 100, 60000))
        session.poll_interval = std::chrono::milliseconds(*v);
    const auto charge = reader.dword(kUpsmdKey, "LowBatteryCharge", 0, 99);
    if (charge && *charge != 0) session.low_battery_charge = *charge;
    const auto runtime = reader.dword(kUpsmdKey, "LowBatteryRuntime", 0, 86400);
    if (runtime && *runtime != 0) session.low_battery_runtime = *runtime;
    session.battery_packs = reader.decimal(kUpsmdKey, "BatteryPacks", 0.1, 1000);
    session.battery_voltage_low = reader.decimal(kUpsmdKey, "BatteryVoltageLow", 1, 1000);
    session.battery_voltage_high = reader.decimal(kUpsmdKey, "BatteryVoltageHigh", 1, 1000);
    if (session.battery_voltage_low && session.battery_voltage_high &&
        *session.battery_voltage_low >= *session.battery_voltage_high) {
        reader.complain(kUpsmdKey, "BatteryVoltageLow",
                        RegValue::sz(fmt::format("{}", *session.battery_voltage_low)), "below BatteryVoltageHigh");
        session.battery_voltage_low.reset();
        session.battery_voltage_high.reset();
    }
    read_runtime_points(reader, session);
    if (const auto v = reader.dword(kUpsmdKey, "ReturnDelay", 3, 9999)) session.return_delay = std::chrono::minutes(*v);
    if (const auto v = reader.dword(kUpsmdKey, "KillLineDelay", 0, 86400))
        session.kill_line_delay = std::chrono::seconds(*v);
}

// What `auto` finds decides later whether there is such a method.
void read_turn_off_method(SettingReader& reader, const Protocol& protocol, Settings& session) {
    constexpr char kName[] = "TurnOffMethod";
    const auto method = reader.text(kUpsmdKey, kName);
    if (!method) return;
    if (protocol.probes.empty() && !find_turn_off_method(protocol, *method)) {
        const std::string names = turn_off_method_names(protocol);
        reader.complain(kUpsmdKey, kName, RegValue::sz(*method),
                        names.empty() ? fmt::format("empty: {} has only one way", protocol.name) : "one of " + names);
        return;
    }
    session.turn_off_method = *method;
}

void read_remembered(SettingReader& reader, const std::string& port, Settings& session) {
    const auto text = reader.text(kUpsmdKey, kRememberedValue);
    if (!text) return;
    const Result<FoundLine> found = parse_found_line(*text, port);
    if (found) session.remembered = *found;
    else reader.complain(kUpsmdKey, kRememberedValue, RegValue::sz(*text), found.error().message);
}

// What the chosen model says, where no protocol is named; `auto` never where it has a contact cable.
Result<void> apply_chosen_model(SettingReader& reader, std::optional<std::string>& protocol, std::optional<std::string>& cable) {
    if (protocol && *protocol != "auto") return {};
    const Result<const UpsModel*> chosen = chosen_model(reader);
    if (!chosen) return protocol ? Result<void>() : chosen.error();
    const UpsModel* const model = *chosen;
    if (model == nullptr || (protocol && model->cable.empty())) return {};
    if (protocol)
        return Error{ErrorCode::invalid_argument,
                     fmt::format("{} is \"auto\", but {} names a UPS with simple signalling: name the protocol",
                                 setting_place(kUpsmdKey, "Protocol"), setting_place(kUpsConfigKey, "Model")),
                     0};
    protocol = std::string(model->cable.empty() ? model->protocol : "simple");
    if (!model->cable.empty()) cable = std::string(model->cable);
    return {};
}

}  // namespace

LogSettings read_log_settings(Registry& registry) {
    LogSettings settings;
    SettingReader reader(registry, settings.complaints);
    settings.file = reader.text(kUpsmdKey, "LogFile").value_or("");
    const auto name = reader.text(kUpsmdKey, "LogLevel");
    if (!name) return settings;
    if (const auto level = log_level_by_name(*name))
        settings.level = *level;
    else
        reader.complain(kUpsmdKey, "LogLevel", RegValue::sz(*name), "trace, debug, info, warning, error or off");
    return settings;
}

Result<MinidriverSettings> read_minidriver_settings(Registry& registry) {
    if (const auto there = registry.value_names(kUpsKey); !there) return there.error();
    MinidriverSettings settings;
    SettingReader reader(registry, settings.complaints);

    auto port = reader.text(kUpsConfigKey, "Port");
    if (!port) port = reader.text(kUpsKey, "Port");
    settings.port = port ? *port : default_port();

    auto cable_name = strict_name(registry, "Cable");
    if (!cable_name) return cable_name.error();
    auto protocol_name = strict_name(registry, "Protocol");
    if (!protocol_name) return protocol_name.error();
    const auto mask = signalling_mask(registry);
    if (!mask && needs_mask(*protocol_name, *cable_name)) return mask.error();
    const std::uint32_t options = mask ? *mask : 0U;
    if (!*cable_name && options == 0)
        if (const auto refused = apply_chosen_model(reader, *protocol_name, *cable_name); !refused) return refused.error();
    const Result<const Protocol*> protocol = read_protocol(*protocol_name, *cable_name, options);
    if (!protocol) return protocol.error();
    settings.protocol = *protocol;
    if (settings.protocol->lines_only) {
        const Result<Cable> cable = read_cable(*cable_name, options);
        if (!cable) return cable.error();
        settings.cable = *cable;
    }
    read_session(reader, settings.session);
    read_turn_off_method(reader, *settings.protocol, settings.session);
    if (!settings.protocol->probes.empty()) read_remembered(reader, settings.port, settings.session);
    return settings;
}

}  // namespace upsmd
