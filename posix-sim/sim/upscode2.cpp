#include "posix-sim/sim/upscode2.h"

#include <array>
#include <cmath>
#include <optional>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/text_format.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestLine = 24;
constexpr double kPowerFactor = 0.7;
constexpr Duration kTest = 10s;
constexpr std::array<std::string_view, 9> kPlain{"UPCL", "UPTP", "UPID", "UPSS", "UPDS",
                                                 "UPDV", "UPIS", "UPPU", "UPDA"};
constexpr std::array<std::string_view, 10> kWithArgument{"UPSN", "UPPN", "UPSD", "UPCD", "UPRD",
                                                         "UPPM", "UPBT", "UPPC", "UPPD", "UPPF"};

template <std::size_t kSize>
bool holds(const std::array<std::string_view, kSize>& list, std::string_view name) {
    for (const std::string_view each : list)
        if (each == name) return true;
    return false;
}

std::optional<int> whole(const std::string& text, int most) {
    const bool digits = !text.empty() && text.size() <= 5 && text.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || std::stoi(text) > most) return std::nullopt;
    return std::stoi(text);
}

std::string pair(const std::string& label, const std::string& value) { return label + "\r\n" + value + "\r\n"; }
std::string flag(const std::string& label, bool on) { return pair(label, on ? "11" : "00"); }
std::string number(const std::string& label, double value) { return pair(label, format("%07.2f", value)); }

}  // namespace

Upscode2::Upscode2(const PowerConfig& config, Upscode2Style style, std::uint64_t seed)
    : Ups(config, seed), style_(std::move(style)) {}

void Upscode2::receive(std::uint8_t byte, Time now) {
    if (byte == '\n') return;
    if (byte != '\r') {
        buffer_.push_back(byte);
        if (buffer_.size() > kLongestLine) buffer_.clear();
        return;
    }
    const std::string text(buffer_.begin(), buffer_.end());
    buffer_.clear();
    line(text, now);
}

void Upscode2::power_up(Time) {
    buffer_.clear();
    waiting_.clear();
}

void Upscode2::line(const std::string& text, Time now) {
    if (!waiting_.empty()) {
        const std::string command = waiting_;
        waiting_.clear();
        const std::string reply = with_argument(command, text, now);
        return answer(to_bytes(command + "\r" + text), to_bytes(reply), style_.think, now);
    }
    if (text.empty()) return;
    if (knows(text) && holds(kWithArgument, text)) {
        waiting_ = text;
        return;
    }
    answer(to_bytes(text), knows(text) ? to_bytes(plain(text, now)) : Bytes{}, style_.think, now);
}

bool Upscode2::knows(const std::string& command) const {
    return !style_.refuse.contains(command) && (holds(kPlain, command) || holds(kWithArgument, command));
}

std::string Upscode2::plain(const std::string& command, Time now) {
    if (command == "UPCL") return commands();
    if (command == "UPTP") return pair("NNAME", style_.model);
    if (command == "UPID") return pair("ACID", "RACK 7");
    if (command == "UPSS") return status_lines();
    if (command == "UPDS") return status_lines() + measures();
    if (command == "UPDV") return nominal();
    if (command == "UPIS") {
        executed("UPIS: self test", now);
    } else if (command == "UPPU") {
        executed(power_.cancel_off(now) ? "UPPU: turn-off cancelled" : "UPPU: output on", now);
        if (power_.mains()) power_.switch_on(now);
    }
    return "";
}

std::string Upscode2::commands() const {
    std::string list;
    for (const std::string_view each : kWithArgument)
        if (knows(std::string(each))) list += std::string(each) + "\r\n";
    for (const std::string_view each : kPlain)
        if (each != "UPCL" && knows(std::string(each))) list += std::string(each) + "\r\n";
    return list + "UPCL\r\n";
}

std::string Upscode2::status_lines() const {
    const bool battery = power_.on_battery() || !power_.mains();
    const bool off = !power_.output_on();
    const bool charging = power_.mains() && power_.level() < 100;
    std::string text = flag("STOK", battery || failed_ || power_.overload || off || replace_battery_);
    text += flag(style_.online ? "STUF" : "STBO", battery);
    text += flag("STBL", battery && power_.low());
    text += flag("STBP", power_.bypass);
    text += pair("STLR", power_.boost ? "SU" : power_.trim ? "SD" : "NO");
    text += pair("STBM", battery ? "DI" : charging ? "CH" : "FT");
    text += pair("STAT", power_.overload ? "OL" : off ? "OD" : battery && power_.low() ? "BL" : "00");
    text += pair("STMF", failed_ ? "IM" : replace_battery_ ? "BY" : "00");
    return text + number("BTIME", battery ? std::floor(power_.runtime_left() / 60) : 9999);
}

double Upscode2::current() const {
    if (!power_.output_on()) return 0;
    return power_.load / 100 * style_.rated_power / (style_.three_phases ? 3 : 1) / power_.config.nominal_voltage;
}

std::string Upscode2::measures() const {
    const bool on = power_.output_on();
    const double input = power_.mains() ? power_.input_voltage : 0;
    const double amperes = current();
    const double kva = power_.output_voltage() * amperes / 1000;
    std::string text;
    const auto each_phase = [&](const std::string& label, double value) {
        const char last = style_.three_phases ? '3' : '1';
        for (char phase = '1'; phase <= last; ++phase) text += number(label + phase, value);
    };
    each_phase("MIUL", input);
    text += number("MIFFF", power_.mains() ? power_.frequency : 0);
    text += number("MBUUU", power_.battery_voltage());
    text += number("MBIII", power_.on_battery() ? -amperes : 0.1);
    if (style_.charge) text += number("MBCH1", power_.level());
    each_phase("MOUL", power_.output_voltage());
    each_phase("MOIL", amperes);
    each_phase("MOPL", kva * kPowerFactor);
    each_phase("MOSL", kva);
    text += number("MUTE1", temperature_);
    return text + number("MOFFF", !on ? 0 : power_.on_battery() ? power_.config.nominal_frequency : power_.frequency);
}

// kW, kVA and A of a phase.
std::string Upscode2::nominal() const {
    const PowerConfig& config = power_.config;
    const double kva = style_.rated_power / 1000 / (style_.three_phases ? 3 : 1);
    const double amperes = kva * 1000 / config.nominal_voltage;
    return number("NIUHH", config.nominal_voltage * 1.2) + number("NIULL", config.nominal_voltage * 0.7) +
           number("NIUNN", config.nominal_voltage) + number("NIINN", amperes) +
           number("NBAHN", 17) + number("NBUHH", config.nominal_battery * 1.2) +
           number("NBULL", config.nominal_battery * 0.83) + number("NBUNN", config.nominal_battery) +
           number("NOIHH", amperes * 1.1) + number("NOINN", amperes) + number("NOPNN", kva * kPowerFactor) +
           number("NOSNN", kva) + number("NOUNN", config.nominal_voltage) +
           number("NOFLL", config.nominal_frequency * 0.96);
}

std::string Upscode2::with_argument(const std::string& command, const std::string& argument, Time now) {
    if (command == "UPSN" || command == "UPPN") {
        std::string& text = command == "UPSN" ? style_.serial : style_.part;
        if (argument.empty()) return "";
        if (argument != "0") {
            executed("DANGER " + command + ": " + argument + " written", now);
            text = argument;
        }
        return pair(command == "UPSN" ? "ACSN" : "ACPN", text);
    }
    if (command == "UPSD") return delay(command, argument, style_.off_delay, now);
    if (command == "UPCD") return delay(command, argument, on_delay_, now);
    if (command == "UPRD") return delay(command, argument, restart_level_, now);
    if (command == "UPPM") return parameter(argument, now);
    if (command == "UPBT")
        test(argument, now);
    else
        order(command, argument, now);
    return "";
}

// 0, or nothing where the command takes that, reads it.
std::string Upscode2::delay(const std::string& command, const std::string& argument, int& value, Time now) {
    const bool asks = command == "UPRD" && argument.empty();
    const auto wanted = asks ? 0 : whole(argument, 999);
    if (!wanted) return "";
    if (*wanted != 0) {
        value = *wanted;
        executed(command + " " + std::to_string(value) + ": set", now);
    }
    return pair("AC" + command.substr(2), format("%03d", value));
}

std::string Upscode2::parameter(const std::string& argument, Time now) {
    if (argument == "0") return "ACPM\r\nP08\r\nP12\r\n";
    if (argument == "P12") return pair("ACPM", "P12V00");
    if (argument == "P08") return pair("ACPM", "P08V0" + std::to_string(beeper_));
    if (argument == "P08V00" || argument == "P08V01" || argument == "P08V02") {
        beeper_ = argument.back() - '0';
        executed(argument + ": set", now);
        return pair("ACPM", argument);
    }
    if (argument.starts_with("P12V")) executed("DANGER " + argument + ": bypass", now);
    return "";
}

// UPPC comes back after the second delay and with good mains, UPPD stays off, UPPF is for an outage only.
void Upscode2::order(const std::string& command, const std::string& key, Time now) {
    if (key != (command == "UPPD" ? "LGGNLMDPGV" : "IJHLDMGCIU")) return;
    if (command == "UPPF" && power_.mains()) return;
    executed("turn-off by " + command, now);
    OffOrder off;
    off.name = command;
    off.grace = std::chrono::seconds(style_.off_delay);
    off.returns = command != "UPPD";
    if (command == "UPPC") off.sleep = std::chrono::seconds(on_delay_);
    turn_off(off, now);
}

void Upscode2::test(const std::string& argument, Time now) {
    if (argument != "1") {
        executed("DANGER UPBT " + argument + ": periodic test", now);
        return;
    }
    if (!power_.mains() || !power_.output_on()) return;
    executed("UPBT 1: battery test", now);
    power_.start_test(now + kTest, power_.config.low_level, now);
}

std::unique_ptr<Ups> make_upscode2(OptionReader& reader, std::uint64_t seed) {
    PowerConfig config = read_power_config(reader);
    Upscode2Style style;
    style.model = reader.text("model", style.model);
    style.serial = reader.text("serial", style.serial);
    style.online = reader.choice("type", {"online", "standby"}) == "online";
    style.three_phases = reader.choice("phases", {"1", "3"}) == "3";
    style.charge = reader.flag("charge", true);
    style.rated_power = reader.number("rated-power", style.rated_power, 1, 999999);
    config.nominal_battery = reader.number("nominal-battery", 48, 1, 999);
    style.off_delay = static_cast<int>(reader.number("off-delay", style.off_delay, 1, 999));
    style.refuse = reader.list("refuse");
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<Upscode2>(config, std::move(style), seed);
}

}  // namespace upsmd::sim
