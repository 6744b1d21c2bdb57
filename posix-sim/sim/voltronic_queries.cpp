// Voltronic P: what the unit answers.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "posix-sim/sim/voltronic.h"
#include "posix-sim/sim/voltronic_text.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kNameWidth = 15;

template <typename... Values>
std::string format(const char* form, Values... values) {
    char text[160];
    std::snprintf(text, sizeof text, form, values...);
    return text;
}

std::string padded(const std::string& text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), '#') + text : text;
}

}  // namespace

std::string Voltronic::query(const std::string& text) const {
    if (text == "QGS") return status_line();
    if (text == "QMOD") return std::string("(") + mode();
    if (text == "QWS") return warnings();
    if (text == "QFS") return fault();
    if (text == "QBV") return battery();
    if (text == "QFLAG") return "(E" + style_.enabled + "D" + style_.disabled;
    if (text == "QLDL") return format("(%03.0f %03.0f", least_load_, most_load_);
    if (std::string reply = identity_query(text); !reply.empty()) return reply;
    if (std::string reply = setting_query(text); !reply.empty()) return reply;
    return phase_query(text);
}

std::string Voltronic::identity_query(const std::string& text) const {
    const PowerConfig& config = power_.config;
    const double amperes = std::floor(style_.rated_power / config.nominal_voltage);
    if (text == "QPI") return "(PI" + style_.protocol;
    if (text == "QRI" || text == "F")
        return format("%c%05.1f %03.0f %05.1f %04.1f", text == "F" ? '#' : '(', config.nominal_voltage, amperes,
                      config.nominal_battery, config.nominal_frequency);
    if (text == "QMD") return model();
    if (text == "QMF") return "(" + padded(style_.company, 10);
    if (text == "QVFW") return "(VERFW:" + style_.firmware;
    if (text == "QID") return "(" + style_.serial;
    if (text == "I") return "#" + style_.identity;
    return "";
}

std::string Voltronic::setting_query(const std::string& text) const {
    const double volts = power_.config.nominal_voltage;
    const double hertz = power_.config.nominal_frequency;
    const bool has_bypass = style_.type == "10" && style_.protocol != "31";
    if (text == "QHE" && has_bypass) return format("(%03.0f %03.0f", volts + eco_volts_high_, volts + eco_volts_low_);
    if (text == "QFRE" && has_bypass) return format("(%04.1f %04.1f", hertz + eco_hertz_high_, hertz + eco_hertz_low_);
    if (text == "QBYV" && has_bypass) return format("(%03.0f %03.0f", volts + 34, volts - 60);
    if (text == "QBYF" && has_bypass) return format("(%04.1f %04.1f", hertz + 3, hertz - 3);
    if (text == "RE0")
        return format("#%02.0f", battery_low_ > 0 ? battery_low_ : power_.config.nominal_battery * 20 / 24 / style_.packs);
    const bool with_outlets = style_.enabled.find('j') != std::string::npos;
    if (text.size() == 4 && text.starts_with("QSK") && text[3] >= '1' && text[3] <= '2' && with_outlets)
        return outlets_[static_cast<std::size_t>(text[3] - '1')] ? "(1" : "(0";
    if (text.size() == 5 && text.starts_with("QSKT") && text[4] >= '1' && text[4] <= '2' && with_outlets) {
        const int minutes = outlet_minutes_[static_cast<std::size_t>(text[4] - '1')];
        if (minutes >= 0) return format("(%03d", minutes);
    }
    return "";
}

// Units with several phases: 03 has three at the input, 09 two and two, 10 three and three.
std::string Voltronic::phase_query(const std::string& text) const {
    const std::string& nn = style_.protocol;
    const bool both = nn == "09" || nn == "10";
    const bool input = both || nn == "03";
    const double third = nn == "09" ? 0 : 1;
    const auto volts = [third](double l) {
        return format("(%05.1f %05.1f %05.1f %05.1f %05.1f %05.1f", l, l, l * third, l * 1.732, l * 1.732 * third,
                      l * 1.732 * third);
    };
    const auto three = [third](double value) { return format("(%03.0f %03.0f %03.0f", value, value, value * third); };
    const double amperes = power_.load / 100 * style_.rated_power / power_.config.nominal_voltage;
    const double in = power_.mains() ? power_.input_voltage : 0;
    if (text == "Q3PV" && input) return volts(in);
    if (text == "Q3PC" && input) return three(power_.mains() ? amperes : 0);
    if (text == "Q3OV" && both) return volts(power_.output_voltage());
    if (text == "Q3OC" && both) return three(power_.output_on() ? amperes : 0);
    if (text == "Q3LD" && both) return three(power_.output_on() ? power_.load : 0);
    if (text == "Q3YV" && nn == "09") return format("(%05.1f %05.1f %05.1f", in, in, in * 1.732);
    if (text == "Q3YV" && nn == "10") return volts(in);
    return "";
}

char Voltronic::mode() const {
    if (failed_) return 'F';
    if (!power_.output_on()) return 'S';
    if (power_.testing()) return 'T';
    if (power_.on_battery()) return 'B';
    if (power_.bypass) return 'Y';
    return eco_ ? 'E' : 'L';
}

bool Voltronic::beeps() const {
    if (style_.disabled.find('a') != std::string::npos) return false;
    return power_.on_battery() || failed_ || power_.overload || !warnings_.empty();
}

// 76 bytes with their CR: input and output, load, bus, battery, temperature, b11 to b0.
std::string Voltronic::status_line() const {
    const bool mains = power_.mains();
    const bool on = power_.output_on();
    const double output_hertz = !on ? 0 : power_.on_battery() ? power_.config.nominal_frequency : power_.frequency;
    const double load = on ? power_.load : 0;
    const double amperes = load / 100 * style_.rated_power / power_.config.nominal_voltage;
    const bool special = power_.bypass || power_.boost || power_.trim || eco_;
    const std::array<bool, 10> flags = {
        !mains, power_.low(), special, failed_, epo_, power_.testing(), power_.off_pending() || power_.waits_for_mains(),
        muted_, last_test_ == 'f', last_test_ == 'p'};
    std::string bits = style_.type;
    for (const bool flag : flags) bits += flag ? '1' : '0';
    return format("(%05.1f %04.1f %05.1f %04.1f %05.1f %03.0f %05.1f ---.- %05.1f ---.- %05.1f ",
                  mains ? power_.input_voltage : 0.0, mains ? power_.frequency : 0.0, power_.output_voltage(),
                  output_hertz, amperes, load, 369.1, power_.battery_voltage(), temperature_) +
           bits;
}

std::string Voltronic::warnings() const {
    constexpr std::size_t kLow = 8;
    constexpr std::size_t kOverload = 9;
    constexpr std::size_t kReplace = 56;
    std::string bits(64, '0');
    for (const int number : warnings_) bits[static_cast<std::size_t>(number) - 1] = '1';
    if (power_.low()) bits[kLow - 1] = '1';
    if (power_.overload) bits[kOverload - 1] = '1';
    if (epo_) bits[10] = '1';
    if (replace_battery_) bits[kReplace - 1] = '1';
    return "(" + bits;
}

std::string Voltronic::fault() const {
    if (!failed_ && !style_.invents_faults) return "(OK";
    return "(" + fault_code_ + " 212.1 50.0 005.6 49.9 006 010.6 343.8 ---.- 026.2 021.8 01101100";
}

// Volts, blocks in series, strings beside each other, percent, minutes.
std::string Voltronic::battery() const {
    const double minutes = std::min(std::floor(power_.runtime_left() / 60), style_.runtime_digits == 3 ? 999.0 : 99999.0);
    return format("(%05.1f %02d %02d %03.0f %0*.0f", power_.battery_voltage(), style_.blocks, style_.packs,
                  std::floor(power_.level()), style_.runtime_digits, minutes);
}

std::string Voltronic::model() const {
    const char* const phases = style_.protocol == "03" ? "3/1" : style_.protocol == "09" ? "2/2"
                               : style_.protocol == "10" ? "3/3" : "1/1";
    return "(" + padded(style_.model, kNameWidth) + " " + padded(format("%.0f", style_.rated_power), 7) +
           format(" 80 %s %03.0f %03.0f %02d 12.0", phases, power_.config.nominal_voltage,
                  power_.config.nominal_voltage, style_.blocks);
}

}  // namespace upsmd::sim
