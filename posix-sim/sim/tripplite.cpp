#include "posix-sim/sim/tripplite.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 12;
constexpr int kFactoryDelay = 64;  // s, of G

std::string hex(double value, int digits) {
    char text[16];
    std::snprintf(text, sizeof text, "%0*X", digits, static_cast<unsigned>(std::max(value, 0.0)));
    return text;
}

std::optional<int> read_hex(const std::string& digits, std::size_t count) {
    if (digits.size() != count || digits.find_first_not_of("0123456789ABCDEF") != std::string::npos) return std::nullopt;
    return static_cast<int>(std::stoul(digits, nullptr, 16));
}

}  // namespace

Tripplite::Tripplite(const PowerConfig& config, const TrippliteStyle& style, std::uint64_t seed)
    : Ups(config, seed), style_(style), highest_(power_.input_voltage), lowest_(power_.input_voltage) {}

void Tripplite::receive(std::uint8_t byte, Time now) {
    if (byte != '\r') {
        buffer_.push_back(byte);
        if (buffer_.size() > kLongestCommand) buffer_.clear();
        return;
    }
    const std::string text(buffer_.begin(), buffer_.end());
    buffer_.clear();
    if (text.empty()) return;
    std::string second = query(text);
    if (second.empty() && control(text, now)) second = "OK";  // nobody has written down what stands here
    std::string reply = style_.echo ? text + "\r\n" : "";
    if (!second.empty()) reply += second + "\r\n";
    answer(to_bytes(text), to_bytes(reply), style_.think, now);
}

void Tripplite::power_up(Time) { buffer_.clear(); }

void Tripplite::power_changed(PowerEvent event, Time at) {
    if (event == PowerEvent::kTestEnded) test_result_ = test_fails_ ? 1 : 0;
    conditions_changed(at);
}

void Tripplite::conditions_changed(Time) {
    const double volts = power_.mains() ? power_.input_voltage : 0;
    highest_ = std::max(highest_, volts);
    lowest_ = std::min(lowest_, volts);
}

std::string Tripplite::query(const std::string& text) {
    const double volts = power_.mains() ? power_.input_voltage : 0;
    if (text == ":D") return status();
    // As one 12 V block.
    if (text == ":B") return hex(power_.battery_voltage() * 12 / power_.config.nominal_battery * 10 + 0.5, 2);
    if (text == ":M") return hex(std::exchange(highest_, volts), 2);
    if (text == ":I") return hex(std::exchange(lowest_, volts), 2);
    if (text == ":C") return std::to_string(power_.testing() ? 2 : replace_battery_ ? 1 : failed_ ? 3 : test_result_);
    const int fives = style_.power / 5;
    const int line = style_.unison ? 0x40 : 0;
    if (text == ":W") return hex(style_.old_rating ? line : 0x80 + line + fives / 32, 2);
    if (text == ":L") return hex(style_.old_rating ? style_.power * 2 : fives % 32 * 8, 2);
    if (text == ":V") return "11";
    if (text == ":X") return "3A";
    return "";
}

// Battery, load, mains, tap, mode, temperature, unknown, load, unknown, tenths of Hz.
std::string Tripplite::status() const {
    const bool discharging = power_.on_battery();
    const double volts = power_.mains() ? power_.input_voltage : 0;
    const char tap = power_.boost ? '2' : power_.trim ? '1' : '0';
    const char mode = !power_.output_on() ? '0' : discharging ? '1' : '2';
    std::string text = power_.low() ? "0" : "1";
    text += power_.overload ? '0' : '1';
    text += hex(volts, 2) + tap + mode + hex(std::ceil((temperature_ + 21) / 0.3636), 2);
    text += (discharging ? "0000" : "6400") + hex(power_.output_on() ? power_.load : 0, 2) + "5B82";
    const double outage = style_.hertz_on_battery ? power_.config.nominal_frequency : 0;
    return text + hex((power_.mains() ? power_.frequency : outage) * 10 + 0.5, 3);
}

bool Tripplite::control(const std::string& text, Time now) {
    if (text.size() < 2 || text[0] != ':') return false;
    const std::string argument = text.substr(2);
    switch (text[1]) {
        case 'A':
            if (!argument.empty()) return false;
            executed("A: self test", now);
            if (power_.mains() && power_.output_on()) power_.start_test(now + 10s, power_.config.low_level, now);
            return true;
        case 'N':
            delay_ = read_hex(argument, 2);
            if (delay_) executed("N" + argument + ": the next command waits " + std::to_string(*delay_) + " s", now);
            return delay_.has_value();
        case 'G': return argument.empty() && off("G", true, {}, now);
        case 'H': {
            const auto pause = read_hex(argument, 6);
            return pause && off("H" + argument, true, std::chrono::seconds(*pause), now);
        }
        case 'K':
            if (argument == "0") return off("K0", false, {}, now);
            if (argument != "1") return false;
            executed("K1: output on", now);
            power_.switch_on(now);
            return true;
        case 'J':
        case 'Q':
        case 'S': executed("DANGER " + text + ": a setting in the EEPROM changed", now); return true;
        default: return false;
    }
}

// At once, unless N came before; G without N waits as long as the factory has set.
bool Tripplite::off(const std::string& text, bool returns, Duration sleep, Time now) {
    OffOrder order;
    order.name = text;
    if (!delay_ && text == "G") executed("DANGER G without N", now);
    order.grace = std::chrono::seconds(delay_.value_or(text == "G" ? kFactoryDelay : 0));
    order.returns = returns;
    order.sleep = sleep;
    delay_.reset();
    turn_off(order, now);
    return true;
}

std::unique_ptr<Ups> make_tripplite(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    TrippliteStyle style;
    style.echo = reader.flag("echo", true);
    style.hertz_on_battery = reader.flag("hertz-on-battery", true);
    style.old_rating = reader.flag("old-rating", false);
    style.unison = reader.choice("line", {"smart", "unison"}) == "unison";
    style.power = static_cast<int>(reader.number("power", style.power, 5, style.old_rating ? 127 : 10235));
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<Tripplite>(config, style, seed);
}

}  // namespace upsmd::sim
