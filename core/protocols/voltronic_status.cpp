#include "core/protocols/voltronic_status.h"

#include <algorithm>
#include <array>

#include "core/protocols/megatec_status.h"
#include "core/protocols/voltronic_reply.h"

// QGS:      1         2         3         4         5         6         7
//  012345678901234567890123456789012345678901234567890123456789012345678901234
//  (234.9 50.0 229.8 50.0 000.0 000 369.1 ---.- 026.5 ---.- 018.8 100000000001
//   input Hz   output Hz  A     load bus+ bus-  batt+ batt- °C    b11 .. b0
//
//   b11 b10  00 off-line, 01 line-interactive, 10 on-line
//   b9 mains failed          b6 UPS has a fault (QFS)  b3 shutdown counting or running
//   b8 battery low           b5 EPO active             b2 beeper silenced
//   b7 bypass, ECO or AVR    b4 battery test           b1 last test failed, b0 last test passed
//
// The load is the larger of W and VA in percent. A unit that does not report a bit sends `-`.

namespace upsmd {
namespace {

using V = Variable;

constexpr double kMostVolts = 600;

constexpr std::array kStatusNumbers{
    //          column variable               low  high        a number outside refuses
    NumberField{1, V::input_voltage, 0, kMostVolts, Outside::reply},
    NumberField{7, V::input_frequency, 0, 99.9},
    NumberField{12, V::output_voltage, 0, kMostVolts, Outside::reply},
    NumberField{18, V::output_frequency, 0, 99.9},
    NumberField{23, V::output_current, 0, 9999},
    NumberField{29, V::ups_load, 0, 300},
    NumberField{45, V::battery_voltage, 0, 999.9, Outside::reply},
    NumberField{57, V::ups_temperature, -50, 150},
};
constexpr TextLayout kStatus{"(234.9 50.0 229.8 50.0 000.0 000 369.1 ---.- 026.5 ---.- 018.8 100000000001",
                             kStatusNumbers};
static_assert(layout_is_sound(kStatus));
constexpr std::size_t kFlagsField = field_index(kStatus.sample, 63);
constexpr std::size_t kFlags = 12;

constexpr std::array kBatteryNumbers{
    NumberField{1, V::battery_voltage, 0, 999.9, Outside::reply},
    NumberField{10, V::battery_packs, 0, 99},
    NumberField{13, V::battery_charge, 0, 100},
    NumberField{17, V::battery_runtime, 0, 99999, Outside::value, 60},  // in minutes, three digits or five
};
constexpr TextLayout kBattery{"(026.5 02 01 068 255", kBatteryNumbers};
static_assert(layout_is_sound(kBattery));

struct Mode {
    char letter;
    std::string_view name;
    StatusFlags flags;
    std::string_view alarm;
};
// What the mode says about mains and battery is QGS's to say: it is never older than the state.
constexpr std::array kModes{
    Mode{'P', "power-on", {StatusFlag::alarm}, "starting"},
    Mode{'S', "standby", {StatusFlag::off}, ""},
    Mode{'Y', "bypass", {StatusFlag::bypass}, ""},
    Mode{'L', "line", {}, ""},
    Mode{'B', "battery", {}, ""},
    Mode{'T', "test", {StatusFlag::cal, StatusFlag::test}, ""},
    Mode{'F', "fault", {StatusFlag::alarm}, "fault mode, no output"},
    Mode{'E', "eco", {StatusFlag::eco}, ""},
    Mode{'C', "converter", {}, ""},
    Mode{'D', "shutdown", {StatusFlag::alarm}, "shutting down"},
};

// b11 first.
struct Flags {
    std::string_view text;
    bool operator[](std::size_t bit) const { return text[kFlags - 1 - bit] == '1'; }
};

bool are_flags(std::string_view text) {
    if (text.size() != kFlags || text.find_first_not_of("01-") != std::string_view::npos) return false;
    return text[kFlags - 1 - 9] != '-';
}

// b7: bypass, trim and boost show in the voltages. Units with a regulator mean the regulator, even when it changes
// little; without both voltages, or with a ratio that fits none, the bit says nothing.
void set_regulation(const Decoded& out, bool is_online_type, StatusFlags& flags) {
    const auto input = number_in(out, V::input_voltage);
    const auto output = number_in(out, V::output_voltage);
    if (!input || !output || *input <= 0) return;
    const double ratio = *output / *input;
    if (ratio < 0.5 || ratio >= 1.5) return;
    if (ratio < 0.95) return flags.set(StatusFlag::trim);
    if (ratio >= 1.05) return flags.set(StatusFlag::boost);
    flags.set(StatusFlag::bypass, is_online_type);
}

void set_type(std::string_view type, Decoded& out) {
    if (type == "00") return out.text(V::ups_type, "offline");
    if (type == "01") return out.text(V::ups_type, "line-interactive");
    if (type == "10") return out.text(V::ups_type, "online");
    out.absent(V::ups_type);
}

void set_test_result(const Flags& bits, Decoded& out) {
    if (bits[1] == bits[0]) return out.absent(V::ups_test_result);
    out.text(V::ups_test_result, bits[0] ? "passed" : "failed");
}

void set_flags(const Flags& bits, Decoded& out) {
    const std::string_view type = bits.text.substr(0, 2);
    const bool on_battery = bits[9];
    StatusFlags flags;
    flags.set(on_battery ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::lb, bits[8]);
    if (bits[7] && !on_battery && !bits[4] && !bits[3])
        set_regulation(out, type != "00" && type != "01", flags);
    // NUT calls every test on the battery a calibration; TEST is the plain word for it.
    flags.set(StatusFlag::cal, bits[4]);
    flags.set(StatusFlag::test, bits[4]);
    flags.set(StatusFlag::fsd, bits[3]);
    flags.set(StatusFlag::alarm, bits[6]);
    out.status = flags;
    // Beside the status, because its ALARM asks for QFS, which some units answer with nonsense when they have no fault.
    if (bits[5]) out.extra_status = StatusFlags{StatusFlag::alarm};
    if (bits[6] || bits[5])
        out.text(V::ups_alarm, bits[6] && bits[5] ? "UPS fault, EPO" : bits[6] ? "UPS fault" : "EPO");
    set_type(type, out);
    set_test_result(bits, out);
    out.text(V::ups_beeper_status, bits[2] ? "muted" : "enabled");
}

}  // namespace

Verdict decode_voltronic_status(Bytes reply, Decoded& out) {
    TextFields fields;
    constexpr std::size_t kCount = field_count(kStatus.sample);
    constexpr std::size_t kMost = kCount + 2;  // a few stray fields behind the flags are no harm
    if (const auto verdict = voltronic_fields(kStatus, reply, "QGS", kCount, kMost, fields, out)) return *verdict;
    if (!are_flags(fields[kFlagsField])) return Verdict::rejected;
    const Flags bits{fields[kFlagsField]};
    if (!megatec_is_plausible(out, bits[9])) return Verdict::rejected;
    set_flags(bits, out);
    return Verdict::ok;
}

Verdict decode_voltronic_mode(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, "QMOD", body)) return *verdict;
    const auto* const mode =
        std::find_if(kModes.begin(), kModes.end(), [body](const Mode& row) { return body.front() == row.letter; });
    if (body.size() != 1 || mode == kModes.end()) return Verdict::rejected;
    out.text(V::ups_mode, mode->name);
    out.extra_status = mode->flags;
    if (!mode->alarm.empty()) out.text(V::ups_alarm, mode->alarm);
    return Verdict::ok;
}

Verdict decode_voltronic_battery(Bytes reply, Decoded& out) { return voltronic_numbers(kBattery, reply, "QBV", out); }

}  // namespace upsmd
