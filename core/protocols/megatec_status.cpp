#include "core/protocols/megatec_status.h"

#include <array>

#include "core/protocols/text_fields.h"

// Q1, as the vendor's protocol description (versions 2.7 and 2.8) has it:
//
//             1         2         3         4
//   0123456789012345678901234567890123456789012345
//   (208.4 140.0 208.4 034 59.9 2.05 35.0 00110000
//    input fault output load Hz  V    °C   b7 .. b0
//
//   b7 utility failed          b3 1 = off-line or line-interactive type, 0 = on-line type
//   b6 battery low             b2 test running
//   b5 bypass, boost or buck   b1 shutdown running
//   b4 UPS failed              b0 beeper on

namespace upsmd {
namespace {

using V = Variable;

// Every mains voltage and what it may rise to; beyond it the board is not measuring.
constexpr double kMostVolts = 600;
// Under this an input voltage is none: an open input picks up some tens of volts.
constexpr double kLeastMainsVolts = 50;

constexpr std::array kNumbers{
    //          column variable                low  high        a number outside refuses
    NumberField{1, V::input_voltage, 0, kMostVolts, Outside::reply},
    NumberField{7, V::input_voltage_fault, 0, kMostVolts},
    NumberField{13, V::output_voltage, 0, kMostVolts, Outside::reply},
    NumberField{19, V::ups_load, 0, 300},
    NumberField{23, V::input_frequency, 0, 99.9, Outside::reply},
    NumberField{28, V::battery_voltage, 0, 999.9, Outside::reply},
    NumberField{33, V::ups_temperature, -50, 150},
};
constexpr TextLayout kLayout{"(208.4 140.0 208.4 034 59.9 2.05 35.0 00110000", kNumbers};
static_assert(layout_is_sound(kLayout));
constexpr std::size_t kFlagsField = field_index(kLayout.sample, 38);
static_assert(kFlagsField == kNumbers.size() && field_count(kLayout.sample) == kNumbers.size() + 1);

constexpr bool bit(std::uint8_t bits, int number) {
    return ((bits >> number) & 1U) != 0;
}

// Splits the reply. One that has lost its '(' must begin with a whole number or dashes of full width: a
// shorter field has lost digits too.
bool split_status(std::string_view text, std::string_view command, TextFields& fields) {
    if (const auto body = after_last_lead(text, '(', '#', command))
        return fields.split(*body, kLayout.body());
    if (text.find_first_of("(#") != std::string_view::npos || !fields.split(text, kLayout.body()))
        return false;
    constexpr std::size_t kWidth = 5;
    return fields[0].size() >= kWidth && parse_number(fields[0]).kind != TextNumber::Kind::damaged;
}

// b5: which of bypass, trim and boost it is, shows in the voltages. Without both, or with a ratio that fits
// none, the bit says nothing.
void set_regulation(const Decoded& out, StatusFlags& flags) {
    const auto input = number_in(out, V::input_voltage);
    const auto output = number_in(out, V::output_voltage);
    if (!input || !output || *input <= 0) return;
    const double ratio = *output / *input;
    if (ratio < 0.5 || ratio >= 1.5) return;
    flags.set(ratio < 0.95 ? StatusFlag::trim : ratio < 1.05 ? StatusFlag::bypass : StatusFlag::boost);
}

}  // namespace

void set_megatec_flags(std::uint8_t bits, Decoded& out) {
    const bool on_battery = bit(bits, 7);
    const bool testing = bit(bits, 2);
    const bool shutting_down = bit(bits, 1);
    StatusFlags flags;
    flags.set(on_battery ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::lb, bit(bits, 6));
    if (bit(bits, 5) && !on_battery && !testing && !shutting_down) set_regulation(out, flags);
    // Every test of these units runs on the battery, which NUT calls a calibration; TEST is the plain word
    // for it.
    flags.set(StatusFlag::cal, testing);
    flags.set(StatusFlag::test, testing);
    flags.set(StatusFlag::fsd, shutting_down);
    if (bit(bits, 4)) {
        flags.set(StatusFlag::alarm);
        out.text(V::ups_alarm, "UPS failed");
    } else {
        out.absent(V::ups_alarm);
    }
    out.text(V::ups_type, bit(bits, 3) ? "offline / line interactive" : "online");
    out.text(V::ups_beeper_status, bit(bits, 0) ? "enabled" : "disabled");
    out.status = flags;
}

std::optional<std::uint8_t> megatec_flag_bits(std::string_view field) {
    if (!field.empty() && field.front() == 'b') field.remove_prefix(1);
    if (field.size() != 8) return std::nullopt;
    unsigned bits = 0;
    for (const char c : field) {
        if (c != '0' && c != '1') return std::nullopt;
        bits = bits << 1U | (c == '1' ? 1U : 0U);
    }
    return static_cast<std::uint8_t>(bits);
}

bool megatec_is_plausible(const Decoded& out, bool on_battery) {
    const auto input = number_in(out, V::input_voltage);
    const bool anything = input.value_or(0) > 0 || number_in(out, V::output_voltage).value_or(0) > 0 ||
                          number_in(out, V::battery_voltage).value_or(0) > 0;
    return anything && (on_battery || !input || *input >= kLeastMainsVolts);
}

MegatecLine read_megatec_line(Bytes reply, std::string_view command, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, command)) return {*refusal};
    TextFields fields;
    if (!split_status(text, command, fields)) return {Verdict::rejected};
    const auto bits = megatec_flag_bits(fields[kFlagsField]);
    if (!bits || !decode_numbers(kLayout, fields, out)) return {Verdict::rejected};
    if (!megatec_is_plausible(out, bit(*bits, 7))) return {Verdict::rejected};
    return {Verdict::ok, *bits};
}

Verdict decode_megatec_status(Bytes reply, std::string_view command, Decoded& out) {
    const MegatecLine line = read_megatec_line(reply, command, out);
    if (line.verdict == Verdict::ok) set_megatec_flags(line.bits, out);
    return line.verdict;
}

}  // namespace upsmd
