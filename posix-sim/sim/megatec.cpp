#include "posix-sim/sim/megatec.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 40;
constexpr std::array<std::string_view, 10> kOddities = {
    "none", "no-temperature", "lost-paren", "double-paren", "crlf", "nul", "comma", "extra", "zeros", "at-signs"};

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number_of(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

// n of S<n>: ".2" to ".9" are tenths of a minute, two digits are minutes. ".0", ".1" and "00" mean at once.
bool read_minutes(std::string_view text, Duration& delay) {
    if (text.size() != 2) return false;
    if (text[0] == '.' && all_digits(text.substr(1))) {
        const int tenths = text[1] - '0';
        delay = std::chrono::seconds(tenths < 2 ? 0 : tenths * 6);
        return true;
    }
    if (!all_digits(text)) return false;
    delay = std::chrono::minutes(number_of(text));
    return true;
}

void replace_all(std::string& text, char from, char to) { std::replace(text.begin(), text.end(), from, to); }

}  // namespace

Megatec::Megatec(const PowerConfig& config, MegatecStyle style, std::uint64_t seed)
    : Ups(config, seed), style_(std::move(style)) {}

void Megatec::receive(std::uint8_t byte, Time now) {
    buffer_.push_back(byte);
    if (byte == '\r') {
        if (power_.output_on() || power_.mains() || !style_.quiet_asleep) command(now);
        buffer_.clear();
    } else if (buffer_.size() > kLongestCommand) {
        buffer_.clear();
    }
}

void Megatec::power_up(Time) { buffer_.clear(); }

void Megatec::power_changed(PowerEvent event, Time) {
    if (event == PowerEvent::kLineFail && !power_.mains()) fault_voltage_ = 0;
}

void Megatec::command(Time now) {
    const std::string text(buffer_.begin(), buffer_.end() - 1);
    const Bytes key(text.begin(), text.end());
    if (text.empty()) {
        answer(key, {}, style_.think, now);
        return;
    }
    Bytes reply;
    if (query(text, reply)) {
        answer(key, reply, style_.think, now);
        if (text == style_.status_command) fault_voltage_ = -1;
        return;
    }
    if (control(text, now)) {
        accepted(text, now);
        return;
    }
    unknown(now);
}

void Megatec::accepted(const std::string& text, Time now) {
    answer(to_bytes(text), style_.ack ? to_bytes(style_.yes + "\r") : Bytes{}, style_.think, now);
}

void Megatec::unknown(Time now) {
    const Bytes key(buffer_.begin(), buffer_.end() - 1);
    Bytes reply;
    if (style_.unknown == "echo") reply = buffer_;
    if (style_.unknown == "nak") reply = to_bytes(style_.no + "\r");
    answer(key, reply, style_.think, now);
}

bool Megatec::query(const std::string& text, Bytes& reply) const {
    if (text == style_.status_command) {
        reply = to_bytes(lenient(status_line()));
        return true;
    }
    if (text == style_.identity_command && !style_.identity.empty()) {
        reply = to_bytes("#" + style_.identity + "\r");
        return true;
    }
    if (text == "QPI" && !style_.protocol_number.empty()) {
        reply = to_bytes("(" + style_.protocol_number + "\r");
        return true;
    }
    if (text == "BL" && style_.charge_digits > 0) {
        char line[16];
        std::snprintf(line, sizeof line, "BL%0*.0f\r", style_.charge_digits, power_.level());
        reply = to_bytes(line);
        return true;
    }
    if (text == "F" && style_.ratings) {
        char line[64];
        std::snprintf(line, sizeof line, "#%05.1f %03.0f %05.1f %04.1f\r", power_.config.nominal_voltage,
                      style_.rated_current, power_.config.nominal_battery, power_.config.nominal_frequency);
        reply = to_bytes(line);
        return true;
    }
    return false;
}

std::string Megatec::battery_field() const {
    const double volts = power_.battery_voltage();
    char text[24];
    if (style_.battery == "cell") {
        std::snprintf(text, sizeof text, "%04.2f", volts / (power_.config.nominal_battery / 2));
    } else if (style_.battery == "wide") {
        std::snprintf(text, sizeof text, "%06.2f", volts);
    } else {
        std::snprintf(text, sizeof text, "%04.1f", volts);
    }
    return text;
}

double Megatec::fault_voltage() const {
    const double input = power_.mains() ? power_.input_voltage : 0.0;
    return fault_voltage_ >= 0 ? fault_voltage_ : input;
}

std::string Megatec::flags() const {
    const bool special = power_.bypass || power_.boost || power_.trim;
    const std::array<bool, 8> flags = {!power_.mains(), power_.low(),     special,              failed_,
                                       style_.standby,  power_.testing(), power_.off_pending(), beeper_on_};
    std::string bits;
    for (const bool flag : flags) bits += flag ? '1' : '0';
    return bits;
}

// `(MMM.M NNN.N PPP.P QQQ RR.R SS.S TT.T b7..b0` CR: input, fault and output voltage, load, frequency, battery,
// temperature, flags.
std::string Megatec::status_line() const {
    const double input = power_.mains() ? power_.input_voltage : 0.0;
    const double load = power_.output_on() ? power_.load : 0.0;
    char line[100];
    std::snprintf(line, sizeof line, "(%05.1f %05.1f %05.1f %03.0f %04.1f %s %04.1f %s\r", input, fault_voltage(),
                  power_.output_voltage(), load, power_.frequency, battery_field().c_str(), temperature_,
                  flags().c_str());
    return line;
}

// Irregular but readable forms that real boards send.
std::string Megatec::lenient(std::string line) const {
    if (oddity_ == "no-temperature") line.replace(line.size() - 14, 4, "--.-");
    if (oddity_ == "at-signs") line.replace(line.size() - 14, 4, "@@.@");
    if (oddity_ == "lost-paren") line.erase(0, 1);
    if (oddity_ == "double-paren") line.insert(0, "(");
    if (oddity_ == "crlf") line += '\n';
    if (oddity_ == "nul") line.insert(0, 1, '\0');
    if (oddity_ == "comma") replace_all(line, '.', ',');
    if (oddity_ == "extra") line.insert(line.size() - 1, " 00");
    if (oddity_ == "zeros") line = "(000.0 000.0 000.0 000 00.0 00.0 00.0 00000000\r";
    return line;
}

bool Megatec::control(const std::string& text, Time now) {
    if (text == "Q") {
        beeper_on_ = !beeper_on_;
        executed(beeper_on_ ? "Q: beeper on" : "Q: beeper off", now);
        return true;
    }
    if (text == "C") {
        cancel(now);
        return true;
    }
    if (text[0] == 'S') return shutdown_command(text, now);
    return test_command(text, now);
}

bool Megatec::test_command(const std::string& text, Time now) {
    if (text == "CT") {
        executed("CT: test cancelled", now);
        power_.stop_test(now);
        return true;
    }
    Time until = now + 10s;
    double stop_level = 0;
    if (text == "TL") {
        until = kNever;
        stop_level = power_.config.low_level;
    } else if (text.size() == 3 && style_.tenths_of_test && text[1] == '.' && text[2] >= '2' && text[2] <= '9') {
        until = now + std::chrono::seconds((text[2] - '0') * 6);
    } else if (text.size() == 3 && text[0] == 'T' && all_digits(text.substr(1)) && text != "T00") {
        until = now + std::chrono::minutes(number_of(text.substr(1)));
    } else if (text != "T") {
        return false;
    }
    if (!power_.output_on() || !power_.mains()) return false;
    executed(text + ": battery test", now);
    power_.start_test(until, stop_level, now);
    return true;
}

void Megatec::cancel(Time now) {
    if (power_.cancel_off(now)) {
        executed("C: turn-off cancelled", now);
        return;
    }
    if (power_.output_on() || !power_.mains()) {
        executed("C: nothing to cancel", now);
        return;
    }
    // A unit that is off comes on again, at least 10 s later.
    executed("C: output on in 10 s", now);
    OffOrder order;
    order.after_mains = 10s;
    order.sleep = 10s;
    order.name = "C";
    power_.restart_sleep(now);
    power_.order_off(order, now);
}

// S<n>: off after n, on again with the mains. S<n>R<mmmm>: not before mmmm minutes; R0000: stays off.
bool Megatec::shutdown_command(const std::string& text, Time now) {
    OffOrder order;
    order.name = text;
    order.after_mains = 10s;
    order.off_at_low = true;
    order.returns = !plain_stays_off_;
    const bool with_return = text.size() == 8 && text[3] == 'R';
    if (text.size() != 3 && !with_return) return false;
    if (!read_minutes(std::string_view(text).substr(1, 2), order.grace)) return false;
    if (with_return) {
        const std::string_view minutes = std::string_view(text).substr(4);
        if (!all_digits(minutes)) return false;
        order.sleep = std::chrono::minutes(number_of(minutes));
        order.returns = order.sleep != Duration{};
        if (style_.old_firmware && order.returns && order.sleep < 3min) {
            executed("DANGER " + text + ": this firmware hangs off for ever", now);
            order.returns = false;
        }
    }
    if (order.grace == Duration{}) executed("DANGER " + text + ": output off at once", now);
    turn_off(order, now);
    return true;
}

bool Megatec::apply_own(std::string_view word, std::string_view rest, Time, bool& handled, std::string& error) {
    handled = true;
    if (word == "unknown") {
        if (rest != "echo" && rest != "nak" && rest != "silence") {
            error = "unknown: not echo, nak or silence: \"" + std::string(rest) + '"';
            return false;
        }
        style_.unknown = rest;
        return true;
    }
    if (word == "oddity") {
        if (std::find(kOddities.begin(), kOddities.end(), rest) == kOddities.end()) {
            error = "oddity: not known: \"" + std::string(rest) + '"';
            return false;
        }
        oddity_ = rest;
        return true;
    }
    handled = false;
    return true;
}

}  // namespace upsmd::sim
