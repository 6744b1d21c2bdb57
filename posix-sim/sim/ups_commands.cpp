// The commands that every simulated UPS understands (standard input and scenario files of upsmd-sim).
#include <utility>

#include "posix-sim/sim/ups.h"
#include "posix-sim/sim/words.h"

namespace upsmd::sim {

namespace {

bool bad(std::string& error, std::string_view word, std::string_view what, std::string_view rest) {
    error = std::string(word) + ": " + std::string(what) + ": \"" + std::string(rest) + '"';
    return false;
}

bool read_number(std::string_view word, std::string_view rest, double low, double high, double& value,
                 std::string& error) {
    const auto number = to_number(rest);
    if (!number || *number < low || *number > high) return bad(error, word, "not a number in range", rest);
    value = *number;
    return true;
}

bool read_switch(std::string_view word, std::string_view rest, bool& value, std::string& error) {
    const auto wanted = to_switch(rest);
    if (!wanted) return bad(error, word, "not on or off", rest);
    value = *wanted;
    return true;
}

}  // namespace

bool Ups::apply(std::string_view command, Time now, std::string& error) {
    on_time(now);
    const auto [word, rest] = split_word(command);
    bool handled = false;
    bool good = faults_.apply(word, rest, handled, error);
    if (!handled) good = apply_power(word, rest, now, handled, error);
    if (!handled) good = apply_condition(word, rest, now, handled, error);
    if (!handled) good = apply_port(word, rest, now, handled, error);
    if (!handled) good = apply_own(word, rest, now, handled, error);
    if (!handled) {
        error = "unknown command \"" + std::string(word) + '"';
        return false;
    }
    if (good) conditions_changed(now);
    note_lines(now);
    return good;
}

bool Ups::apply_power(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) {
    handled = true;
    if (word == "mains") {
        bool on = false;
        if (!read_switch(word, rest, on, error)) return false;
        log(LogKind::kPower, on ? "mains on" : "mains off", now);
        const bool was_dead = power_.dead();
        power_.set_mains(on, now);
        if (was_dead && on) power_up(now);
        return true;
    }
    if (word == "battery") {
        double level = 0;
        if (!read_number(word, rest, 0, 100, level, error)) return false;
        power_.set_level(level, now);
        return true;
    }
    if (word == "battery-low") {
        if (rest == "auto") {
            power_.force_low(std::nullopt, now);
            return true;
        }
        bool low = false;
        if (!read_switch(word, rest, low, error)) return false;
        power_.force_low(low, now);
        return true;
    }
    if (word == "load") return read_number(word, rest, 0, 999, power_.load, error);
    if (word == "runtime") return read_number(word, rest, 1, 1e6, power_.config.runtime, error);
    if (word == "recharge") return read_number(word, rest, 1, 1e6, power_.config.recharge, error);
    if (word == "input") return read_number(word, rest, 0, 999, power_.input_voltage, error);
    if (word == "output") {
        double volts = 0;
        if (rest == "auto") {
            power_.forced_output.reset();
            return true;
        }
        if (!read_number(word, rest, 0, 999, volts, error)) return false;
        power_.forced_output = volts;
        return true;
    }
    if (word == "frequency") return read_number(word, rest, 0, 99, power_.frequency, error);
    if (word == "boost") return read_switch(word, rest, power_.boost, error);
    if (word == "trim") return read_switch(word, rest, power_.trim, error);
    if (word == "bypass") return read_switch(word, rest, power_.bypass, error);
    handled = false;
    return true;
}

bool Ups::apply_condition(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) {
    handled = true;
    if (word == "temperature") return read_number(word, rest, -40, 99, temperature_, error);
    if (word == "replace-battery") return read_switch(word, rest, replace_battery_, error);
    if (word == "failure") return read_switch(word, rest, failed_, error);
    if (word == "overload") {
        if (!read_switch(word, rest, power_.overload, error)) return false;
        log(LogKind::kPower, power_.overload ? "overload" : "overload over", now);
        return true;
    }
    if (word == "test") {
        if (rest != "fail" && rest != "pass") return bad(error, word, "not fail or pass", rest);
        test_fails_ = rest == "fail";
        if (!test_fails_) failed_ = false;
        return true;
    }
    handled = false;
    return true;
}

bool Ups::apply_port(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) {
    handled = true;
    if (word == "hangup" || word == "replug") {
        if (!rest.empty()) return bad(error, word, "unexpected", rest);
        hung_up_ = word == "hangup";
        pending_.clear();
        return true;
    }
    if (word == "noise") {
        double count = 20;
        if (!rest.empty() && !read_number(word, rest, 1, 4096, count, error)) return false;
        send(faults_.random_bytes(static_cast<std::size_t>(count)), now);
        return true;
    }
    if (word == "send") {
        const auto bytes = unescape(rest);
        if (!bytes || bytes->empty()) return bad(error, word, "bad escape or nothing", rest);
        send(*bytes, now);
        return true;
    }
    handled = false;
    return true;
}

}  // namespace upsmd::sim
