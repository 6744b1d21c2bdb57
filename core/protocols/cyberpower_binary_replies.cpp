#include "core/protocols/cyberpower_binary_replies.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

using V = Variable;

constexpr std::size_t kStatusBytes = 14;
constexpr unsigned kInverse = 255;  // flags and their check are together

// Where things stand in a status.
constexpr std::size_t kInput = 1;
constexpr std::size_t kOutput = 2;
constexpr std::size_t kLoad = 3;
constexpr std::size_t kCharge = 5;
constexpr std::size_t kTemperature = 6;
constexpr std::size_t kHertz = 7;
constexpr std::size_t kFlags = 9;

constexpr unsigned kOnBattery = 0x80;
constexpr unsigned kLow = 0x40;
constexpr unsigned kTest = 0x04;
constexpr unsigned kBeeper = 0x01;

// Where things stand in the identity.
constexpr std::array<std::size_t, 4> kDots{0, 11, 13, 15};
constexpr std::size_t kNameAt = 1;
constexpr std::size_t kNameSize = 10;
constexpr std::size_t kVoltsAt = 12;
constexpr std::size_t kNominalHertzAt = 14;
constexpr std::size_t kFirmwareAt = 16;
constexpr std::size_t kFirmwareSize = 4;
constexpr std::size_t kIdentityEnd = kFirmwareAt + kFirmwareSize;  // a blank may follow, then CR

// Old units give a number for their name.
struct OldName {
    std::string_view told;
    std::string_view name;
};
constexpr std::array kOldNames{
    OldName{"rO10", "OP1000AVR"}, OldName{"rO27", "OP320AVR"},  OldName{"rO29", "OP500AVR"},
    OldName{"rO31", "OP800AVR"},  OldName{"rO33", "OP850AVR"},  OldName{"rO37", "OP900AVR"},
    OldName{"rO39", "OP650AVR"},  OldName{"rO41", "OP700AVR"},  OldName{"rO43", "OP1250AVR"},
    OldName{"rO45", "OP1500AVR"},
};

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

bool is_status(Bytes frame) {
    return frame.size() == kStatusBytes && frame[13] == '\r' && frame[kFlags] + frame[kFlags + 1] == kInverse &&
           frame[kFlags + 2] + frame[kFlags + 3] == kInverse;
}

struct Scaled {
    double input = 0;
    double load = 0;
    double charge = 0;
    double temperature = 0;
    double hertz = 0;
};

Scaled scale_pr(Bytes reply) {
    const double hertz = reply[kHertz] == 0 ? 0 : 45 + reply[kHertz] / 10.0;
    return {static_cast<double>(reply[kInput]), static_cast<double>(reply[kLoad]), static_cast<double>(reply[kCharge]),
            static_cast<double>(reply[kTemperature]), hertz};
}

// Estimates, from somebody's measurements.
Scaled scale_op(Bytes reply) {
    constexpr unsigned kNoInput = 26;
    constexpr unsigned kMostLoad = 108;
    constexpr unsigned kEmpty = 151;
    constexpr unsigned kFull = 197;
    Scaled scaled;
    scaled.input = reply[kInput] < kNoInput ? 0 : std::trunc(reply[kInput] * 200 / 230.0 + 6);
    scaled.load = reply[kLoad] > kMostLoad ? 200 : reply[kLoad] * 200.0 / kMostLoad;
    const unsigned charge = std::clamp<unsigned>(reply[kCharge], kEmpty, kFull);
    scaled.charge = (charge - kEmpty) * 100.0 / (kFull - kEmpty);
    scaled.temperature = std::pow(reply[kTemperature] / 32.0, 2) + 10;
    scaled.hertz = 12600.0 / (reply[kHertz] + 32);
    return scaled;
}

void number(Decoded& out, Variable variable, double value, int decimals, double most, bool known = true) {
    if (known && value <= most)
        out.number(variable, value, decimals);
    else
        out.absent(variable);
}

// By the bytes as they are: both voltages have the same scale.
StatusFlags regulation(Bytes reply) {
    if (reply[kInput] == 0) return {};
    const double ratio = static_cast<double>(reply[kOutput]) / reply[kInput];
    StatusFlags flags;
    flags.set(StatusFlag::trim, ratio >= 0.5 && ratio < 0.95);
    flags.set(StatusFlag::boost, ratio >= 1.05 && ratio < 1.5);
    return flags;
}

void measure(Bytes reply, Decoded& out) {
    const CyberPowerSeries series = cyberpower_series(out.memory);
    if (series == CyberPowerSeries::unknown) return;
    const bool op = series == CyberPowerSeries::op;
    const Scaled scaled = op ? scale_op(reply) : scale_pr(reply);
    const bool known = cyberpower_volts_known(out.memory);
    number(out, V::input_voltage, scaled.input, 0, 250, known);
    if (!op) number(out, V::output_voltage, reply[kOutput], 0, 250, known);
    number(out, V::input_frequency, scaled.hertz, 1, 100, known);
    number(out, V::ups_load, scaled.load, 0, 255);
    number(out, V::battery_charge, scaled.charge, 0, 100);
    number(out, V::ups_temperature, scaled.temperature, op ? 1 : 0, 120);
}

}  // namespace

CyberPowerSeries cyberpower_series(std::span<const std::uint8_t> memory) {
    return memory.empty() ? CyberPowerSeries::unknown : static_cast<CyberPowerSeries>(memory[0]);
}

bool cyberpower_volts_known(std::span<const std::uint8_t> memory) {
    return memory.size() >= kCyberPowerMemoryBytes && memory[1] >= 100 && memory[1] <= 130;
}

// What begins it is not sure: its length, its end and its checks find it.
FrameCut cut_cyberpower_status(Bytes kept) {
    if (kept.size() < kStatusBytes) return {};
    return is_status(kept.first(kStatusBytes)) ? FrameCut{0, kStatusBytes} : FrameCut{1, 0};
}

// A value byte may be anything, a dot or a CR included.
FrameCut cut_cyberpower_identity(Bytes kept) {
    for (const std::size_t dot : kDots)
        if (kept.size() > dot && kept[dot] != '.') return {1, 0};
    if (kept.size() <= kIdentityEnd) return {};
    if (kept[kIdentityEnd] == '\r') return {0, kIdentityEnd + 1};
    if (kept[kIdentityEnd] != ' ') return {1, 0};
    if (kept.size() == kIdentityEnd + 1) return {};
    return kept[kIdentityEnd + 1] == '\r' ? FrameCut{0, kIdentityEnd + 2} : FrameCut{1, 0};
}

FrameCut cut_cyberpower_register(Bytes kept) {
    if (kept[0] != 'R') return {1, 0};
    return kept.size() < 2 ? FrameCut{} : FrameCut{0, 2};
}

Verdict decode_cyberpower_status(Bytes reply, Decoded& out) {
    if (!is_status(reply)) return Verdict::rejected;
    const unsigned bits = reply[kFlags];
    StatusFlags flags{(bits & kOnBattery) != 0 ? StatusFlag::ob : StatusFlag::ol};
    flags.set(StatusFlag::lb, (bits & kLow) != 0);
    flags.set(StatusFlag::test, (bits & kTest) != 0);
    // With the beeper off a good unit has no flag either.
    const bool off = bits == 0 && reply[kOutput] == 0;
    flags.set(StatusFlag::off, off);
    if ((bits & (kOnBattery | kTest)) == 0) flags = flags.with(regulation(reply));
    if (off)
        out.absent(V::ups_beeper_status);
    else
        out.text(V::ups_beeper_status, (bits & kBeeper) != 0 ? "enabled" : "disabled");
    measure(reply, out);
    out.status = flags;
    return Verdict::ok;
}

Verdict decode_cyberpower_identity(Bytes reply, Decoded& out) {
    const std::string_view text = text_of(reply);
    const FrameCut cut = cut_cyberpower_identity(reply);
    if (cut.length == 0 || cut.length != reply.size()) return Verdict::rejected;
    const std::string_view name = trimmed(text.substr(kNameAt, kNameSize));
    const std::string_view firmware = text.substr(kFirmwareAt, kFirmwareSize);
    const bool printable = std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (name.empty() || !printable || !all_digits(firmware)) return Verdict::rejected;
    const auto* const old =
        std::find_if(kOldNames.begin(), kOldNames.end(), [name](const OldName& each) { return each.told == name; });
    out.text(V::device_model, old == kOldNames.end() ? name : old->name);
    out.text(V::ups_firmware, std::string(firmware.substr(0, 1)) + "." + std::string(firmware.substr(1)));
    number(out, V::input_voltage_nominal, reply[kVoltsAt], 0, 250, reply[kVoltsAt] >= 100);
    number(out, V::input_frequency_nominal, reply[kNominalHertzAt], 0, 70, reply[kNominalHertzAt] >= 40);
    if (out.memory.size() < kCyberPowerMemoryBytes) return Verdict::ok;
    const bool op = name.starts_with("OP") || name.starts_with("rO");
    out.memory[0] = static_cast<std::uint8_t>(op ? CyberPowerSeries::op : CyberPowerSeries::pr);
    out.memory[1] = reply[kVoltsAt];
    return Verdict::ok;
}

}  // namespace upsmd
