#include "posix-sim/sim/cyberpower_binary.h"

#include <algorithm>
#include <cmath>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/text_format.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 12;
constexpr Duration kTest = 20s;
constexpr Duration kAway = 45s;  // with R
const Bytes kOff{'S', 0, 0, 'W'};
const Bytes kOffAndOn{'S', 0, 0, 'R', 0, 1, 'W'};

std::uint8_t byte_of(double value) { return static_cast<std::uint8_t>(std::clamp(std::round(value), 0.0, 255.0)); }

bool starts_with(const Bytes& text, const Bytes& what) {
    return text.size() >= what.size() && std::equal(what.begin(), what.end(), text.begin());
}

}  // namespace

// The registers: transfer points, low battery level, start on battery, output voltage.
CyberPowerBinary::CyberPowerBinary(const PowerConfig& config, CyberPowerBinaryStyle style, std::uint64_t seed)
    : Ups(config, seed),
      style_(std::move(style)),
      registers_{{0x02, 0}, {0x04, 2}, {0x08, 0}, {0x0F, 2}, {0x18, 0}} {}

void CyberPowerBinary::receive(std::uint8_t byte, Time now) {
    if (byte == '\r') {
        command(now);
        buffer_.clear();
        return;
    }
    buffer_.push_back(byte);
    if (buffer_.size() > kLongestCommand) buffer_.clear();
}

void CyberPowerBinary::power_up(Time) { buffer_.clear(); }

void CyberPowerBinary::command(Time now) {
    if (buffer_.empty()) return;
    const Bytes text = buffer_;
    answer(text, reply_to(text, now), style_.think, now);
}

// A control is answered by itself, without its CR; what the unit does not know or take, by nothing.
Bytes CyberPowerBinary::reply_to(const Bytes& text, Time now) {
    if (text == Bytes{'F'}) return identity();
    if (text == Bytes{'D'}) return status();
    if (text.size() == 2 && text[0] == 'R') {
        const auto found = registers_.find(text[1]);
        return found == registers_.end() ? Bytes{} : Bytes{'R', found->second};
    }
    const bool taken = setting(text, now) || turn_off_command(text, now) || simple_command(text, now);
    return taken ? text : Bytes{};
}

Bytes CyberPowerBinary::identity() const {
    Bytes reply = to_bytes(format(".%-10.10s.", style_.model.c_str()));
    reply.push_back(byte_of(power_.config.nominal_voltage));
    reply.push_back('.');
    reply.push_back(byte_of(power_.config.nominal_frequency));
    for (const char c : std::string(".1100 \r")) reply.push_back(static_cast<std::uint8_t>(c));
    return reply;
}

std::uint8_t CyberPowerBinary::flags() const {
    if (!power_.output_on()) return 0;
    unsigned bits = beeper_ ? 0x01 : 0;
    if (!power_.mains()) bits |= 0x80;
    if (power_.low() && !power_.mains()) bits |= 0x40;
    if (power_.testing()) bits |= 0x04;
    return static_cast<std::uint8_t>(bits);
}

// Bytes 1 to 7.
Bytes CyberPowerBinary::measurements() const {
    const double input = power_.mains() ? power_.input_voltage : 0;
    const double output = power_.output_voltage();
    const double load = power_.output_on() ? power_.load : 0;
    const double hertz = power_.mains() ? power_.frequency : 0;
    const double level = power_.level();
    if (!style_.op)
        return {byte_of(input), byte_of(output), byte_of(load), 0x2E, byte_of(level), byte_of(temperature_),
                byte_of(hertz > 0 ? (hertz - 45) * 10 : 0)};
    const auto volts = [](double value) { return byte_of(value > 0 ? (value - 6) * 230 / 200 : 0); };
    return {volts(input), volts(output), byte_of(load * 108 / 200), 0x2E, byte_of(151 + level * 46 / 100),
            byte_of(32 * std::sqrt(std::max(temperature_ - 10, 0.0))), byte_of(12600 / power_.frequency - 32)};
}

Bytes CyberPowerBinary::status() const {
    Bytes reply{'#'};
    const Bytes measured = measurements();
    reply.insert(reply.end(), measured.begin(), measured.end());
    const auto bits = flags();
    const Bytes rest{0x2E, bits, static_cast<std::uint8_t>(255 - bits), 0x00, 0xFF, '\r'};
    reply.insert(reply.end(), rest.begin(), rest.end());
    return reply;
}

bool CyberPowerBinary::setting(const Bytes& text, Time now) {
    if (text.size() != 3 || text[0] != 'Q' || !registers_.contains(text[1])) return false;
    registers_[text[1]] = text[2];
    executed(format("Q %02X: %d", text[1], static_cast<int>(static_cast<std::int8_t>(text[2]))), now);
    return true;
}

// At once. What the two bytes after S count is not known: anything but 0 is somebody's guess.
bool CyberPowerBinary::turn_off_command(const Bytes& text, Time now) {
    if (text.empty() || text[0] != 'S') return false;
    OffOrder off;
    if (text == kOff) {
        off.name = "S W";
        off.returns = !power_.mains();
    } else if (text == kOffAndOn) {
        off.name = "S R W";
        off.sleep = kAway;
        off.needs_mains = false;
    } else {
        executed(std::string("DANGER S: ") + (starts_with(text, {'S', 0, 0}) ? "damaged" : "a delay of a guessed unit"), now);
        return false;
    }
    turn_off(off, now);
    return true;
}

bool CyberPowerBinary::simple_command(const Bytes& text, Time now) {
    if (text == Bytes{'T', 0x98}) {
        if (!power_.mains() || !power_.output_on()) return false;
        executed("T: battery test", now);
        power_.start_test(now + kTest, power_.config.low_level, now);
    } else if (text == Bytes{'C', 'T'}) {
        executed("CT: test ended", now);
        power_.stop_test(now);
    } else if (text == Bytes{'C'}) {
        executed("C: cancelled", now);
        power_.cancel_off(now);
    } else if (text == Bytes{'B'}) {
        beeper_ = !beeper_;
        executed(beeper_ ? "B: beeper on" : "B: beeper off", now);
    } else {
        return false;
    }
    return true;
}

std::unique_ptr<Ups> make_cyberpower_binary(OptionReader& reader, std::uint64_t seed) {
    PowerConfig config = read_power_config(reader);
    config.nominal_voltage = reader.number("nominal-voltage", 120, 1, 255);
    config.nominal_frequency = reader.number("nominal-frequency", 60, 45, 70);
    CyberPowerBinaryStyle style;
    style.op = reader.choice("series", {"PR", "OP"}) == "OP";
    style.model = reader.text("model", style.op ? "OP1500AVR" : "PR2200");
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<CyberPowerBinary>(config, std::move(style), seed);
}

}  // namespace upsmd::sim
