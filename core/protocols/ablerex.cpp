#include "core/protocols/ablerex.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/protocols/megatec_table.h"

// Ablerex: Megatec's line, Q1, F, I and controls, and three queries whose replies are not lines.
//
// Status, Q1: b4 is a battery to replace; b5 of an on-line unit (b3 = 0) is plainly bypass; an output below 50 V is
// off.
// F: ratings of the OUTPUT.     Q5: '(' and 20 bytes and CR, words with the high byte first:
//    1 output frequency / 10    7 battery, volts x 100 of one 12 V block (0: not known)    9 where it cuts off
//   13 error code, 0: none     15 output current / 10
// At: '(' and 4 bytes, seconds left.   TR: '#' and 4 characters, the last test's result in the unit's own word.
//
//   > F    < #230.0 004 024.0 50.0
//   > Q5   < 28 02 57 00 00 00 00 05 5A 03 C0 00 00 00 00 00 02 00 00 00 00 0D    59.9 Hz, 27.40 V, low 19.20 V, 0.2 A
//   > At   < 28 00 00 04 B0 0D                                                    1200 s
//   > TR   < #PASS
//   > Q1   < (236.5 185.0 236.5 003 50.0 27.4 30.0 00011001                       ALARM OL RB
//
// Bytes of Q5 and At may be CR: they are cut by count. At and TR might be taken for a test by other boards: only a unit
// that has answered Q5 is asked. load.off is left out: the unit's own word for it comes back with the mains.
//
// Destructive: S..., C..., T, TL, T<nn>, T.<n>, Q.

namespace upsmd {
namespace {

using V = Variable;

// What is kept: the battery's nominal voltage in tenths, high byte first; whether Q5 has been answered, and with a
// voltage.
constexpr std::size_t kNominalAt = 0;
constexpr std::size_t kAnsweredAt = 2;
constexpr std::size_t kVoltsAt = 3;
constexpr std::size_t kMemory = 4;

constexpr double kBlockVolts = 12;
constexpr double kCellVolts = 2;
constexpr double kMostCellVolts = 3;

std::optional<double> kept_nominal(std::span<const std::uint8_t> memory) {
    if (memory.size() < kMemory) return std::nullopt;
    const int tenths = memory[kNominalAt] * 256 + memory[kNominalAt + 1];
    return tenths > 0 ? std::optional<double>(tenths / 10.0) : std::nullopt;
}
bool has_answered(std::span<const std::uint8_t> memory) { return memory.size() >= kMemory && memory[kAnsweredAt] != 0; }

// Points of the vendor's table, volts and percent; straight in between.
struct ChargePoint {
    double volts;
    double charge;
};
constexpr std::array kCell{ChargePoint{1.67, 0},  ChargePoint{1.73, 10}, ChargePoint{1.82, 25},
                           ChargePoint{1.89, 38}, ChargePoint{2.00, 55}, ChargePoint{2.05, 65},
                           ChargePoint{2.13, 77}, ChargePoint{2.21, 90}, ChargePoint{2.22, 100}};
constexpr std::array kBlock{ChargePoint{10.1, 0},  ChargePoint{10.5, 13}, ChargePoint{11.0, 27},
                            ChargePoint{11.5, 41}, ChargePoint{12.0, 55}, ChargePoint{12.5, 69},
                            ChargePoint{12.9, 80}, ChargePoint{13.3, 90}, ChargePoint{13.5, 100}};

double charge_at(double volts, std::span<const ChargePoint> points) {
    if (volts <= points.front().volts) return points.front().charge;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const ChargePoint& from = points[i - 1];
        const ChargePoint& to = points[i];
        if (volts <= to.volts)
            return from.charge + (to.charge - from.charge) * (volts - from.volts) / (to.volts - from.volts);
    }
    return points.back().charge;
}

// Q1's voltage is a cell's or the string's; where Q5 tells the string's more exactly, only the charge is taken from it.
void set_battery(Decoded& out) {
    const Value volts = *out.find(V::battery_voltage);
    const auto nominal = kept_nominal(out.memory);
    out.absent(V::battery_charge);
    if (!volts.present()) return;
    const double reported = volts.as_number();
    if (reported > 0 && reported < kMostCellVolts)
        out.number(V::battery_charge, std::round(charge_at(reported, kCell)), 0);
    else if (reported > 0 && nominal)
        out.number(V::battery_charge, std::round(charge_at(reported * kBlockVolts / *nominal, kBlock)), 0);
    if (nominal && reported <= kMostCellVolts)
        out.number(V::battery_voltage, reported * *nominal / kCellVolts, volts.decimals());
}

Verdict status(Bytes reply, Decoded& out) {
    constexpr unsigned kRegulation = 1U << 5;
    constexpr unsigned kBattery = 1U << 4;
    constexpr unsigned kOffLine = 1U << 3;
    constexpr unsigned kMeaningless = 1U << 7 | 1U << 2 | 1U << 1;  // on battery, test, shutdown: b5 says nothing
    constexpr double kLeastOutput = 50;
    Decoded line;
    line.memory = out.memory;
    const MegatecLine read = read_megatec_line(reply, "Q1", line);
    if (read.verdict != Verdict::ok) return read.verdict;
    const bool on_line_type = (read.bits & kOffLine) == 0;
    set_megatec_flags(static_cast<std::uint8_t>(on_line_type ? read.bits & ~kRegulation : read.bits), line);
    StatusFlags flags = *line.status;
    if (on_line_type && (read.bits & kRegulation) != 0 && (read.bits & kMeaningless) == 0)
        flags.set(StatusFlag::bypass);
    if ((read.bits & kBattery) != 0) {
        flags.set(StatusFlag::rb);
        line.text(V::ups_alarm, "battery abnormal");
    }
    const auto output = number_in(line, V::output_voltage);
    flags.set(StatusFlag::off, output && *output < kLeastOutput);
    set_battery(line);
    const bool told_by_q5 = out.memory.size() >= kMemory && out.memory[kVoltsAt] != 0;
    for (const Decoded::Assignment& each : line.values())
        if (each.variable != V::battery_voltage || !told_by_q5) out.set(each.variable, each.value);
    out.status = flags;
    return Verdict::ok;
}

Verdict ratings(Bytes reply, Decoded& out) {
    const Verdict verdict = decode_megatec_output_ratings(reply, "F", out);
    const auto nominal = number_in(out, V::battery_voltage_nominal);
    if (verdict == Verdict::ok && nominal && out.memory.size() >= kMemory) {
        const auto tenths = static_cast<unsigned>(std::lround(*nominal * 10));
        out.memory[kNominalAt] = static_cast<std::uint8_t>(tenths >> 8U);
        out.memory[kNominalAt + 1] = static_cast<std::uint8_t>(tenths & 0xFFU);
    }
    return verdict;
}

constexpr std::size_t kDetailsLength = 22;
constexpr std::size_t kShortLength = 5;

// A reply of `length` bytes that begins with `lead`.
FrameCut cut(Bytes kept, std::uint8_t lead, std::size_t length) {
    const auto begin = static_cast<std::size_t>(std::find(kept.begin(), kept.end(), lead) - kept.begin());
    if (begin > 0) return {begin, 0};
    return kept.size() < length ? FrameCut{} : FrameCut{0, length};
}
FrameCut cut_details(Bytes kept) {
    const FrameCut found = cut(kept, '(', kDetailsLength);
    // A '(' in the remains of another reply.
    return found.length > 0 && kept[kDetailsLength - 1] != '\r' ? FrameCut{1, 0} : found;
}
FrameCut cut_runtime(Bytes kept) { return cut(kept, '(', kShortLength); }
FrameCut cut_result(Bytes kept) { return cut(kept, '#', kShortLength); }

double word(Bytes reply, std::size_t at) { return reply[at] * 256.0 + reply[at + 1]; }

Verdict details(Bytes reply, Decoded& out) {
    constexpr double kLeastFrequency = 400;
    constexpr double kMostFrequency = 700;
    constexpr double kLeastBlock = 600;  // hundredths of a volt
    constexpr double kMostBlock = 2000;
    constexpr double kPresetCutOff = 960;
    constexpr double kFullBlock = 1365;
    if (reply.size() != kDetailsLength || reply.front() != '(' || reply.back() != '\r') return Verdict::rejected;
    const double frequency = word(reply, 1);
    const double battery = word(reply, 7);
    const double cut_off = word(reply, 9) > 0 ? word(reply, 9) : kPresetCutOff;
    const double code = word(reply, 13);
    const bool stopped = frequency == 0 && battery > 0;  // the output is off
    // All zeros stand for an answer that did not come.
    if (!stopped && (frequency < kLeastFrequency || frequency > kMostFrequency)) return Verdict::rejected;
    const bool measured = battery >= kLeastBlock && battery <= kMostBlock;
    out.number(V::output_frequency, frequency / 10, 1);
    out.number(V::output_current, word(reply, 15) / 10, 1);
    const auto nominal = kept_nominal(out.memory);
    if (nominal) {
        const double scale = *nominal / (kBlockVolts * 100);
        if (measured) out.number(V::battery_voltage, battery * scale, 2);
        const bool sane = cut_off >= kLeastBlock && cut_off <= kMostBlock;
        out.set(V::battery_voltage_low, sane ? Value::number(cut_off * scale, 2) : Value{});
        out.number(V::battery_voltage_high, kFullBlock * scale, 2);
    }
    if (out.memory.size() >= kMemory) {
        out.memory[kAnsweredAt] = 1;
        out.memory[kVoltsAt] = nominal && measured ? 1 : 0;
    }
    if (code > 0) {
        out.extra_status = StatusFlags{StatusFlag::alarm};
        out.text(V::ups_alarm, "error " + std::to_string(static_cast<int>(code)));
    }
    return Verdict::ok;
}

Verdict runtime(Bytes reply, Decoded& out) {
    constexpr double kMostSeconds = 10 * 86400;
    if (reply.size() != kShortLength || reply.front() != '(') return Verdict::rejected;
    const double seconds = word(reply, 1) * 65536 + word(reply, 3);
    if (seconds > kMostSeconds) return Verdict::rejected;
    out.number(V::battery_runtime, seconds, 0);
    return Verdict::ok;
}

Verdict test_result(Bytes reply, Decoded& out) {
    if (reply.size() != kShortLength || reply.front() != '#') return Verdict::rejected;
    const auto text = printable_core(reply.subspan(1));
    if (text.size() != kShortLength - 1) return Verdict::rejected;
    set_padded_text(out, V::ups_test_result, text);
    return Verdict::ok;
}

constexpr std::array kQueries{
    Query{"Q1", "Q1\r", Schedule::status, kMegatecShort, status},
    Query{"F", "F\r", Schedule::identity, kMegatecShort, ratings},
    kMegatecIdentity,  // I
    Query{.name = "Q5", .send = "Q5\r", .schedule = Schedule::measurement, .timeout = kMegatecShort, .decode = details,
          .cutter = cut_details},
    Query{.name = "At", .send = "At\r", .schedule = Schedule::measurement, .timeout = kMegatecShort, .decode = runtime,
          .only_if = has_answered, .cutter = cut_runtime},
    Query{.name = "TR", .send = "TR\r", .schedule = Schedule::measurement, .timeout = kMegatecShort,
          .decode = test_result, .only_if = has_answered, .cutter = cut_result},
};

constexpr auto kControls = megatec_controls_without<Control::load_off>();

// TR is a question.
constexpr std::array kDestructive{
    Destructive{"S"},  Destructive{"C"},  Destructive{"Q\r"}, Destructive{"T\r"}, Destructive{"TL"},
    Destructive{"T."}, Destructive{"T0"}, Destructive{"T1"},  Destructive{"T2"},  Destructive{"T3"},
    Destructive{"T4"}, Destructive{"T5"}, Destructive{"T6"},  Destructive{"T7"},  Destructive{"T8"},
    Destructive{"T9"},
};

}  // namespace

constexpr Protocol kAblerex{
    .name = "ablerex",
    .description = "Ablerex MP, ARES Plus, MSII, MSIII, GRs: Q1 with Q5, At and TR",
    .line = kMegatecLine,
    .terminator = '\r',
    .memory_bytes = kMemory,
    .poll_interval = kMegatecPoll,
    .pause = kMegatecPause,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = decode_text_answer,
};
static_assert(table_is_complete(kAblerex));

}  // namespace upsmd
