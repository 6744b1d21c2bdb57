#include "posix-sim/sim/cyberpower.h"

#include <cmath>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/text_format.h"
#include "posix-sim/sim/voltronic_text.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 40;
constexpr Duration kQuickTest = 10s;
constexpr Duration kDeepTest = std::chrono::hours(10);
const std::string kDone = "#0";
const std::string kBadValue = "#-4";

}  // namespace

CyberPower::CyberPower(const PowerConfig& config, const CyberPowerStyle& style, std::uint64_t seed)
    : Ups(config, seed),
      style_(style),
      transfer_high_(static_cast<int>(std::lround(config.nominal_voltage * 1.15))),
      transfer_low_(static_cast<int>(std::lround(config.nominal_voltage * 0.7333))) {}

void CyberPower::receive(std::uint8_t byte, Time now) {
    const bool lost = heard_any_ && now - heard_ < style_.least_gap;
    heard_ = now;
    heard_any_ = true;
    if (lost) return;
    buffer_.push_back(byte);
    if (byte == '\r') {
        command(now);
        buffer_.clear();
    } else if (buffer_.size() > kLongestCommand) {
        buffer_.clear();
    }
}

void CyberPower::power_up(Time) {
    buffer_.clear();
}

void CyberPower::command(Time now) {
    const std::string text(buffer_.begin(), buffer_.end() - 1);
    if (text.empty()) return;
    std::string reply = query(text);
    if (reply.empty()) reply = control(text, now);
    answer(to_bytes(text), reply.empty() ? Bytes{} : to_bytes(reply + "\r"), style_.think, now);
}

std::string CyberPower::query(const std::string& text) const {
    const PowerConfig& config = power_.config;
    const bool cst = style_.form == "CST";
    if (text == "D") return status_line();
    if (text == "P4")
        return cst ? "#CST135XLU,BF01403AAH2,CR7EV2002320,CyberPower Systems Inc.,,,"
                   : "#BC1200     ,1.600,000000000000,CYBER POWER    ";
    if (text == "P3") return format(cst ? "#12,%.0fx1,12,0,1,8" : "#12.0,%03.0f,008.0,00", config.nominal_battery / 12);
    if (text == "P2")
        return format(cst ? "#1350,810,%.0f,57,63,11.3" : "#1200,0720,%03.0f,47,63", config.nominal_voltage);
    if (text == "P1")
        return format(cst ? "#%.0f,%03d,%03d,0,300" : "#%03.0f,%03d,%03d,%02.0f", config.nominal_voltage,
                      transfer_high_, transfer_low_, config.low_level);
    if (text == "P6") return format("#%d,%d,%d", first_high_ - 2, first_high_, first_high_ + 2);
    if (text == "P7") return format("#%03d,%03d,%03d", first_low_ - 2, first_low_, first_low_ + 2);
    if (text == "P8") return "#20,25,30";
    return "";
}

// On battery the output's frequency comes as a second F or as HF; a unit on mains gives the input's alone.
std::string CyberPower::status_line() const {
    const double input = power_.mains() ? power_.input_voltage : 0.0;
    const double load = power_.output_on() ? power_.load : 0.0;
    const double hertz = power_.mains() ? power_.frequency : 0.0;
    const double level = std::floor(power_.level() + 1e-6);
    const double minutes = std::floor(power_.runtime_left() / 60);
    if (style_.form == "CST")
        return format("#I%.1fO%.1fL%.0fB%.0fV%.1fF%.1fHF%.1fR%.0fQ1.4S", input, power_.output_voltage(), load, level,
                      power_.battery_voltage(), hertz, power_.output_on() ? power_.config.nominal_frequency : 0.0,
                      minutes) +
               status_flags();
    const std::string line = format("#I%05.1fO%05.1fL%03.0fB%03.0f", input, power_.output_voltage(), load, level);
    if (style_.form == "R") return line + format("F%05.1fR%04.0fS", hertz, minutes) + status_flags();
    return line + format("T%03.0fF%05.1fS", temperature_, hertz) + status_flags();
}

std::string CyberPower::status_flags() const {
    unsigned first = 0x80;
    if (!power_.output_on()) {
        first = 0;
    } else {
        if (!power_.mains()) first |= 0x40;
        if (power_.low()) first |= 0x20;
        if (power_.testing()) first |= 0x08;
    }
    std::string bytes(1, static_cast<char>(first));
    return bytes + (style_.form == "CST" ? "\x84\xC0\x88\x80W" : "\x80");
}

std::string CyberPower::control(const std::string& text, Time now) {
    if (text == "C") {
        executed(power_.cancel_off(now) ? "C: turn-off cancelled" : "C: nothing to cancel", now);
        return kDone;
    }
    if (text == "T" || text == "TL" || text == "CT") return test_command(text, now);
    if (text.starts_with("C7:") || text.starts_with("C2:") || text.starts_with("C3:") || text.starts_with("C4:"))
        return setting(text, now);
    return turn_off_command(text, now);
}

// Z<d> comes back with the mains, S<d> stays off, S<d>R<mmmm> comes back after minutes. d: .1 to .9 tenths of a minute,
// 01 to 10 minutes.
std::string CyberPower::turn_off_command(const std::string& text, Time now) {
    const bool z = text.front() == 'Z';
    if ((!z && text.front() != 'S') || (z && !style_.knows_z)) return "";
    if (z && text.size() != 3) return kBadValue;
    OffOrder order;
    order.name = text;
    const std::string delay = text.substr(1, 2);
    if (delay.size() == 2 && delay[0] == '.' && delay[1] >= '1' && delay[1] <= '9') {
        order.grace = std::chrono::seconds((delay[1] - '0') * 6);
    } else if (voltronic::all_digits(delay) && delay.size() == 2) {
        order.grace = std::chrono::minutes(voltronic::number_of(delay));
    } else {
        return kBadValue;
    }
    if (order.grace == Duration{} || order.grace > 10min) return kBadValue;
    order.returns = z || (!style_.knows_z && !power_.mains());
    if (text.size() == 8 && text[3] == 'R' && voltronic::all_digits(text.substr(4))) {
        order.sleep = std::chrono::minutes(voltronic::number_of(text.substr(4)));
        order.returns = order.sleep != Duration{};
    } else if (text.size() != 3) {
        return kBadValue;
    }
    turn_off(order, now);
    return kDone;
}

std::string CyberPower::test_command(const std::string& text, Time now) {
    if (text == "CT") {
        executed("CT: test ended", now);
        power_.stop_test(now);
        return kDone;
    }
    if (!power_.mains() || !power_.output_on()) return "#-10";
    executed(text + (text == "T" ? ": battery test" : ": battery test until low"), now);
    power_.start_test(now + (text == "T" ? kQuickTest : kDeepTest), text == "T" ? 0 : power_.config.low_level, now);
    return kDone;
}

std::string CyberPower::setting(const std::string& text, Time now) {
    const std::string value = text.substr(3);
    if (!voltronic::all_digits(value)) return kBadValue;
    const int number = voltronic::number_of(value);
    const char which = text[1];
    if (which == '7') {
        if (value != "0" && value != "1") return kBadValue;
        executed(text + (number == 1 ? ": beeper on" : ": beeper off"), now);
        return kDone;
    }
    if (value.size() != (which == '4' ? 2U : 3U)) return kBadValue;
    if (which == '2') transfer_high_ = number;
    if (which == '3') transfer_low_ = number;
    if (which == '4') power_.config.low_level = number;
    executed("DANGER " + text + ": setting changed", now);
    return kDone;
}

std::unique_ptr<Ups> make_cyberpower(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    CyberPowerStyle style;
    style.form = reader.choice("form", {"T", "R", "CST"});
    style.knows_z = reader.flag("z", true);
    style.least_gap = reader.milliseconds("least-gap").value_or(style.least_gap);
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<CyberPower>(config, style, seed);
}

}  // namespace upsmd::sim
