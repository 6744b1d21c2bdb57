#include "core/protocols/voltronic_settings.h"

#include <algorithm>
#include <array>

#include "core/protocols/voltronic_reply.h"

// QHE (242 218   QFRE (53.0 47.0   QBYV (264 170   highest and lowest, of ECO mode and of the bypass
// QLDL (021 034  least and most load in percent    RE0 #20  V    QSK1 (1  on    QSKT1 (008  minutes
// Q3PV, Q3OV, Q3YV: (230.1 229.8 231.0 398.0 398.3 399.1  L1 L2 L3, then between them (units with two phases: three)
// Q3PC, Q3OC, Q3LD: (012 011 013  L1 L2 L3

namespace upsmd {
namespace {

using V = Variable;

constexpr double kMostVolts = 600;

constexpr std::array kEcoVolts{
    NumberField{1, V::input_transfer_high, 0, kMostVolts, Outside::reply},
    NumberField{5, V::input_transfer_low, 0, kMostVolts, Outside::reply},
};
constexpr TextLayout kEcoVoltage{"(242 218", kEcoVolts};
constexpr std::array kEcoHertz{
    NumberField{1, V::input_frequency_high, 40, 99.9, Outside::reply},
    NumberField{6, V::input_frequency_low, 0, 70, Outside::reply},
};
constexpr TextLayout kEcoFrequency{"(53.0 47.0", kEcoHertz};
constexpr std::array kBypassLimits{
    NumberField{1, V::input_transfer_bypass_high, 0, kMostVolts, Outside::reply},
    NumberField{5, V::input_transfer_bypass_low, 0, kMostVolts, Outside::reply},
};
constexpr TextLayout kBypassVoltage{"(264 170", kBypassLimits};
constexpr std::array kLoads{
    NumberField{1, V::output_power_minimum_percent, 0, 300},
    NumberField{5, V::output_power_maximum_percent, 0, 300},
};
constexpr TextLayout kLoadExtremes{"(021 034", kLoads};
static_assert(layout_is_sound(kEcoVoltage) && layout_is_sound(kEcoFrequency) && layout_is_sound(kBypassVoltage) &&
              layout_is_sound(kLoadExtremes));

constexpr std::string_view kSixVolts = "(230.1 229.8 231.0 398.0 398.3 399.1";
constexpr std::string_view kThreeNumbers = "(012 011 013";
constexpr std::size_t kPhases = 3;

template <V l1, V l2, V l3>
constexpr std::array kVolts{NumberField{1, l1, 0, kMostVolts}, NumberField{7, l2, 0, kMostVolts},
                            NumberField{13, l3, 0, kMostVolts}};
template <V l1, V l2, V l3>
constexpr std::array kNumbers{NumberField{1, l1, 0, 9999}, NumberField{5, l2, 0, 9999}, NumberField{9, l3, 0, 9999}};

template <V l1, V l2, V l3>
Verdict decode_volts(Bytes reply, std::string_view command, Decoded& out) {
    static constexpr TextLayout kLayout{kSixVolts, kVolts<l1, l2, l3>};
    static_assert(layout_is_sound(kLayout));
    TextFields fields;
    if (const auto verdict =
            voltronic_fields(kLayout, reply, command, kPhases, field_count(kSixVolts), fields, out))
        return *verdict;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].find_first_not_of("0123456789.-") != std::string_view::npos) return Verdict::rejected;
    return fields.size() == kPhases || fields.size() == field_count(kSixVolts) ? Verdict::ok : Verdict::rejected;
}

template <V l1, V l2, V l3>
Verdict decode_three(Bytes reply, std::string_view command, Decoded& out) {
    static constexpr TextLayout kLayout{kThreeNumbers, kNumbers<l1, l2, l3>};
    static_assert(layout_is_sound(kLayout));
    return voltronic_numbers(kLayout, reply, command, out);
}

struct Option {
    char letter;
    Variable variable;
};
constexpr std::array kOptions{
    Option{'g', V::battery_energysave},
    Option{'s', V::battery_protection},
    Option{'j', V::outlet_0_switchable},
    Option{'r', V::ups_start_auto},
    Option{'c', V::ups_start_battery},
};

bool are_options(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool has(std::string_view text, char letter) { return text.find(letter) != std::string_view::npos; }

}  // namespace

std::optional<bool> VoltronicOptions::state(char letter) const {
    if (has(enabled, letter)) return true;
    if (has(disabled, letter)) return false;
    return std::nullopt;
}

std::optional<VoltronicOptions> read_voltronic_options(std::string_view body) {
    const std::size_t split = body.find('D');
    if (!body.starts_with('E') || split == std::string_view::npos) return std::nullopt;
    const VoltronicOptions options{body.substr(1, split - 1), body.substr(split + 1)};
    if (!are_options(options.enabled) || !are_options(options.disabled)) return std::nullopt;
    if (options.enabled.empty() && options.disabled.empty()) return std::nullopt;
    for (const char letter : options.enabled)
        if (has(options.disabled, letter)) return std::nullopt;
    return options;
}

Verdict decode_voltronic_options(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, "QFLAG", body)) return *verdict;
    const auto options = read_voltronic_options(body);
    if (!options) return Verdict::rejected;
    for (const Option& option : kOptions) {
        if (const auto state = options->state(option.letter))
            out.text(option.variable, *state ? "yes" : "no");
        else
            out.absent(option.variable);
    }
    // An enabled beeper may still be muted: that is QGS's to say.
    if (options->state('a') == false) out.text(V::ups_beeper_status, "disabled");
    return Verdict::ok;
}

Verdict decode_voltronic_eco_voltage(Bytes reply, Decoded& out) {
    return voltronic_numbers(kEcoVoltage, reply, "QHE", out);
}
Verdict decode_voltronic_eco_frequency(Bytes reply, Decoded& out) {
    return voltronic_numbers(kEcoFrequency, reply, "QFRE", out);
}
Verdict decode_voltronic_bypass_voltage(Bytes reply, Decoded& out) {
    return voltronic_numbers(kBypassVoltage, reply, "QBYV", out);
}
Verdict decode_voltronic_load_extremes(Bytes reply, Decoded& out) {
    return voltronic_numbers(kLoadExtremes, reply, "QLDL", out);
}

Verdict decode_voltronic_battery_low(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "RE0")) return *refusal;
    const auto body = after_last_lead(text, '#', '(', "RE0");
    if (!body || !all_digits(trimmed(*body)) || trimmed(*body).size() != 2) return Verdict::rejected;
    out.number(V::battery_voltage_low, parse_number(*body).value, 0);
    return Verdict::ok;
}

Verdict decode_voltronic_input_volts(Bytes reply, Decoded& out) {
    return decode_volts<V::input_l1_n_voltage, V::input_l2_n_voltage, V::input_l3_n_voltage>(reply, "Q3PV", out);
}
Verdict decode_voltronic_output_volts(Bytes reply, Decoded& out) {
    return decode_volts<V::output_l1_n_voltage, V::output_l2_n_voltage, V::output_l3_n_voltage>(reply, "Q3OV", out);
}
Verdict decode_voltronic_bypass_volts(Bytes reply, Decoded& out) {
    return decode_volts<V::input_bypass_l1_n_voltage, V::input_bypass_l2_n_voltage, V::input_bypass_l3_n_voltage>(
        reply, "Q3YV", out);
}
Verdict decode_voltronic_input_amperes(Bytes reply, Decoded& out) {
    return decode_three<V::input_l1_current, V::input_l2_current, V::input_l3_current>(reply, "Q3PC", out);
}
Verdict decode_voltronic_output_amperes(Bytes reply, Decoded& out) {
    return decode_three<V::output_l1_current, V::output_l2_current, V::output_l3_current>(reply, "Q3OC", out);
}
Verdict decode_voltronic_phase_loads(Bytes reply, Decoded& out) {
    return decode_three<V::output_l1_power_percent, V::output_l2_power_percent, V::output_l3_power_percent>(
        reply, "Q3LD", out);
}

Verdict decode_voltronic_outlet(Bytes reply, std::string_view command, Variable status, Variable switchable, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, command, body)) return *verdict;
    if (body != "0" && body != "1") return Verdict::rejected;
    out.text(status, body == "1" ? "on" : "off");
    out.text(switchable, "yes");
    return Verdict::ok;
}

Verdict decode_voltronic_outlet_delay(Bytes reply, std::string_view command, Variable variable, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, command, body)) return *verdict;
    if (body.size() != 3 || !all_digits(body)) return Verdict::rejected;
    out.number(variable, parse_number(body).value * 60, 0);
    return Verdict::ok;
}

}  // namespace upsmd
