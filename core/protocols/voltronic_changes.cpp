#include "core/protocols/voltronic_changes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/protocols/voltronic_controls.h"

namespace upsmd {
namespace {

using V = Variable;

struct Option {
    Variable variable;
    char letter;
};
constexpr std::array kOptions{
    Option{V::battery_energysave, 'G'}, Option{V::battery_protection, 'S'}, Option{V::outlet_0_switchable, 'J'},
    Option{V::ups_start_auto, 'R'},     Option{V::ups_start_battery, 'C'},
};

struct Span {
    double low;
    double high;
};
// From the nominal value; units for 200 V and more, and for less.
struct EcoLimits {
    Span volts_high, volts_low;
    Span hertz_high, hertz_low;
};
// PI01 and PI09; PI02, 03, 10, 13, 14 and 99.
constexpr EcoLimits kWide200{{7, 24}, {-24, -7}, {3, 10}, {-10, -3}};
constexpr EcoLimits kWide100{{3, 12}, {-12, -3}, {3, 10}, {-10, -3}};
constexpr EcoLimits kNarrow200{{11, 24}, {-24, -11}, {2, 4}, {-4, -2}};
constexpr EcoLimits kNarrow100{{5, 12}, {-12, -5}, {2, 4}, {-4, -2}};
constexpr double kHighVoltage = 200;

Error cannot(const SettingRow& row, std::string_view why) {
    return {ErrorCode::unsupported, std::string(variable_name(row.variable)) + ": " + std::string(why), 0};
}

const EcoLimits* limits_of(std::string_view protocol, double volts) {
    constexpr std::array<std::string_view, 2> kWide{"P01", "P09"};
    constexpr std::array<std::string_view, 6> kNarrow{"P02", "P03", "P10", "P13", "P14", "P99"};
    if (std::find(kWide.begin(), kWide.end(), protocol) != kWide.end())
        return volts >= kHighVoltage ? &kWide200 : &kWide100;
    if (std::find(kNarrow.begin(), kNarrow.end(), protocol) != kNarrow.end())
        return volts >= kHighVoltage ? &kNarrow200 : &kNarrow100;
    return nullptr;
}

SettingChoices range(double low, double high, double step = 1) {
    SettingChoices choices;
    choices.kind = SettingChoices::Kind::range;
    choices.low = low;
    choices.high = high;
    choices.step = step;
    return choices;
}

std::string digits(double number, std::size_t width) {
    std::string text = std::to_string(std::lround(number));
    return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace

Result<SettingChoices> voltronic_option_choices(const SettingRow& row, const SettingUnit& unit) {
    if (!unit.reading.get(row.variable).present()) return cannot(row, "this unit does not have the option (QFLAG)");
    SettingChoices choices;
    for (const std::string_view word : {"yes", "no"}) choices.values.push_back(Value::text(word));
    return choices;
}

Result<Script> voltronic_set_option(const SettingRow& row, const Value& wanted, const SettingUnit&) {
    const auto* const option =
        std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& each) { return each.variable == row.variable; });
    return voltronic_order(std::string(wanted.as_text() == "yes" ? "PE" : "PD") + option->letter);
}

Result<SettingChoices> voltronic_eco_choices(const SettingRow& row, const SettingUnit& unit) {
    const auto volts = unit.reading.number(V::output_voltage_nominal);
    const auto hertz = unit.reading.number(V::output_frequency_nominal);
    const EcoLimits* const limits =
        limits_of(unit.reading.get(V::ups_firmware_aux).as_text(), volts.value_or(0));
    if (!volts || !hertz || limits == nullptr) return cannot(row, "the range of this unit is not known");
    const auto around = [](double nominal, Span span, double step) { return range(nominal + span.low, nominal + span.high, step); };
    switch (row.variable) {
        case V::input_transfer_high: return around(*volts, limits->volts_high, 1);
        case V::input_transfer_low: return around(*volts, limits->volts_low, 1);
        case V::input_frequency_high: return around(*hertz, limits->hertz_high, 0.1);
        default: return around(*hertz, limits->hertz_low, 0.1);
    }
}

Result<Script> voltronic_set_eco(const SettingRow& row, const Value& wanted, const SettingUnit&) {
    const double number = wanted.as_number();
    const std::string tenths = digits(number * 10, 3);
    const std::string hertz = tenths.substr(0, 2) + "." + tenths.substr(2);
    switch (row.variable) {
        case V::input_transfer_high: return voltronic_order("HEH" + digits(number, 3));
        case V::input_transfer_low: return voltronic_order("HEL" + digits(number, 3));
        case V::input_frequency_high: return voltronic_order("FREH" + hertz);
        default: return voltronic_order("FREL" + hertz);
    }
}

Result<SettingChoices> voltronic_battery_low_choices(const SettingRow& row, const SettingUnit& unit) {
    constexpr double kSmall = 1000;  // VA
    const auto volts = unit.reading.number(V::output_voltage_nominal);
    const auto amperes = unit.reading.number(V::output_current_nominal);
    if (!volts || !amperes) return cannot(row, "the UPS has not told its ratings (QRI), on which the range depends");
    return range(20, *volts * *amperes < kSmall ? 24 : 28);
}

Result<Script> voltronic_set_battery_low(const SettingRow&, const Value& wanted, const SettingUnit&) {
    return voltronic_order("W0E" + digits(wanted.as_number(), 2));
}

Result<SettingChoices> voltronic_packs_choices(const SettingRow&, const SettingUnit&) { return range(1, 99); }

Result<Script> voltronic_set_packs(const SettingRow&, const Value& wanted, const SettingUnit&) {
    return voltronic_order("BATGN" + digits(wanted.as_number(), 2));
}

}  // namespace upsmd
