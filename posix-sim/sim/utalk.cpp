#include "posix-sim/sim/utalk.h"

#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 20;
constexpr double kRatedPower = 1100;  // VA
constexpr double kPowerFactor = 0.7;

// How many of the unit's counts make a volt and so on, by table.
struct Counts {
    double volts, amperes, hertz, volt_amperes;
};
constexpr std::array<Counts, 4> kCounts{{{1, 1, 1, 1}, {1, 1, 10, 0.001}, {100, 100, 1, 1}, {1, 100, 10, 1}}};

bool lists(const std::string& names, const std::string& name) {
    return ("+" + names + "+").find("+" + name + "+") != std::string::npos;
}

std::optional<int> read_number(const std::string& text) {
    const bool digits = !text.empty() && text.size() <= 5 && text.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || std::stol(text) > 65535) return std::nullopt;
    return std::stoi(text);
}

char bit(bool on) { return on ? '1' : '0'; }

}  // namespace

Utalk::Utalk(const PowerConfig& config, const UtalkStyle& style, std::uint64_t seed)
    : Ups(config, seed), style_(style), low_level_(static_cast<int>(config.low_level)) {}

void Utalk::receive(std::uint8_t byte, Time now) {
    if (byte == '\r') return;
    if (byte != '\n') {
        buffer_.push_back(byte);
        if (buffer_.size() > kLongestCommand) buffer_.clear();
        return;
    }
    const std::string text(buffer_.begin(), buffer_.end());
    buffer_.clear();
    if (!text.empty()) command(text, now);
}

void Utalk::power_up(Time) { buffer_.clear(); }

// Without "off for 10 s in any case" mains that come back in time end the countdown.
void Utalk::power_changed(PowerEvent event, Time now) {
    if (event == PowerEvent::kLineBack && power_.off_pending() && !force_off_) {
        power_.cancel_off(now);
        executed("mains are back: turn-off cancelled", now);
    }
}

void Utalk::command(const std::string& text, Time now) {
    std::string reply;
    if (text == "Z" || text == "A") {
        style_.echo = text == "A";
        return;
    }
    if (text == "Ax 0" || text == "Ax 1") {
        style_.link = text == "Ax 1";
        return;
    }
    if (!style_.link) return;
    const std::size_t blank = text.find(' ');
    const std::string name = text.substr(0, blank);
    if (lists(style_.refuse, text) || text == "Ax 129")
        reply = "?";
    else if (blank == std::string::npos || text.substr(blank) == " ?" || text == "Si 1")
        reply = value(text);
    else
        reply = set(name, text.substr(blank + 1), now);
    if (reply.empty()) reply = "?";
    answer(to_bytes(text), to_bytes((style_.echo ? text + "\n\r" : "") + reply + "\n\r"), style_.think, now);
}

std::string Utalk::scaled(double value, double scale) const {
    const std::string one = std::to_string(std::lround(value * scale));
    return style_.phases == 3 ? one + " " + one + " " + one : one;
}

std::string Utalk::value(const std::string& name) const {
    if (name == "Si 1") return style_.names_itself ? style_.model : "?";
    if (name == "Si") return "3000 51 0";
    if (name == "Ai") return "4 " + std::to_string(style_.table);
    if (name == "Ti") return "6Q21JKL01";
    std::string text = words(name);
    if (text.empty()) text = nominal(name);
    return text.empty() ? measured(name) : text;
}

std::string Utalk::measured(const std::string& name) const {
    const Counts& counts = kCounts[static_cast<std::size_t>(style_.table)];
    const bool on = power_.output_on();
    const double input = power_.mains() ? power_.input_voltage : 0;
    const double load = on ? power_.load : 0;
    const double apparent = load / 100 * kRatedPower / style_.phases;
    const double volts = power_.output_voltage();
    const double hertz = !on ? 0 : power_.on_battery() ? power_.config.nominal_frequency : power_.frequency;
    const auto plain = [](double number) { return std::to_string(std::lround(std::floor(number))); };
    if (name == "Bl") return plain(power_.level());
    if (name == "Bn") return plain(power_.runtime_left());
    if (name == "Bv") return std::to_string(std::lround(power_.battery_voltage() * counts.volts));
    if (name == "Bt" || name == "St") return plain(temperature_);
    if (name == "Ll") return scaled(load, 1);
    if (name == "Lv") return scaled(volts, counts.volts);
    if (name == "Lf") return std::to_string(std::lround(hertz * counts.hertz));
    if (name == "Lc") return scaled(volts > 0 ? apparent / volts : 0, counts.amperes);
    if (name == "Lk") return scaled(apparent, counts.volt_amperes);
    if (name == "Lp") return scaled(apparent * kPowerFactor, counts.volt_amperes);
    if (name == "Uv" || name == "Vv") return scaled(input, counts.volts);
    if (name == "Uf" || name == "Vf")
        return std::to_string(std::lround((power_.mains() ? power_.frequency : 0) * counts.hertz));
    return "";
}

std::string Utalk::nominal(const std::string& name) const {
    const PowerConfig& config = power_.config;
    const Counts& counts = kCounts[static_cast<std::size_t>(style_.table)];
    const auto volts = [&](double part) { return std::to_string(std::lround(config.nominal_voltage * part * counts.volts)); };
    if (name == "Bv ?") return std::to_string(std::lround(config.nominal_battery * counts.volts));
    if (name == "Bl ?") return std::to_string(low_level_);
    if (name == "Sl ?") return "50";
    if (name == "Sm ?") return std::to_string(start_delay_);
    if (name == "Sn ?") return std::to_string(off_delay_);
    if (name == "Sp ?") return std::to_string(std::lround(kRatedPower * kPowerFactor * counts.volt_amperes));
    if (name == "Uv ?") return volts(1);
    if (name == "Uf ?") return std::to_string(std::lround(config.nominal_frequency * counts.hertz));
    if (name == "Ee ?") return volts(0.8);
    if (name == "Eo ?") return volts(0.9);
    if (name == "Ea ?") return volts(1.1);
    if (name == "Eu ?") return volts(1.2);
    return "";
}

// Bits 7 to 0 of each word.
std::string Utalk::words(const std::string& name) const {
    const bool battery = power_.on_battery() || (!power_.mains() && !power_.output_on());
    const bool low = battery && power_.low();
    if (name == "Ss")
        return std::string{bit(low || failed_), '0', 'X', bit(replace_battery_), bit(low), bit(battery),
                           bit(power_.overload), '0'};
    if (name == "Bs")
        return std::string{bit(battery), bit(!battery), '0', bit(replace_battery_), bit(low), 'X', '0', '0'} + " XX100000";
    if (name == "Ls") {
        const bool waits = power_.waits_for_mains();
        return std::string{'0', '0', bit(power_.trim), '0', bit(power_.boost), '0', '0', '0', ' ', bit(power_.output_on()),
                           '1', '0', bit(force_off_), bit(restart_), '0', bit(waits), bit(power_.off_pending())};
    }
    if (name == "Ps") return std::string{'0', '1', '0', '0', '0', '0', '0', bit(power_.bypass)};
    return "";
}

std::string Utalk::set(const std::string& name, const std::string& argument, Time now) {
    const auto number = read_number(argument);
    if (!number) return "?";
    if (name.size() == 2 && (name[1] == 'x' || name == "Wy")) return order(name, *number, now);
    const std::map<std::string, int*> settings{{"Sn", &off_delay_}, {"Sm", &start_delay_}, {"Bl", &low_level_}};
    const auto row = settings.find(name);
    if (row == settings.end()) {
        if (nominal(name + " ?").empty()) return "?";
        executed("DANGER " + name + " " + argument + ": a setting changed", now);
        return "OK";
    }
    *row->second = *number;
    executed(name + " " + argument + ": set", now);
    return "OK";
}

std::string Utalk::order(const std::string& name, int code, Time now) {
    const std::string text = name + " " + std::to_string(code);
    if (name == "Sx") return unit_order(code, now);
    if (name == "Bx" && code == 1) {
        if (!power_.mains() || !power_.output_on()) return "NOK";
        executed(text + ": battery test", now);
        power_.start_test(now + 10s, power_.config.low_level, now);
        return "OK";
    }
    if (name == "Wy") {
        plugs_selected_ = true;
        return "OK";
    }
    if (name == "Px" && (code == 2 || code == 3)) {
        power_.bypass = code == 3;
        executed(text + (code == 3 ? ": maintenance bypass" : ": no bypass"), now);
        return "OK";
    }
    if (name != "Wx" || code > 1) return "?";
    if (!plugs_selected_) return "NOK";
    executed(text + (code == 1 ? ": plugs on" : ": plugs off"), now);
    if (code == 1) {
        power_.switch_on(now);
    } else {
        OffOrder off;
        off.returns = false;
        off.name = text;
        turn_off(off, now);
    }
    return "OK";
}

std::string Utalk::unit_order(int code, Time now) {
    const std::string text = "Sx " + std::to_string(code);
    switch (code) {
        case 0: begin_shutdown(now); return "OK";
        case 1:
            executed(power_.cancel_off(now) ? "Sx 1: turn-off cancelled" : "Sx 1: started", now);
            power_.switch_on(now);
            return "OK";
        case 2: return "OK";
        case 4:
        case 5: restart_ = code == 5; break;
        case 6:
        case 7: force_off_ = code == 7; break;
        case 128:
        case 129: break;
        default: return "?";
    }
    executed(text + ": set", now);
    return "OK";
}

void Utalk::begin_shutdown(Time now) {
    OffOrder off;
    off.name = "Sx 0";
    off.grace = std::chrono::seconds(off_delay_);
    off.returns = restart_;
    off.sleep = 10s;
    off.after_mains = std::chrono::minutes(start_delay_);
    turn_off(off, now);
}

std::unique_ptr<Ups> make_mge_utalk(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    UtalkStyle style;
    style.table = static_cast<int>(reader.number("table", style.table, 0, 3));
    style.link = reader.choice("link", {"enabled", "disabled"}) == "enabled";
    style.echo = reader.flag("echo", false);
    style.names_itself = reader.flag("names-itself", true);
    style.phases = reader.choice("phases", {"1", "3"}) == "3" ? 3 : 1;
    style.model = reader.text("model", style.model);
    style.refuse = reader.text("refuse", "");
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<Utalk>(config, style, seed);
}

}  // namespace upsmd::sim
