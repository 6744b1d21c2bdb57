// The blocks of a simulated BCM/XCP unit, from sections 4 to 8 of the description.
#include <array>
#include <cmath>
#include <cstring>

#include "posix-sim/sim/bcmxcp.h"

namespace upsmd::sim {

namespace {

// Formats of meters.
constexpr std::uint8_t kFloat1 = 0x51;   // five digits, one decimal
constexpr std::uint8_t kFloat2 = 0x42;
constexpr std::uint8_t kFixed8 = 0xF8;   // int32 / 256
constexpr std::uint8_t kInteger = 0xF0;
constexpr std::uint8_t kSeconds = 0xE2;

constexpr std::size_t kMeterMap = 92;
constexpr std::size_t kAlarmMap = 33;
// The alarms that it has.
constexpr std::array<unsigned, 15> kAlarms{25, 55, 56, 57, 59, 149, 168, 169, 170, 191, 193, 196, 197, 206, 256};

void put8(Bytes& out, double value) { out.push_back(static_cast<std::uint8_t>(std::lround(value))); }
void put16(Bytes& out, double value) {
    const auto number = static_cast<unsigned>(std::lround(value));
    out.push_back(static_cast<std::uint8_t>(number & 0xFF));
    out.push_back(static_cast<std::uint8_t>(number >> 8));
}
void put32(Bytes& out, std::uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}
void put_float(Bytes& out, double value) {
    const auto number = static_cast<float>(value);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    put32(out, bits);
}
void put_text(Bytes& out, const std::string& text, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) out.push_back(static_cast<std::uint8_t>(i < text.size() ? text[i] : ' '));
}

}  // namespace

Bytes BcmXcp::identity() const {
    Bytes out{2, 0x01, 0x02, 0x05, 0x01};  // two processors, 2.01 and 1.05
    put8(out, 0);
    put16(out, style_.rated_power / 50.0);
    put8(out, style_.three_phases ? 3 : 1);
    put8(out, 0);
    const std::size_t width = std::max<std::size_t>(16, style_.model.size());
    put8(out, static_cast<double>(width));
    put_text(out, style_.model, width);
    std::array<std::uint8_t, kMeterMap> map{};
    for (const Meter& meter : meter_list()) map[meter.number] = meter.format;
    put8(out, kMeterMap);
    out.insert(out.end(), map.begin(), map.end());
    std::array<std::uint8_t, kAlarmMap> alarms{};
    for (const unsigned each : kAlarms) alarms[each / 8] = static_cast<std::uint8_t>(alarms[each / 8] | 1U << each % 8);
    put8(out, kAlarmMap);
    out.insert(out.end(), alarms.begin(), alarms.end());
    put16(out, 102);  // config block
    put8(out, 0);     // statistics map
    put16(out, 0);    // alarm log
    put16(out, 0);
    put16(out, 0);    // topology block
    put8(out, 9);     // longest command
    put16(out, style_.lists_commands ? 18 : 0);
    put16(out, 0);    // outlets
    put16(out, static_cast<double>(kAlarms.size()));
    return out;
}

std::uint8_t BcmXcp::status_byte() const {
    if (!power_.output_on()) return 0x10;
    if (power_.on_battery()) return 0xF0;
    if (power_.overload) return 0xE0;
    if (power_.bypass) return 0x60;
    if (power_.boost) return 0x62;
    if (power_.trim) return 0x63;
    return 0x50;
}

Bytes BcmXcp::status() const {
    unsigned topology = 0x42;
    if (power_.mains()) topology |= 0x80;
    if (power_.low()) topology |= 0x20;
    if (power_.on_battery()) topology |= 0x18;
    Bytes out{status_byte(), static_cast<std::uint8_t>(topology), 0, 0x90};
    if (!style_.long_status) return out;
    const bool counts = power_.off_pending() && power_.order().name == "8A";
    put8(out, counts ? 0x30 : power_.off_pending() ? 0x03 : 0);
    for (int i = 0; i < 6; ++i) put16(out, 0xFFFF);
    put16(out, counts ? 1 : 0xFFFF);
    put8(out, 0);
    return out;
}

std::vector<BcmXcp::Meter> BcmXcp::meter_list() const {
    const double watts = power_.output_on() ? power_.load / 100 * style_.rated_power * 0.7 : 0;
    const double amperes = power_.output_on() ? power_.load / 100 * style_.rated_power / power_.config.nominal_voltage : 0;
    const double input = power_.mains() ? power_.input_voltage : 0;
    const double current = power_.on_battery() ? -12.5 : power_.level() < 100 ? 1.5 : 0;
    std::vector<Meter> list{
        {18, kFloat1, power_.mains() ? amperes : 0},
        {21, kInteger, watts},
        {23, kInteger, watts / 0.7},
        {25, kFloat2, 0.7},
        {27, kFixed8, power_.output_on() ? power_.frequency : 0},
        {28, kFixed8, power_.mains() ? power_.frequency : 0},
        {32, kFloat1, current},
        {33, kFixed8, power_.battery_voltage()},
        {34, kInteger, std::floor(power_.level())},
        {35, kSeconds, std::floor(power_.runtime_left() / 60) * 60},
        {47, kFixed8, power_.output_on() ? power_.load : 0},
        {56, kFloat1, input},
        {63, kFloat1, temperature_},
        {65, kFixed8, amperes},
        {78, kFloat1, power_.output_voltage()},
    };
    if (!style_.three_phases) return list;
    list.insert(list.begin() + 11, {{48, kFixed8, power_.load}, {49, kFixed8, power_.load}});
    list.insert(list.begin() + 14, {{57, kFloat1, input}, {58, kFloat1, input}});
    list.insert(list.end(), {{79, kFloat1, power_.output_voltage()}, {80, kFloat1, power_.output_voltage()}});
    return list;
}

Bytes BcmXcp::meters() const {
    Bytes out;
    for (const Meter& meter : meter_list()) {
        if (meter.format == kFloat1 || meter.format == kFloat2)
            put_float(out, meter.value);
        else
            put32(out, static_cast<std::uint32_t>(std::lround(meter.value * (meter.format == kFixed8 ? 256 : 1))));
    }
    return out;
}

Bytes BcmXcp::alarms() const {
    Bytes out;
    for (const unsigned each : kAlarms) {
        bool active = false;
        switch (each) {
            case 25: active = power_.overload; break;
            case 56: active = power_.low() && power_.on_battery(); break;
            case 57:
            case 59: active = !power_.mains(); break;
            case 149: active = replace_battery_; break;
            case 168: active = power_.on_battery() && !power_.testing(); break;
            case 169: active = power_.bypass; break;
            case 170: active = !power_.output_on(); break;
            case 191: active = failed_; break;
            case 196: active = power_.trim; break;
            case 197: active = power_.boost; break;
            case 206: active = power_.off_pending(); break;
            case 256: active = power_.testing(); break;
            default: break;
        }
        out.push_back(active ? 8 : 0);
    }
    return out;
}

Bytes BcmXcp::config_block() const {
    Bytes out;
    put16(out, 330);
    put16(out, 1);
    put16(out, 0);
    put16(out, 300);
    put16(out, power_.config.nominal_voltage);
    put16(out, power_.config.nominal_frequency);
    out.resize(16, 0);
    put8(out, 0xEA);  // meaning bits of the status block
    put8(out, 0x90);
    out.resize(24, 0);
    put16(out, 175);
    put8(out, 1);
    out.resize(48, 0);
    put_text(out, style_.part, 16);
    put_text(out, style_.serial, 16);
    out.resize(102, 0);
    return out;
}

Bytes BcmXcp::limits() const {
    const double volts = power_.config.nominal_voltage;
    Bytes out;
    put16(out, volts);
    put16(out, power_.config.nominal_frequency);
    put16(out, style_.rated_power * 0.7 / 50);
    put_text(out, "C1", 2);
    put16(out, 300);
    put16(out, volts * 0.93);
    put16(out, volts * 1.07);
    put16(out, 30);
    put8(out, 3);
    put8(out, horn_);
    put16(out, volts * 0.75);
    put16(out, volts * 1.25);
    put16(out, 10);
    put8(out, 10);
    put8(out, 0);
    put8(out, 40);
    out.resize(31, 0);
    put8(out, 0);
    return out;
}

Bytes BcmXcp::battery() const {
    Bytes out;
    put8(out, test_state_);
    put_float(out, power_.battery_voltage());
    put_float(out, power_.battery_voltage());
    put8(out, 30);
    put_float(out, power_.input_voltage);
    put_float(out, 0);
    put8(out, 0);  // strings
    put8(out, 1);
    put8(out, power_.on_battery() ? 2 : power_.level() < 100 ? 1 : 3);
    return out;
}

}  // namespace upsmd::sim
