// STA, STB and STO of the "~00" family, the replies that make the status. From a SmartOnline:
//
//   STA  0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;1   alarms, one field each
//   STB  0;0;0;0;60;100;522;0;024;100              condition, low, charging, s on battery, min left, estimate, V, A, °C, level
//   STO  0;600;1;1202;17;190;017                   source, Hz, lines, V, A, W, load; with three lines V, A, W, load of the others
#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/tilde_fields.h"
#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

using V = Variable;

// STA. The last four are sent by newer units only; an F6C625 leaves the buzzer out as well.
constexpr std::size_t kLeastAlarms = 15;
constexpr std::size_t kInputBadField = 1;
constexpr std::size_t kOverload = 3;
constexpr std::size_t kOutputOff = 5;
constexpr std::size_t kShutdownPendingField = 13;
constexpr std::size_t kShutdownImminent = 14;
constexpr std::size_t kBuzzerSounding = 15;
constexpr std::size_t kBuzzerEnabled = 19;

struct AlarmText {
    std::size_t field;
    std::string_view text;
};
constexpr std::array kAlarmTexts{
    AlarmText{0, "over temperature"}, AlarmText{2, "output bad"},  AlarmText{4, "bypass bad"},
    AlarmText{7, "charger failed"},   AlarmText{9, "fan failed"},  AlarmText{10, "fuse failed"},
    AlarmText{11, "UPS fault"},       AlarmText{17, "inverter bad"}, AlarmText{18, "EPO"},
};

// STB
constexpr std::size_t kBatteryFields = 10;
constexpr std::size_t kBatteryVoltsField = 6;
constexpr std::size_t kLevelField = 9;
constexpr int kBelkinLow = 20;

// STO
constexpr std::size_t kOneLine = 7;
constexpr std::size_t kThreeLines = 15;
constexpr std::size_t kOutputVoltsField = 3;
constexpr int kNormal = 0;
constexpr int kBattery = 1;
constexpr int kReserve = 2;  // the bypass
constexpr int kReducing = 3;
constexpr int kBoosting = 4;
constexpr int kManualBypass = 5;  // 6: other
constexpr int kNone = 7;

constexpr std::array kOutput{
    TildeNumber{1, V::output_frequency, 0, 99.9, 1},
    TildeNumber{3, V::output_voltage, 0, 600, 1},
    TildeNumber{4, V::output_current, 0, 9999, 1},
    TildeNumber{5, V::ups_realpower, 0, 999999},
    TildeNumber{6, V::ups_load, 0, 300},
};
constexpr std::array kOutputLines{
    TildeNumber{3, V::output_l1_n_voltage, 0, 600, 1},
    TildeNumber{4, V::output_l1_current, 0, 9999, 1},
    TildeNumber{5, V::output_l1_realpower, 0, 999999},
    TildeNumber{6, V::output_l1_power_percent, 0, 300},
    TildeNumber{7, V::output_l2_n_voltage, 0, 600, 1},
    TildeNumber{8, V::output_l2_current, 0, 9999, 1},
    TildeNumber{9, V::output_l2_realpower, 0, 999999},
    TildeNumber{10, V::output_l2_power_percent, 0, 300},
    TildeNumber{11, V::output_l3_n_voltage, 0, 600, 1},
    TildeNumber{12, V::output_l3_current, 0, 9999, 1},
    TildeNumber{13, V::output_l3_realpower, 0, 999999},
    TildeNumber{14, V::output_l3_power_percent, 0, 300},
};
constexpr std::array kBatteryNumbers{
    TildeNumber{4, V::battery_runtime, 0, 5999940, 0, 60},
    TildeNumber{6, V::battery_voltage, 0, 999.9, 1},
    TildeNumber{7, V::battery_current, 0, 9999, 1},
    TildeNumber{8, V::battery_temperature, 0, 120},
    TildeNumber{9, V::battery_charge, 0, 100},
};

bool is_alarm_list(const TildeFields& fields) {
    if (fields.size() < kLeastAlarms) return false;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (!fields[i].empty() && !fields.code(i, 1)) return false;
    return true;
}

// Overload, faults, a shutdown that counts down, the beeper.
StatusFlags read_alarms(const TildeFields& fields, Decoded& out) {
    const bool shutdown = fields.is_set(kShutdownPendingField) || fields.is_set(kShutdownImminent);
    std::string texts;
    for (const AlarmText& row : kAlarmTexts)
        if (fields.is_set(row.field)) texts += (texts.empty() ? "" : ", ") + std::string(row.text);
    StatusFlags flags;
    flags.set(StatusFlag::over, fields.is_set(kOverload));
    flags.set(StatusFlag::fsd, shutdown);
    flags.set(StatusFlag::alarm, !texts.empty());
    if (!texts.empty()) out.text(V::ups_alarm, texts);
    const std::size_t beeper = fields[kBuzzerEnabled].empty() ? kBuzzerSounding : kBuzzerEnabled;
    if (!fields[beeper].empty()) out.text(V::ups_beeper_status, fields.is_set(beeper) ? "enabled" : "disabled");
    keep(out, TildeMemory::shutdown, shutdown ? kShutdownPending : kShutdownNone);
    if (const auto bad = fields.code(kInputBadField, 1))
        keep(out, TildeMemory::input, *bad == 1 ? kInputBad : kInputGood);
    return flags;
}

bool is_testing(const Decoded& out) {
    constexpr std::uint8_t kRunning = 2 + 1;
    return recall(out.memory, TildeMemory::test) == kRunning;
}

// Some makers scale the battery's voltage another way.
void check_battery_volts(Decoded& out) {
    const std::uint8_t nominal = recall(out.memory, TildeMemory::battery_volts);
    const auto volts = number_in(out, V::battery_voltage);
    if (nominal > 0 && volts && *volts > 2.0 * nominal) out.absent(V::battery_voltage);
}

Verdict battery(Bytes reply, Decoded& out, int low_below) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    const TildeFields& fields = data.fields;
    if (!data.whole || fields.size() != kBatteryFields) return Verdict::rejected;
    const auto condition = fields.code(0, 2);
    const auto low = fields.code(1, 2);
    if (!condition && !low) return Verdict::rejected;
    const auto charging = fields.code(2, 3);
    const auto level = fields.code(kLevelField, 100);
    // 0 V and 0 %: not measured.
    const bool measured = fields.number(kBatteryVoltsField) != 0 || level != 0;
    StatusFlags flags;
    flags.set(StatusFlag::rb, condition == 2);
    flags.set(StatusFlag::lb, low.value_or(0) != 0 || (level && measured && *level < low_below));
    flags.set(StatusFlag::chrg, charging == 1);
    flags.set(StatusFlag::dischrg, charging == 3);
    set_tilde_numbers(fields, kBatteryNumbers, out);
    check_battery_volts(out);
    out.status = flags;
    return Verdict::ok;
}

// What the output is fed from; nullopt: no such reply.
std::optional<int> output(const TildeData& data, Decoded& out) {
    const TildeFields& fields = data.fields;
    const auto source = fields.code(0, kNone);
    const std::size_t expected = fields.number(2) == 3 ? kThreeLines : kOneLine;
    if (!data.whole || fields.size() < kOneLine || fields.size() > kThreeLines || fields.size() < expected || !source)
        return std::nullopt;
    set_tilde_numbers(fields, kOutput, out);
    if (expected == kThreeLines) set_tilde_numbers(fields, kOutputLines, out);
    return source;
}

}  // namespace

Verdict decode_tilde_belkin_alarms(Bytes reply, Decoded& out) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    const auto on_battery = data.fields.code(kInputBadField, 1);
    if (!data.whole || !is_alarm_list(data.fields) || !on_battery) return Verdict::rejected;
    StatusFlags flags = read_alarms(data.fields, out);
    flags.set(*on_battery == 1 ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::off, data.fields.is_set(kOutputOff));
    flags.set(StatusFlag::test, is_testing(out));
    out.status = flags;
    return Verdict::ok;
}

Verdict decode_tilde_alarms(Bytes reply, Decoded& out) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    if (!data.whole || !is_alarm_list(data.fields)) return Verdict::rejected;
    out.status = read_alarms(data.fields, out);
    return Verdict::ok;
}

Verdict decode_tilde_belkin_battery(Bytes reply, Decoded& out) { return battery(reply, out, kBelkinLow); }
Verdict decode_tilde_battery(Bytes reply, Decoded& out) { return battery(reply, out, 0); }

Verdict decode_tilde_source(Bytes reply, Decoded& out) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    const auto source = output(data, out);
    if (!source) return Verdict::rejected;
    // Fed from the mains, and without voltage: zeros, not a measurement.
    if (*source == kNormal && data.fields.number(kOutputVoltsField) == 0) return Verdict::rejected;
    const bool regulated = *source == kReducing || *source == kBoosting;
    const bool mains = *source == kNormal || regulated;
    // On bypass or off the state follows the input.
    const bool input_good = recall(out.memory, TildeMemory::input) == kInputGood;
    StatusFlags flags;
    flags.set(StatusFlag::ob, *source == kBattery);
    flags.set(StatusFlag::ol, mains || (*source != kBattery && input_good));
    flags.set(StatusFlag::bypass, *source == kReserve || *source == kManualBypass);
    flags.set(StatusFlag::trim, *source == kReducing);
    flags.set(StatusFlag::boost, *source == kBoosting);
    flags.set(StatusFlag::off, *source == kNone);
    flags.set(StatusFlag::test, is_testing(out));
    out.status = flags;
    return Verdict::ok;
}

Verdict decode_tilde_output(Bytes reply, Decoded& out) {
    constexpr std::uint8_t kOnLine = 0 + 1;
    constexpr std::uint8_t kThreePhase = 3 + 1;
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    const auto source = output(data, out);
    if (!source) return Verdict::rejected;
    const std::uint8_t type = recall(out.memory, TildeMemory::type);
    const bool has_bypass = type == kOnLine || type == kThreePhase;
    StatusFlags flags;
    flags.set(StatusFlag::trim, *source == kReducing);
    flags.set(StatusFlag::boost, *source == kBoosting);
    flags.set(StatusFlag::bypass, has_bypass && (*source == kReserve || *source == kManualBypass));
    out.extra_status = flags;
    return Verdict::ok;
}

}  // namespace upsmd
