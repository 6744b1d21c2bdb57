#include "core/protocols/voltronic_axpert_status.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/text_fields.h"
#include "core/protocols/voltronic_axpert_reply.h"

// QPIGS:    1         2         3         4         5         6         7         8         9
//  0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890
//  (235.2 50.1 235.2 50.1 0446 0382 008 440 54.00 000 100 0034 0000 000.0 00.00 00000 00010101
//   grid  Hz   output Hz  VA   W    load bus batt  A   %   °C   PV A  PV V  SCC V A   b7 .. b0
//   charging A                             ~~~                      discharging A~~~~~
//
//   b4 load on    b2 charging    (b7 b6 b5 b3 b1 b0: nothing for a UPS)
// Newer models add fields behind the flags; widths vary.

namespace upsmd {
namespace {

using V = Variable;

constexpr double kMostVolts = 600;
// Below these there are no mains: the inverter has left them at the first, and an open input picks up what is below the
// second.
constexpr double kLeastMains = 90;
constexpr double kLeastMainsOnLine = 50;

constexpr std::array kStatusNumbers{
    NumberField{1, V::input_voltage, 0, kMostVolts, Outside::reply},
    NumberField{7, V::input_frequency, 0, 99.9},
    NumberField{12, V::output_voltage, 0, kMostVolts, Outside::reply},
    NumberField{18, V::output_frequency, 0, 99.9},
    NumberField{23, V::output_power, 0, 99999},
    NumberField{28, V::output_realpower, 0, 99999},
    NumberField{33, V::ups_load, 0, 300},
    NumberField{41, V::battery_voltage, 0, 999.9, Outside::reply},
    NumberField{51, V::battery_charge, 0, 100},
    NumberField{55, V::ups_temperature, -50, 150},
};
constexpr TextLayout kStatus{
    "(235.2 50.1 235.2 50.1 0446 0382 008 440 54.00 000 100 0034 0000 000.0 00.00 00000 00010101", kStatusNumbers};
static_assert(layout_is_sound(kStatus));
constexpr std::size_t kChargingField = field_index(kStatus.sample, 47);
constexpr std::size_t kDischargingField = field_index(kStatus.sample, 77);
constexpr std::size_t kFlagsField = field_index(kStatus.sample, 83);
constexpr std::size_t kFlags = 8;

struct Mode {
    char letter;
    std::string_view name;
    StatusFlags flags;
    std::string_view alarm;
};
// Whether there are mains is not the mode's to say: with priority to the battery or the sun, B stands beside good mains.
constexpr std::array kModes{
    Mode{'P', "power-on", {StatusFlag::alarm}, "starting"},
    Mode{'S', "standby", {StatusFlag::off}, ""},
    Mode{'L', "line", {}, ""},
    Mode{'B', "battery", {}, ""},
    Mode{'F', "fault", {StatusFlag::alarm}, "fault mode"},
    Mode{'H', "power saving", {}, ""},
    // Of newer models.
    Mode{'C', "charging", {}, ""},
    Mode{'D', "shutdown", {}, ""},
    Mode{'E', "eco", {}, ""},
    Mode{'Y', "bypass", {}, ""},
};

// Row n is a<n>; an empty one has no meaning that is sure.
constexpr std::array<std::string_view, 32> kWarnings{
    "", "inverter fault", "bus over voltage", "bus under voltage", "bus soft start", "line fail", "output short",
    "inverter voltage low", "inverter voltage high", "over temperature", "fan locked", "battery voltage high",
    "battery low", "", "battery under, will shut down", "", "overload", "EEPROM", "inverter over current",
    "inverter soft start", "self test", "DC in the output", "battery open", "current sensor", "battery shorted",
    "power limit", "PV voltage high", "MPPT overload fault", "MPPT overload", "battery too low to charge", "", ""};
constexpr std::size_t kLineFail = 5;
constexpr std::size_t kBatteryLow = 12;
constexpr std::size_t kBatteryUnder = 14;
constexpr std::size_t kOverload = 16;

// What QMOD and QPIWS have told, for as many status replies as a part may fail to come.
class Memory {
  public:
    explicit Memory(std::span<std::uint8_t> bytes) : bytes_(bytes) {}

    bool kept() const { return bytes_.size() >= kAxpertMemory; }
    void set_mode(char letter) { set(0, static_cast<std::uint8_t>(letter)); }
    void set_line_fail(bool fails) { set(2, fails ? 1 : 0); }
    char mode() const { return is_fresh(0) ? static_cast<char>(bytes_[0]) : '\0'; }
    bool line_fail() const { return is_fresh(2) && bytes_[2] != 0; }
    void age() {
        for (const std::size_t at : {std::size_t{0}, std::size_t{2}})
            if (is_fresh(at)) --bytes_[at + 1];
    }

  private:
    static constexpr std::uint8_t kReplies = 3;

    bool is_fresh(std::size_t at) const { return kept() && bytes_[at + 1] > 0; }
    void set(std::size_t at, std::uint8_t value) {
        if (!kept()) return;
        bytes_[at] = value;
        bytes_[at + 1] = kReplies;
    }

    std::span<std::uint8_t> bytes_;
};

const Mode* mode_of(char letter) {
    const auto* const mode =
        std::find_if(kModes.begin(), kModes.end(), [letter](const Mode& row) { return row.letter == letter; });
    return mode == kModes.end() ? nullptr : mode;
}

// `50.1`: a relative (Infinisolar) has another field here, and another layout.
bool is_frequency(std::string_view text) {
    return text.size() == 4 && is_digit(text[0]) && is_digit(text[1]) && text[2] == '.' && is_digit(text[3]);
}

bool are_flags(std::string_view text) {
    return text.size() == kFlags && text.find_first_not_of("01") == std::string_view::npos;
}

// A mains voltage that QPIWS calls failed is none. In line mode the line feeds the load, however low it is.
bool has_mains(double volts, const Memory& memory) {
    if (memory.line_fail()) return false;
    return volts >= kLeastMains || (memory.mode() == 'L' && volts >= kLeastMainsOnLine);
}

// Positive: charging. Returns whether the battery gives.
bool set_battery_current(const TextFields& fields, Decoded& out) {
    const TextNumber charging = parse_number(fields[kChargingField]);
    const TextNumber discharging = parse_number(fields[kDischargingField]);
    const bool known = charging.kind == TextNumber::Kind::number && discharging.kind == TextNumber::Kind::number;
    if (known)
        out.number(V::battery_current, charging.value - discharging.value,
                   std::max(charging.decimals, discharging.decimals));
    else
        out.absent(V::battery_current);
    return discharging.kind == TextNumber::Kind::number && discharging.value > 0;
}

void set_mode_name(const Memory& memory, bool mains, Decoded& out) {
    const Mode* const mode = mode_of(memory.mode());
    if (mode == nullptr) return out.absent(V::ups_mode);
    out.text(V::ups_mode, mode->letter == 'B' && mains ? "battery priority" : mode->name);
}

}  // namespace

Verdict decode_axpert_status(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QPIGS", body)) return *verdict;
    TextFields fields;
    if (!fields.split(body, {}) || fields.size() <= kFlagsField) return Verdict::rejected;
    const std::string_view bits = fields[kFlagsField];
    if (!is_frequency(fields[1]) || !are_flags(bits) || !decode_numbers(kStatus, fields, out)) return Verdict::rejected;
    const auto grid = number_in(out, V::input_voltage);
    const auto output = number_in(out, V::output_voltage);
    const auto battery = number_in(out, V::battery_voltage);
    // Without any voltage it is not measuring.
    if (!grid || (*grid <= 0 && output.value_or(0) <= 0 && battery.value_or(0) <= 0)) return Verdict::rejected;

    Memory memory(out.memory);
    const bool mains = has_mains(*grid, memory);
    const bool load_on = bits[kFlags - 1 - 4] == '1';
    StatusFlags flags;
    flags.set(mains ? StatusFlag::ol : StatusFlag::ob);
    flags.set(StatusFlag::dischrg, set_battery_current(fields, out));
    flags.set(StatusFlag::chrg, bits[kFlags - 1 - 2] == '1');
    flags.set(StatusFlag::off, !load_on || (memory.mode() == 'F' && output == 0.0));
    flags.set(StatusFlag::eco, memory.mode() == 'H' && mains);
    out.status = flags;
    if (memory.kept()) set_mode_name(memory, mains, out);
    memory.age();
    return Verdict::ok;
}

Verdict decode_axpert_mode(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QMOD", body)) return *verdict;
    const Mode* const mode = body.size() == 1 ? mode_of(body.front()) : nullptr;
    if (mode == nullptr) return Verdict::rejected;
    out.status = mode->flags;
    if (!mode->alarm.empty()) out.text(V::ups_alarm, mode->alarm);
    Memory memory(out.memory);
    memory.set_mode(mode->letter);
    if (!memory.kept()) out.text(V::ups_mode, mode->name);
    return Verdict::ok;
}

Verdict decode_axpert_warnings(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QPIWS", body)) return *verdict;
    constexpr std::size_t kMost = 64;
    const bool fits = body.size() >= kWarnings.size() && body.size() <= kMost;
    if (!fits || body.find_first_not_of("01-") != std::string_view::npos) return Verdict::rejected;
    const auto is_set = [body](std::size_t warning) { return body[warning] == '1'; };
    std::string texts;
    for (std::size_t warning = 0; warning < body.size(); ++warning) {
        if (!is_set(warning) || warning == kLineFail) continue;
        if (!texts.empty()) texts += ", ";
        const std::string_view text = warning < kWarnings.size() ? kWarnings[warning] : std::string_view{};
        texts += text.empty() ? "warning a" + std::to_string(warning) : std::string(text);
    }
    StatusFlags flags;
    flags.set(StatusFlag::alarm, !texts.empty());
    flags.set(StatusFlag::lb, is_set(kBatteryLow) || is_set(kBatteryUnder));
    flags.set(StatusFlag::over, is_set(kOverload));
    out.status = flags;
    if (!texts.empty()) out.text(V::ups_alarm, texts);
    Memory(out.memory).set_line_fail(is_set(kLineFail));
    return Verdict::ok;
}

}  // namespace upsmd
