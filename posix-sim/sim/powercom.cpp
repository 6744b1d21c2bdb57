#include "posix-sim/sim/powercom.h"

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

constexpr std::uint8_t kStatus = 0x01;
constexpr std::uint8_t kTest = 0x03;
constexpr std::uint8_t kWakeUp = 0x04;
constexpr std::uint8_t kReturn = 0xB9;
constexpr std::uint8_t kReturnSecond = 0xBC;
constexpr std::uint8_t kOff = 0xBA;
constexpr auto kTestLength = 10s;

void set_bit(std::uint8_t& byte, unsigned mask, bool on) {
    if (on) byte = static_cast<std::uint8_t>(byte | mask);
}

}  // namespace

Powercom::Powercom(const PowerConfig& config, const PowercomStyle& style, std::uint64_t seed)
    : Ups(config, seed), style_(style) {}

void Powercom::power_up(Time) { order_.clear(); }

// The interface of these two lives on the difference between RTS and DTR.
bool Powercom::has_power() const {
    const bool fed = style_.kind == PowercomKind::trust || style_.kind == PowercomKind::kp625ap;
    return !fed || !outputs_known() || (outputs().rts && !outputs().dtr);
}

bool Powercom::wants_minutes() const {
    return style_.kind != PowercomKind::trust && style_.kind != PowercomKind::egys && style_.kind != PowercomKind::kp625ap;
}

void Powercom::receive(std::uint8_t byte, Time now) {
    if (!has_power()) return;
    if (order_.empty()) return begin(byte, now);
    order_.push_back(byte);
    if (order_.front() == kReturn && order_.size() == 2 && byte != kReturnSecond) {
        order_.clear();
        return begin(byte, now);
    }
    const std::size_t head = order_.front() == kReturn ? 2 : 1;
    if (order_.size() == head + (wants_minutes() ? 2 : 1)) order(now);
}

void Powercom::begin(std::uint8_t byte, Time now) {
    switch (byte) {
        case kStatus: return answer(std::array{byte}, frame(), style_.think, now);
        case kTest:
            executed("test: 10 s on the battery", now);
            power_.start_test(now + kTestLength, power_.config.low_level, now);
            return;
        case kWakeUp: return executed("DANGER 04: wake-up time", now);
        case kReturn:
        case kOff: order_ = {byte}; return;
        default: return;
    }
}

void Powercom::order(Time now) {
    OffOrder off;
    off.returns = order_.front() == kReturn;
    off.grace = std::chrono::seconds(order_.back());
    if (wants_minutes()) off.grace += std::chrono::minutes(order_[order_.size() - 2]);
    off.name = off.returns ? "off and return" : "off";
    order_.clear();
    turn_off(off, now);
}

Bytes Powercom::frame() const {
    PowercomReadings readings;
    readings.input = power_.mains() ? power_.input_voltage : 0;
    readings.output = power_.output_voltage();
    readings.hertz_in = power_.mains() ? power_.frequency : 0;
    readings.hertz_out = power_.output_on() ? power_.frequency : 0;
    readings.load = power_.output_on() ? power_.load : 0;
    readings.charge = power_.level();
    readings.on_inverter = power_.on_battery() || !power_.mains();
    auto bytes = powercom_raw(style_, readings);
    std::uint8_t& a = bytes[9];
    set_bit(a, 0x01, readings.on_inverter);
    set_bit(a, 0x02, power_.low());
    set_bit(a, 0x08, power_.boost || power_.trim);
    set_bit(a, 0x10, power_.boost);
    set_bit(a, 0x20, power_.overload);
    set_bit(a, 0x80, !power_.output_on());
    std::uint8_t& b = bytes[10];
    set_bit(b, 0x01, failed_);
    set_bit(b, 0x02, replace_battery_);
    set_bit(b, 0x04, power_.testing());
    set_bit(b, 0x10, power_.off_pending());
    set_bit(b, 0x80, power_.waits_for_mains());
    switch (style_.kind) {
        case PowercomKind::trust: return {bytes.begin(), bytes.begin() + 11};
        case PowercomKind::egys:
        case PowercomKind::kp625ap: bytes[5] = 0x80; break;
        case PowercomKind::imp: bytes[5] = 0xFF; bytes[11] = 'B'; break;
        case PowercomKind::opti: bytes[5] = 0xFF; bytes[11] = 'O'; break;
        case PowercomKind::kin: bytes[5] = 0x80; bytes[11] = 'K'; break;
        case PowercomKind::bnt: bytes[5] = 0x80; bytes[11] = 'B'; break;
        case PowercomKind::bnt_other: break;
    }
    if (wants_minutes()) bytes[12] = static_cast<std::uint8_t>(style_.model << 4 | style_.voltage);
    return {bytes.begin(), bytes.end()};
}

namespace {

std::unique_ptr<Ups> make(OptionReader& reader, std::uint64_t seed, PowercomStyle style) {
    const PowerConfig config = read_power_config(reader);
    style.model = static_cast<unsigned>(reader.number("model-index", style.model, 0, 15));
    style.voltage = static_cast<unsigned>(reader.number("voltage-index", style.voltage, 0, 15));
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<Powercom>(config, style, seed);
}

}  // namespace

std::unique_ptr<Ups> make_powercom(OptionReader& reader, std::uint64_t seed) {
    const std::string type = reader.choice("type", {"imp", "kin", "bnt", "opti"});
    if (type == "kin") return make(reader, seed, {.kind = PowercomKind::kin, .model = 4});   // 625 VA
    if (type == "bnt") return make(reader, seed, {.kind = PowercomKind::bnt, .model = 8});   // 1500 VA
    if (type == "opti") return make(reader, seed, {.kind = PowercomKind::opti, .model = 3});
    return make(reader, seed, {.kind = PowercomKind::imp, .model = 3});
}

std::unique_ptr<Ups> make_powercom_bnt_other(OptionReader& reader, std::uint64_t seed) {
    return make(reader, seed, {.kind = PowercomKind::bnt_other, .model = 8});
}
std::unique_ptr<Ups> make_powercom_egys(OptionReader& reader, std::uint64_t seed) {
    return make(reader, seed, {.kind = PowercomKind::egys});
}
std::unique_ptr<Ups> make_powercom_kp625ap(OptionReader& reader, std::uint64_t seed) {
    return make(reader, seed, {.kind = PowercomKind::kp625ap});
}
std::unique_ptr<Ups> make_powercom_trust(OptionReader& reader, std::uint64_t seed) {
    return make(reader, seed, {.kind = PowercomKind::trust});
}

}  // namespace upsmd::sim
