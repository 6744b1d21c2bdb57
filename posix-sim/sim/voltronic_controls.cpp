// Voltronic P: what the unit does when it is told.
#include <algorithm>

#include "posix-sim/sim/voltronic.h"
#include "posix-sim/sim/voltronic_text.h"

namespace upsmd::sim {

bool Voltronic::control(const std::string& text, Time now) {
    if (text == "CS") {
        const bool pending = power_.cancel_off(now);
        executed(pending ? "CS: turn-off cancelled" : "CS: nothing to cancel", now);
        return pending || !style_.cancel_needs_order;
    }
    if (text == "SON") {
        if (!power_.mains() && style_.enabled.find('c') == std::string::npos) return false;
        executed("SON: output on", now);
        power_.switch_on(now);
        return true;
    }
    if (text == "BZOFF" || text == "BZON") {
        if (text == "BZOFF" && !beeps()) return false;
        muted_ = text == "BZOFF";
        executed(text + (muted_ ? ": muted" : ": sounds again"), now);
        return true;
    }
    if (text.starts_with("BUSP") || text.starts_with("BUSN") || text.starts_with("VB")) {
        executed("DANGER " + text + ": factory calibration changed", now);
        return true;
    }
    if (text.starts_with("SK") || text.starts_with("PSK")) return outlet(text, now);
    if (text.starts_with("HE") || text.starts_with("FRE") || text.starts_with("W0E") || text.starts_with("BATGN")) return limit(text, now);
    if (text.starts_with("S")) return turn_off_command(text, now);
    if (text.starts_with("P")) return option(text, now);
    return test(text, now);
}

// Tests need the mains: line, converter or ECO mode.
bool Voltronic::test(const std::string& text, Time now) {
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
    } else if (text.size() == 3 && text[0] == 'T') {
        const auto length = voltronic::read_minutes(std::string_view(text).substr(1));
        if (!length || *length == Duration{}) return false;
        until = now + *length;
    } else if (text != "T") {
        return false;
    }
    if (mode() != 'L' && mode() != 'E') return false;
    executed(text + ": battery test", now);
    power_.start_test(until, stop_level, now);
    return true;
}

bool Voltronic::turn_off_command(const std::string& text, Time now) {
    if (text == "SOFF") {
        executed("DANGER SOFF: output off at once", now);
        OffOrder order;
        order.name = text;
        order.returns = false;
        turn_off(order, now);
        return true;
    }
    auto order = voltronic::read_turn_off(text, 99min);
    if (!order) return false;
    if (order->grace == Duration{}) executed("DANGER " + text + ": output off at once", now);
    order->after_mains = 10s;
    turn_off(*order, now);
    return true;
}

// PE<X>, PD<X>: option on, off. PF: everything as delivered, in standby mode only.
bool Voltronic::option(const std::string& text, Time now) {
    if (text == "PF") {
        if (mode() != 'S') return false;
        executed("DANGER PF: all settings lost", now);
        return true;
    }
    if (text.size() != 3 || (text[1] != 'E' && text[1] != 'D') || text[2] < 'A' || text[2] > 'Z') return false;
    const char letter = static_cast<char>(text[2] - 'A' + 'a');
    std::string& to = text[1] == 'E' ? style_.enabled : style_.disabled;
    std::string& from = text[1] == 'E' ? style_.disabled : style_.enabled;
    if (to.find(letter) == std::string::npos) {
        const std::size_t at = from.find(letter);
        if (at == std::string::npos) return false;
        from.erase(at, 1);
        to += letter;
    }
    if (letter == 'e') eco_ = text[1] == 'E';
    executed(text + ": option " + letter + (text[1] == 'E' ? " on" : " off"), now);
    return true;
}

// SKONn, SKOFFn, PSKnmmm.
bool Voltronic::outlet(const std::string& text, Time now) {
    if (style_.enabled.find('j') == std::string::npos) return false;
    const auto index_of = [](char c) { return static_cast<std::size_t>(c - '1'); };
    const auto known = [](char c) { return c == '1' || c == '2'; };
    if (text.starts_with("PSK")) {
        if (text.size() != 7 || !known(text[3]) || !voltronic::all_digits(text.substr(4))) return false;
        outlet_minutes_[index_of(text[3])] = voltronic::number_of(text.substr(4));
        executed(text + ": outlet is cut after that many minutes on battery", now);
        return true;
    }
    const bool on = text.size() == 5 && text.starts_with("SKON");
    const bool off = text.size() == 6 && text.starts_with("SKOFF");
    if ((!on && !off) || !known(text.back())) return false;
    if (off) executed("DANGER " + text + ": outlet off at once", now);
    outlets_[index_of(text.back())] = on;
    if (on) executed(text + ": outlet on", now);
    return true;
}

// HEHnnn, HELnnn, FREHnn.n, FRELnn.n: where ECO mode ends; W0Enn, BATGNnn: the battery.
bool Voltronic::limit(const std::string& text, Time now) {
    const std::size_t digits = text.find_first_of("0123456789", text.starts_with("W0E") ? 3 : 0);
    if (digits == std::string::npos || text.find_first_not_of("0123456789.", digits) != std::string::npos) return false;
    const std::string name = text.substr(0, digits);
    const std::string number = text.substr(digits);
    const double value = std::stod(number);
    const PowerConfig& config = power_.config;
    const bool volts = name == "HEH" || name == "HEL";
    const bool hertz = name == "FREH" || name == "FREL";
    if (number.size() != (volts ? 3U : hertz ? 4U : 2U)) return false;
    if (name == "HEH") eco_volts_high_ = value - config.nominal_voltage;
    else if (name == "HEL") eco_volts_low_ = value - config.nominal_voltage;
    else if (name == "FREH") eco_hertz_high_ = value - config.nominal_frequency;
    else if (name == "FREL") eco_hertz_low_ = value - config.nominal_frequency;
    else if (name == "W0E") battery_low_ = value;
    else if (name == "BATGN" && value >= 1) style_.packs = static_cast<int>(value);
    else return false;
    executed(text + ": set", now);
    return true;
}

}  // namespace upsmd::sim
