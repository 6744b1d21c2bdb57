#include "posix-sim/sim/voltronic_hex.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

// What the unit's clock counts in a second, and its battery's ratio for each 12 V.
constexpr int kClockOfP = 0x1312D0;
constexpr int kClockOfT = 0x12C000;
constexpr int kRatioOfBlock = 0x1E;

// One value; five of the 256 would disturb the line and go out as two bytes.
void put_byte(std::string& frame, unsigned value) {
    constexpr std::array<unsigned, 5> kAwkward{0x0D, 0x11, 0x13, 0x0A, 0x20};
    for (std::size_t i = 0; i < kAwkward.size(); ++i) {
        if (value != kAwkward[i]) continue;
        frame += '\x28';
        frame += static_cast<char>(i);
        return;
    }
    frame += static_cast<char>(value);
}

// A number of `width` bytes, highest first, and the blank that begins the next group.
void put(std::string& frame, double number, int width) {
    const double most = std::pow(256.0, width) - 1;
    const auto value = static_cast<unsigned>(std::lround(std::clamp(number, 0.0, most)));
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) put_byte(frame, value >> static_cast<unsigned>(shift) & 0xFFU);
    frame += ' ';
}

void put_volts(std::string& frame, double volts, int ratio) {
    put(frame, volts * 51 * 256 / ratio, 2);
    put(frame, ratio, 1);
}

}  // namespace

VoltronicHex::VoltronicHex(const PowerConfig& config, const VoltronicQsStyle& style, const VoltronicHexStyle& hex,
                           std::uint64_t seed)
    : VoltronicQs(config, style, seed), hex_(hex) {}

std::string VoltronicHex::query(const std::string& text) {
    if (text == "M") return std::string(1, style_.variant);
    if (text == "QS") return frame();
    return "";
}

std::string VoltronicHex::refusal(const std::string& text) const {
    return style_.variant == 'P' && text.starts_with("T") ? "" : "N";
}

bool VoltronicHex::control(const std::string& text, Time now) {
    if (text == "CT" && style_.variant == 'P') return true;  // taken, without any effect
    if (text == "T" && !hex_.tests) return false;
    return VoltronicQs::control(text, now);
}

std::string VoltronicHex::frame() const {
    const bool on = power_.output_on();
    const int clock = style_.variant == 'P' ? kClockOfP : kClockOfT;
    const double hertz = power_.on_battery() ? power_.config.nominal_frequency : power_.frequency;
    const double blocks = std::max(1.0, std::round(power_.config.nominal_battery / 12));
    const double battery_ratio = std::min(kRatioOfBlock * blocks, 255.0);
    std::string out = "#";
    put_volts(out, power_.mains() ? power_.input_voltage : 0.0, hex_.input_ratio);
    put_volts(out, power_.output_voltage(), hex_.output_ratio);
    put(out, on ? power_.load : 0, 1);
    put(out, on ? clock / hertz : 0, 2);
    put(out, on ? clock : 0, 3);
    put(out, power_.battery_voltage() * 510 / battery_ratio, 1);
    put(out, battery_ratio, 1);
    unsigned bits = 0;
    for (const bool flag : flags()) bits = bits << 1U | (flag ? 1U : 0U);
    put(out, bits, 1);
    if (style_.variant == 'T') put(out, ratings(), 1);
    out.pop_back();
    return out;
}

std::uint8_t VoltronicHex::ratings() const {
    constexpr std::array kVolts{110, 120, 220, 230, 240};
    const PowerConfig& config = power_.config;
    const auto volts = std::find(kVolts.begin(), kVolts.end(), static_cast<int>(config.nominal_voltage));
    const unsigned hertz = config.nominal_frequency > 55 ? 1 : 0;
    const auto battery = static_cast<unsigned>(config.nominal_battery / 12) - 1;
    return static_cast<std::uint8_t>(hertz << 7U | battery << 5U | static_cast<unsigned>(volts - kVolts.begin()));
}

std::unique_ptr<Ups> make_voltronic_qs_hex(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    VoltronicQsStyle style;
    style.variant = reader.choice("variant", {"P", "T"})[0];
    style.standby = reader.choice("type", {"standby", "online"}) == "standby";
    style.stuck_shutdown = reader.flag("stuck-shutdown", false);
    style.think = reader.milliseconds("think").value_or(style.think);
    VoltronicHexStyle hex;
    hex.input_ratio = static_cast<int>(reader.number("input-ratio", style.variant == 'P' ? 0x68 : 0x65, 1, 255));
    hex.output_ratio = static_cast<int>(reader.number("output-ratio", style.variant == 'P' ? 0x69 : 0x65, 1, 255));
    hex.tests = reader.flag("tests", true);
    // The two bits of a T unit know these four.
    const double battery = config.nominal_battery;
    if (style.variant == 'T' && battery != 12 && battery != 24 && battery != 36 && battery != 48)
        reader.fail("nominal-battery", std::to_string(battery), "not one of 12 24 36 48");
    return std::make_unique<VoltronicHex>(config, style, hex, seed);
}

}  // namespace upsmd::sim
