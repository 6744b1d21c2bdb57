#include "core/protocols/megatec_relatives.h"

#include <algorithm>
#include <array>

#include "core/protocols/megatec_identity.h"
#include "core/protocols/megatec_status.h"
#include "core/protocols/text_fields.h"

// The samples are what an Ippon Innova RT 3/1 (Q2, Q6, WA, BPS, WH) and a Salicru SPS (QI) answered; columns
// as in the public descriptions of these commands. Phases that a unit does not have are sent as 000.0.

namespace upsmd {
namespace {

using V = Variable;

constexpr std::array kQ2Numbers{
    NumberField{1, V::input_l1_n_voltage, 0, 600},
    NumberField{7, V::input_l2_n_voltage, 0, 600},
    NumberField{13, V::input_l3_n_voltage, 0, 600},
    NumberField{19, V::input_voltage_fault, 0, 600},
    NumberField{25, V::output_l1_n_voltage, 0, 600},
    NumberField{31, V::output_l2_n_voltage, 0, 600},
    NumberField{37, V::output_l3_n_voltage, 0, 600},
    NumberField{43, V::output_l1_power_percent, 0, 300},
    NumberField{47, V::output_l2_power_percent, 0, 300},
    NumberField{51, V::output_l3_power_percent, 0, 300},
    NumberField{55, V::input_frequency, 0, 99.9},
    NumberField{60, V::battery_voltage, 0, 999.9},
    NumberField{66, V::ups_temperature, -50, 150},
    NumberField{80, V::battery_runtime, 0, 99999, Outside::value, 60},  // in minutes
    NumberField{87, V::battery_charge, 0, 100},
};
constexpr TextLayout kQ2{
    "(226.6 224.3 228.0 226.6 229.9 000.0 000.0 000 000 000 49.9 327.6 18.0 00000000 999.24 100 "
    "02 00 00 00 00 00000000 11",
    kQ2Numbers};
static_assert(layout_is_sound(kQ2));
// Some units (Santak 3C3) end after the flags.
constexpr std::size_t kQ2Flags = field_index(kQ2.sample, 71);
constexpr std::size_t kQ2ShortFields = kQ2Flags + 1;

constexpr std::array kQ6Numbers{
    NumberField{1, V::input_l1_n_voltage, 0, 600},
    NumberField{7, V::input_l2_n_voltage, 0, 600},
    NumberField{13, V::input_l3_n_voltage, 0, 600},
    NumberField{19, V::input_frequency, 0, 99.9},
    NumberField{24, V::output_l1_n_voltage, 0, 600},
    NumberField{30, V::output_l2_n_voltage, 0, 600},
    NumberField{36, V::output_l3_n_voltage, 0, 600},
    NumberField{42, V::output_frequency, 0, 99.9},
    NumberField{47, V::output_l1_power_percent, 0, 300},
    NumberField{51, V::output_l2_power_percent, 0, 300},
    NumberField{55, V::output_l3_power_percent, 0, 300},
    NumberField{59, V::battery_voltage, 0, 999.9},  // of the positive string; the negative one follows at 65
    NumberField{71, V::ups_temperature, -50, 150},
    NumberField{76, V::battery_runtime, 0, 99999},  // in seconds
    NumberField{82, V::battery_charge, 0, 100},
};
constexpr TextLayout kQ6{
    "(227.0 225.6 230.0 50.0 229.9 000.0 000.0 49.9 007 000 000 327.8 000.0 23.0 06932 100 32 "
    "00000000 00000000 11",
    kQ6Numbers};
static_assert(layout_is_sound(kQ6));
// Eight digits each, of unknown meaning; other commands' replies have none there.
constexpr std::size_t kQ6Faults = field_index(kQ6.sample, 89);
constexpr std::size_t kQ6Warnings = field_index(kQ6.sample, 98);

constexpr std::array kWaNumbers{
    NumberField{1, V::output_l1_realpower, 0, 9999, Outside::value, 1000},  // kW
    NumberField{7, V::output_l2_realpower, 0, 9999, Outside::value, 1000},
    NumberField{13, V::output_l3_realpower, 0, 9999, Outside::value, 1000},
    NumberField{19, V::output_l1_power, 0, 9999, Outside::value, 1000},  // kVA
    NumberField{25, V::output_l2_power, 0, 9999, Outside::value, 1000},
    NumberField{31, V::output_l3_power, 0, 9999, Outside::value, 1000},
    NumberField{37, V::ups_realpower, 0, 9999, Outside::value, 1000},
    NumberField{43, V::ups_power, 0, 9999, Outside::value, 1000},
    NumberField{49, V::output_l1_current, 0, 9999},
    NumberField{55, V::output_l2_current, 0, 9999},
    NumberField{61, V::output_l3_current, 0, 9999},
    NumberField{67, V::ups_load, 0, 300},
};
constexpr TextLayout kWa{"(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 00000000",
                         kWaNumbers};
static_assert(layout_is_sound(kWa));
constexpr std::size_t kWaFlags = field_index(kWa.sample, 71);

constexpr std::array kBpsNumbers{
    NumberField{1, V::input_bypass_l1_n_voltage, 0, 600},
    NumberField{7, V::input_bypass_l2_n_voltage, 0, 600},
    NumberField{13, V::input_bypass_l3_n_voltage, 0, 600},
    NumberField{19, V::input_bypass_frequency, 0, 99.9},
};
constexpr TextLayout kBps{"(230.4 000.0 000.0 49.9", kBpsNumbers};
static_assert(layout_is_sound(kBps));

constexpr std::array kQiNumbers{
    NumberField{1, V::battery_charge, 0, 100, Outside::reply},
    NumberField{5, V::battery_runtime, 0, 99999},  // in seconds
    NumberField{11, V::input_frequency, 0, 99.9, Outside::reply},
    NumberField{16, V::output_current, 0, 999.9},
    NumberField{22, V::input_transfer_low, 0, 600},
    NumberField{26, V::input_transfer_high, 0, 600},
};
constexpr TextLayout kQi{"(099 02920 50.1 000.0 169 279 0 0000010000102000", kQiNumbers};
static_assert(layout_is_sound(kQi));
constexpr std::size_t kQiTail = field_index(kQi.sample, 32);

bool is_positive(const Decoded& out, Variable variable) {
    return number_in(out, variable).value_or(0) > 0;
}

// Splits a '(' reply of at least `least` fields and reads its numbers. nullopt: ready for more.
std::optional<Verdict> read_layout(const TextLayout& layout, Bytes reply, std::string_view command,
                                   std::size_t least, TextFields& fields, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, command)) return refusal;
    const auto body = after_last_lead(text, layout.lead(), '#', command);
    if (!body || !fields.split(*body, layout.body()) || fields.size() < least) return Verdict::rejected;
    if (!decode_numbers(layout, fields, out)) return Verdict::rejected;
    return std::nullopt;
}

// A unit with one phase has its plain value too. Returns whether it is such a unit.
bool set_single_phase(Decoded& out, Variable l1, Variable l2, Variable l3, Variable plain) {
    const bool single = is_positive(out, l1) && !is_positive(out, l2) && !is_positive(out, l3);
    if (single) out.set(plain, *out.find(l1));
    return single;
}

// What Q2 and Q6 have in common. Nonsense: no voltage anywhere.
Verdict finish_phases(Decoded& out) {
    set_single_phase(out, V::input_l1_n_voltage, V::input_l2_n_voltage, V::input_l3_n_voltage,
                     V::input_voltage);
    const bool single = set_single_phase(out, V::output_l1_n_voltage, V::output_l2_n_voltage,
                                         V::output_l3_n_voltage, V::output_voltage);
    if (single) out.set(V::ups_load, *out.find(V::output_l1_power_percent));
    const std::array volts{V::input_l1_n_voltage,  V::input_l2_n_voltage,  V::input_l3_n_voltage,
                           V::output_l1_n_voltage, V::output_l2_n_voltage, V::output_l3_n_voltage,
                           V::battery_voltage};
    const bool anything =
        std::any_of(volts.begin(), volts.end(), [&](Variable v) { return is_positive(out, v); });
    return anything ? Verdict::ok : Verdict::rejected;
}

}  // namespace

Verdict decode_megatec_q2(Bytes reply, Decoded& out) {
    TextFields fields;
    if (const auto verdict = read_layout(kQ2, reply, "Q2", kQ2ShortFields, fields, out)) return *verdict;
    const bool short_form = fields.size() == kQ2ShortFields;
    if (!megatec_flag_bits(fields[kQ2Flags]) || (!short_form && fields.size() < field_count(kQ2.sample)))
        return Verdict::rejected;
    return finish_phases(out);
}

Verdict decode_megatec_q6(Bytes reply, Decoded& out) {
    TextFields fields;
    if (const auto verdict = read_layout(kQ6, reply, "Q6", field_count(kQ6.sample), fields, out))
        return *verdict;
    constexpr std::size_t kDigits = 8;
    for (const std::size_t each : {kQ6Faults, kQ6Warnings})
        if (fields[each].size() != kDigits || !all_digits(fields[each])) return Verdict::rejected;
    return finish_phases(out);
}

Verdict decode_megatec_wa(Bytes reply, Decoded& out) {
    TextFields fields;
    if (const auto verdict = read_layout(kWa, reply, "WA", field_count(kWa.sample), fields, out))
        return *verdict;
    return megatec_flag_bits(fields[kWaFlags]) ? Verdict::ok : Verdict::rejected;
}

Verdict decode_megatec_bps(Bytes reply, Decoded& out) {
    TextFields fields;
    if (const auto verdict = read_layout(kBps, reply, "BPS", field_count(kBps.sample), fields, out))
        return *verdict;
    if (fields.size() > field_count(kBps.sample)) return Verdict::rejected;
    set_single_phase(out, V::input_bypass_l1_n_voltage, V::input_bypass_l2_n_voltage,
                     V::input_bypass_l3_n_voltage, V::input_bypass_voltage);
    return Verdict::ok;
}

Verdict decode_megatec_qi(Bytes reply, Decoded& out) {
    TextFields fields;
    if (const auto verdict = read_layout(kQi, reply, "QI", field_count(kQi.sample), fields, out))
        return *verdict;
    const std::string_view tail = fields[kQiTail];
    constexpr std::size_t kTailDigits = 16;
    return tail.size() == kTailDigits && all_digits(tail) ? Verdict::ok : Verdict::rejected;
}

}  // namespace upsmd
