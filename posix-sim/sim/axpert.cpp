#include "posix-sim/sim/axpert.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/voltronic_text.h"
#include "posix-sim/sim/words.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 60;
constexpr int kWarnings = 32;

template <typename... Values>
std::string format(const char* form, Values... values) {
    char text[160];
    std::snprintf(text, sizeof text, form, values...);
    return text;
}

// x^16 + x^12 + x^5 + 1, a byte at a time.
unsigned remainder_of(std::string_view text) {
    unsigned crc = 0;
    for (const char c : text) {
        unsigned x = (crc >> 8 ^ static_cast<unsigned char>(c)) & 0xFF;
        x ^= x >> 4;
        crc = (crc << 8 ^ x << 12 ^ x << 5 ^ x) & 0xFFFF;
    }
    return crc;
}

char harmless(unsigned byte) {
    const bool awkward = byte == '\n' || byte == '\r' || byte == '(';
    return static_cast<char>(awkward ? byte + 1 : byte);
}

std::string check_of(std::string_view text) {
    const unsigned crc = remainder_of(text);
    return {harmless(crc >> 8), harmless(crc & 0xFF)};
}

}  // namespace

Axpert::Axpert(const PowerConfig& config, AxpertStyle style, std::uint64_t seed)
    : Ups(config, seed), style_(std::move(style)) {}

void Axpert::receive(std::uint8_t byte, Time now) {
    buffer_.push_back(byte);
    if (byte == '\r') {
        command(now);
        buffer_.clear();
    } else if (buffer_.size() > kLongestCommand) {
        buffer_.clear();
    }
}

void Axpert::power_up(Time) { buffer_.clear(); }

void Axpert::command(Time now) {
    const std::string whole(buffer_.begin(), buffer_.end() - 1);
    if (whole.empty()) return;
    const std::string text = whole.substr(0, whole.size() - std::min<std::size_t>(whole.size(), 2));
    const bool sound = !text.empty() && whole.substr(text.size()) == check_of(text);
    if (!sound && !style_.nak_to_damage) return answer(to_bytes(whole), {}, style_.think, now);
    std::string reply;
    if (sound && !style_.refused.contains(text)) reply = query(text);
    if (reply.empty()) reply = sound && control(text, now) ? "ACK" : "NAK";
    reply = "(" + reply;
    std::string check = check_of(reply);
    if (style_.raises_zero) std::replace(check.begin(), check.end(), '\0', '\1');
    answer(to_bytes(whole), to_bytes(reply + check + (style_.line_feed ? "\r\n" : "\r")), style_.think, now);
}

std::string Axpert::query(const std::string& text) const {
    if (text == "QPI") return "PI" + style_.protocol;
    if (text == "QMOD") return std::string(1, mode());
    if (text == "QPIGS") return status();
    if (text == "QPIWS") return warnings();
    if (text == "QPIRI") return ratings();
    if (text == "QFLAG") return "E" + style_.enabled + "D" + style_.disabled;
    if (text == "QID") return style_.serial.substr(0, 14);
    if (text == "QSID" && style_.serial.size() > 14)
        return format("%02zu%-20s", style_.serial.size(), style_.serial.c_str());
    if (text == "QVFW") return "VERFW:" + style_.firmware;
    if (text == "QVFW2") return "VERFW2:00000.31";
    if (text == "QMN") return style_.model;
    return "";
}

char Axpert::mode() const {
    if (failed_) return 'F';
    if (!power_.output_on()) return 'S';
    if (power_.on_battery() || style_.battery_first) return 'B';
    return saving_ ? 'H' : 'L';
}

std::string Axpert::status() const {
    const PowerConfig& config = power_.config;
    const bool mains = power_.mains();
    const bool on = power_.output_on();
    const bool from_battery = mode() == 'B';
    const double load = on ? power_.load : 0;
    const double apparent = load / 100 * style_.rated_power;
    const double amperes = apparent * 0.8 / config.nominal_battery;
    const bool charges = mains && !from_battery && power_.level() < 99.5;
    std::string text = format("%05.1f %04.1f %05.1f %04.1f %04.0f %04.0f %03.0f 440 %05.2f %03.0f %03.0f ",
                              mains ? power_.input_voltage : 0.0, mains ? power_.frequency : 0.0,
                              power_.output_voltage(), on ? config.nominal_frequency : 0.0, apparent, apparent * 0.8,
                              load, power_.battery_voltage(), charges ? 12.0 : 0.0, std::floor(power_.level()));
    text += format("%04.0f 0000 000.0 00.00 %05.0f 000%d0%d0%d", temperature_, from_battery ? amperes : 0.0, on ? 1 : 0,
                   charges ? 1 : 0, charges ? 1 : 0);
    if (style_.fields > 17) text += on ? " 00 00 00000 010" : " 00 00 00000 000";
    if (style_.fields > 21) text += " 0 00 0000";
    return text;
}

// a0 first.
std::string Axpert::warnings() const {
    std::string bits(kWarnings, '0');
    const auto set = [&bits](std::size_t number, bool on) {
        if (on) bits[number] = '1';
    };
    for (const int number : warnings_) set(static_cast<std::size_t>(number), true);
    set(1, failed_);
    set(5, !power_.mains());
    set(12, power_.low());
    set(16, power_.overload);
    return bits;
}

std::string Axpert::ratings() const {
    const PowerConfig& config = power_.config;
    const double amperes = style_.rated_power / config.nominal_voltage;
    const double v = config.nominal_battery / 48;
    return format("%05.1f %04.1f %05.1f %04.1f %04.1f %04.0f %04.0f %04.1f %04.1f %04.1f %04.1f %04.1f", config.nominal_voltage,
                  amperes, config.nominal_voltage, config.nominal_frequency, amperes, style_.rated_power,
                  style_.rated_power, config.nominal_battery, 46 * v, 42 * v, 56.4 * v, 54 * v) +
           (style_.battery_first ? " 0 30 060 0 2 2 9 01 0 1 54.0 0 1 000" : " 0 30 060 0 0 2 9 01 0 1 54.0 0 1 000");
}

bool Axpert::control(const std::string& text, Time now) {
    if (text.starts_with("PE") || text.starts_with("PD")) return option(text, now);
    if (text == "POP00" || text == "POP01" || text == "POP02") {
        executed("DANGER " + text + ": what feeds the load", now);
        style_.battery_first = text != "POP00";
        return true;
    }
    if (text != "PF") return false;
    executed("DANGER PF: all settings lost", now);
    return true;
}

bool Axpert::option(const std::string& text, Time now) {
    if (text.size() != 3) return false;
    std::string& to = text[1] == 'E' ? style_.enabled : style_.disabled;
    std::string& from = text[1] == 'E' ? style_.disabled : style_.enabled;
    if (to.find(text[2]) == std::string::npos) {
        const std::size_t at = from.find(text[2]);
        if (at == std::string::npos) return false;
        from.erase(at, 1);
        to += text[2];
    }
    executed("DANGER " + text + ": option changed", now);
    return true;
}

bool Axpert::apply_own(std::string_view word, std::string_view rest, Time, bool& handled, std::string& error) {
    handled = word == "warning" || word == "saving";
    if (!handled) return true;
    const auto [first, second] = split_word(rest);
    const auto wanted = to_switch(word == "warning" ? second : rest);
    const bool numbered = voltronic::all_digits(first) && first.size() <= 2 && voltronic::number_of(first) < kWarnings;
    if (!wanted || (word == "warning" && !numbered)) {
        error = std::string(word) + ": not " + (word == "warning" ? "a number of 0 to 31 and " : "") + "on or off: \"" +
                std::string(rest) + '"';
        return false;
    }
    if (word == "saving")
        saving_ = *wanted;
    else if (*wanted)
        warnings_.insert(voltronic::number_of(first));
    else
        warnings_.erase(voltronic::number_of(first));
    return true;
}

std::unique_ptr<Ups> make_voltronic_axpert(OptionReader& reader, std::uint64_t seed) {
    PowerConfig config = read_power_config(reader);
    AxpertStyle style;
    style.protocol = reader.choice("pi", {"30", "15", "16", "17", "18", "34", "41"});
    style.model = reader.text("model", style.model);
    style.serial = reader.text("serial", style.serial);
    style.firmware = reader.text("version", style.firmware);
    if (style.serial.size() > 20) reader.fail("serial", style.serial, "longer than 20 characters");
    style.rated_power = reader.number("rated-power", style.rated_power, 1, 9999);
    const std::string fields = reader.choice("fields", {"21", "17", "24"});
    style.fields = voltronic::number_of(fields);
    style.battery_first = reader.choice("priority", {"mains", "battery"}) == "battery";
    style.raises_zero = reader.flag("raises-zero", false);
    style.line_feed = reader.flag("line-feed", false);
    style.nak_to_damage = reader.choice("damaged", {"nak", "silence"}) == "nak";
    // Commands with "+" between them.
    const std::string refused = reader.text("refuse", "");
    for (std::size_t at = 0; at < refused.size();) {
        const std::size_t end = std::min(refused.find('+', at), refused.size());
        style.refused.insert(refused.substr(at, end - at));
        at = end + 1;
    }
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<Axpert>(config, std::move(style), seed);
}

}  // namespace upsmd::sim
