// What a simulated "~00" unit does when it is told to.
#include <algorithm>
#include <optional>

#include "posix-sim/sim/tilde_ups.h"
#include "posix-sim/sim/voltronic_text.h"

namespace upsmd::sim {

namespace {

using voltronic::all_digits;

std::optional<int> number_in(const std::string& text, int low, int high) {
    if (!all_digits(text) || text.size() > 5) return std::nullopt;
    const int value = voltronic::number_of(text);
    return value >= low && value <= high ? std::optional(value) : std::nullopt;
}

}  // namespace

bool TildeUps::control(const std::string& name, const std::string& parameter, Time now) {
    if (name == "SDA" || name == "SDR" || name == "SDT") return delayed(name, parameter, now);
    if (name == "ROF" || name == "RON") return switch_bank(name, parameter, now);
    if (name == "TST") return test(parameter, now);
    if (name == "SDE") {
        executed("DANGER SDE" + parameter + ": calibration overwritten", now);
        return true;
    }
    return setting(name, parameter, now);
}

// SDR: minutes until the output comes back; without it a Belkin unit stays off. A SmartOnline that goes off on battery
// comes back if its automatic restart is on, one that goes off on mains if SDR was given.
bool TildeUps::delayed(const std::string& name, const std::string& parameter, Time now) {
    if (name == "SDT") return number_in(parameter, 1, 2).has_value();
    if (name == "SDR") {
        const auto minutes = number_in(parameter, 0, 65535);
        if (!minutes) return false;
        restart_minutes_ = *minutes;
        executed("SDR" + parameter + ": back after " + parameter + " min", now);
        return true;
    }
    const auto seconds = number_in(parameter, 0, 9999);
    if (!seconds) return false;
    if (*seconds == 0) {
        executed(power_.cancel_off(now) ? "SDA0: turn-off cancelled" : "SDA0: nothing to cancel", now);
        off_at_ = kNever;
        return true;
    }
    OffOrder order;
    order.name = "SDA" + parameter;
    order.grace = std::chrono::seconds(*seconds);
    order.returns = restart_minutes_ >= 0;
    if (style_.smart_online && !power_.mains()) order.returns = auto_restart_;
    order.after_mains = std::chrono::minutes(std::max(restart_minutes_, 0));
    restart_minutes_ = -1;
    off_at_ = now + order.grace;
    turn_off(order, now);
    return true;
}

// ROF<bank>;<s>, RON<bank>;<s>: the output is off once every bank is.
bool TildeUps::switch_bank(const std::string& name, const std::string& parameter, Time now) {
    const std::size_t middle = parameter.find(';');
    if (middle == std::string::npos) return false;
    const auto bank = number_in(parameter.substr(0, middle), 1, style_.banks);
    const auto seconds = number_in(parameter.substr(middle + 1), 1, 9999);
    if (!bank || !seconds) return false;
    const bool off = name == "ROF";
    bank_off_[static_cast<std::size_t>(*bank)] = off;
    executed(name + parameter + ": bank " + std::to_string(*bank) + (off ? " off" : " on"), now);
    if (!off) {
        power_.switch_on(now);
        return true;
    }
    const auto count = std::count(bank_off_.begin(), bank_off_.end(), true);
    if (count < style_.banks) return true;
    OffOrder order;
    order.name = name;
    order.grace = std::chrono::seconds(*seconds);
    order.returns = false;
    turn_off(order, now);
    return true;
}

bool TildeUps::test(const std::string& parameter, Time now) {
    if (parameter == "0") {
        executed("TST0: test stopped", now);
        aborted_ = power_.testing();
        power_.stop_test(now);
        return true;
    }
    if ((parameter != "3" && parameter != "4") || !power_.mains() || !power_.output_on()) return false;
    deep_test_ = parameter == "4";
    executed(deep_test_ ? "TST4: deep battery test" : "TST3: battery test", now);
    power_.start_test(deep_test_ ? kNever : now + 10s, power_.config.low_level, now);
    return true;
}

bool TildeUps::setting(const std::string& name, const std::string& parameter, Time now) {
    const auto one_or_two = number_in(parameter, 1, 2);
    if (name == "BUZ" || (name == "EDB" && style_.smart_online)) {
        const auto code = number_in(parameter, 0, 2);
        // An F6C1400-EUR is silenced by 2, the other Belkin units by 0.
        const int silence = style_.smart_online || style_.model == "F6C1400-EUR" ? 2 : 0;
        if (!code || (*code != 1 && *code != silence)) return false;
        beeper_on_ = *code == 1;
        executed(name + parameter + (beeper_on_ ? ": beeper on" : ": beeper off"), now);
        return true;
    }
    if (name == "ARB" && one_or_two && style_.smart_online) {
        auto_restart_ = *one_or_two == 1;
    } else if (const auto level = number_in(parameter, 0, 2); name == "VSN" && level) {
        sensitivity_ = *level;
    } else if (name == "TXV" && parameter.size() >= 5 && parameter.find(';') != std::string::npos) {
        transfer_ = parameter;
    } else if (name == "UID" && !parameter.empty() && style_.smart_online) {
        name_ = parameter;
    } else {
        return false;
    }
    executed(name + parameter + ": set", now);
    return true;
}

}  // namespace upsmd::sim
