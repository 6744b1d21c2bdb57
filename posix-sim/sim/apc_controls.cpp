// Everything in the APC smart protocol that acts: shutdown commands, tests, settings.
#include <algorithm>
#include <charconv>

#include "posix-sim/sim/apc_smart.h"
#include "posix-sim/sim/words.h"

namespace upsmd::sim {

namespace {

// "More than 1.5 s" between the two bytes, less what a busy host may shave off by reading the first one late.
constexpr Duration kDoubledGap = 1250ms;
constexpr Duration kDoubledLimit = 10s;
constexpr char kSwitchOn = 0x0E;
constexpr char kAbort = 0x7F;
constexpr double kCalibrationEnd = 25;

int number_of(const std::string& text) { return static_cast<int>(to_number(text).value_or(0)); }

}  // namespace

bool ApcSmart::control(char letter, Time now) {
    switch (letter) {
        case 'S': soft_shutdown(now); return true;
        case '@': begin_sleep(now); return true;
        case 'W': self_test(now); return true;
        case 'D': calibration(now); return true;
        case 'U': simulate_failure(now); return true;
        case kAbort: abort_shutdown(now); return true;
        case '^': bypass(now); return true;
        case 'A':
            executed("A: panel test", now);
            reply_line("OK", now);
            return true;
        case 'R':
            executed("R: smart mode left", now);
            reply_line("BYE", now);
            smart_ = false;
            return true;
        case 'z':
            executed("z: settings reset to factory values", now);
            eeprom_.reset();
            reply_line("CLEAR", now);
            return true;
        case '-': return step_setting(true, now);
        case '+': return step_setting(false, now);
        default: return false;
    }
}

Duration ApcSmart::grace() const {
    if (!settings_.model->grace) return {};
    return std::chrono::seconds(number_of(eeprom_.value('p')));
}

Duration ApcSmart::wake_delay() const {
    if (settings_.model->old) return {};
    return std::chrono::seconds(number_of(eeprom_.value('r')));
}

// K, Z and ^N count only when sent twice with a pause between.
bool ApcSmart::doubled(char letter, Time now) {
    const bool is_doubled = letter == 'K' || letter == 'Z' || letter == kSwitchOn;
    if (!is_doubled || !knows(letter)) {
        doubled_ = 0;
        return false;
    }
    const Duration gap = now - doubled_at_;
    if (doubled_ == letter && gap >= kDoubledGap && gap <= kDoubledLimit) {
        doubled_ = 0;
        execute_doubled(letter, now);
        return true;
    }
    if (doubled_ == letter && gap < kDoubledGap) executed(escape(to_bytes(current_)) + ": second too soon", now);
    doubled_ = letter;
    doubled_at_ = now;
    answer(to_bytes(current_), {}, {}, now);
    return true;
}

void ApcSmart::execute_doubled(char letter, Time now) {
    if (letter == kSwitchOn) {
        executed("^N ^N: output on", now);
        answer(to_bytes(current_), {}, {}, now);
        if (power_.mains()) power_.switch_on(now);
        return;
    }
    OffOrder order;
    order.returns = false;
    order.name = letter == 'K' ? "K K" : "Z Z";
    if (letter == 'K') {
        order.grace = grace();
        accept(now);
    } else {
        answer(to_bytes(current_), {}, {}, now);
    }
    turn_off(order, now);
}

void ApcSmart::soft_shutdown(Time now) {
    if (!power_.output_on()) {
        refuse(now);
        return;
    }
    if (!power_.on_battery()) {
        executed("S refused: on line", now);
        settings_.model->silent_refusal ? answer(to_bytes(current_), {}, {}, now) : reply_line("NO", now);
        return;
    }
    accept(now);
    if (power_.off_pending()) return;
    OffOrder order;
    order.grace = grace();
    order.after_mains = wake_delay();
    order.min_level = settings_.model->old ? 0 : number_of(eeprom_.value('e'));
    order.name = "S";
    turn_off(order, now);
}

void ApcSmart::begin_sleep(Time now) {
    if (!power_.output_on()) {
        // The digits that follow will be run as commands, as on a real unit.
        reply_line("NA", now);
        return;
    }
    answer(to_bytes(current_), {}, {}, now);
    mode_ = Mode::kSleepDigits;
    digits_.clear();
}

void ApcSmart::sleep_digit(std::uint8_t byte, Time now) {
    digits_ += static_cast<char>(byte);
    if (digits_.size() < 3) return;
    mode_ = Mode::kCommand;
    current_ = "@" + digits_;
    int tenths = 0;
    const auto result = std::from_chars(digits_.data(), digits_.data() + digits_.size(), tenths);
    if (result.ec != std::errc{} || result.ptr != digits_.data() + digits_.size()) {
        executed("@ refused: not three digits: " + escape(to_bytes(digits_)), now);
        reply_line("NO", now);
        return;
    }
    sleep_order(tenths, now);
}

void ApcSmart::sleep_order(int tenths, Time now) {
    const Duration sleep = tenths * std::chrono::minutes(6);
    if (tenths < settings_.model->shortest_sleep) {
        executed(current_ + " refused: too short a sleep", now);
        reply_line("NO", now);
        return;
    }
    OffOrder order;
    order.name = current_;
    if (settings_.model->old) {
        if (tenths == 0) {
            executed("@000 ignored: old unit", now);
            answer(to_bytes(current_), {}, {}, now);
            return;
        }
        order.needs_mains = false;
        order.sleep = sleep;
    } else {
        order.grace = grace();
        order.after_mains = wake_delay() + sleep;
        order.min_level = number_of(eeprom_.value('e'));
    }
    accept(now);
    turn_off(order, now);
}

void ApcSmart::self_test(Time now) {
    if (power_.on_battery() || !power_.output_on()) {
        executed("W refused", now);
        reply_line("NO", now);
        return;
    }
    executed("W: self test", now);
    reply_line("OK", now);
    power_.start_test(now + settings_.test_length, 0, now);
}

// A toggle: a second D ends the calibration.
void ApcSmart::calibration(Time now) {
    if (calibrating_) {
        executed("D: calibration stopped", now);
        reply_line("OK", now);
        power_.stop_test(now);
        return;
    }
    if (power_.on_battery() || !power_.output_on() || power_.level() < 99.95) {
        executed("D refused", now);
        reply_line("NO", now);
        return;
    }
    executed("D: calibration started", now);
    calibrating_ = true;
    reply_line("OK", now);
    power_.start_test(kNever, kCalibrationEnd, now);
}

void ApcSmart::simulate_failure(Time now) {
    executed("U: power failure simulated", now);
    simulating_ = true;
    power_.simulate_failure(now + settings_.simulated_failure, now);
    reply_line("OK", now);
}

void ApcSmart::abort_shutdown(Time now) {
    if (!power_.cancel_off(now)) {
        refuse(now);
        return;
    }
    executed("DEL: turn-off cancelled", now);
    reply_line("OK", now);
}

// A toggle; the answer names the new side.
void ApcSmart::bypass(Time now) {
    power_.bypass = !power_.bypass;
    executed(power_.bypass ? "^: bypass" : "^: inverter", now);
    reply_line(power_.bypass ? "BYP" : "INV", now);
}

// '-' and '+' change the setting that was read last; on c and x '-' begins a text of 8 characters.
bool ApcSmart::step_setting(bool forward, Time now) {
    if (forward && (pointed_ == 'c' || pointed_ == 'x')) {
        answer(to_bytes(current_), {}, {}, now);
        mode_ = Mode::kText;
        text_.clear();
        return true;
    }
    if (!eeprom_.step(pointed_, forward)) {
        reply_line("NO", now);
        return true;
    }
    executed(std::string(1, pointed_) + " set to " + eeprom_.value(pointed_), now);
    reply_line("OK", now);
    setting_changed(now);
    return true;
}

void ApcSmart::setting_changed(Time now) { setting_alert_at_ = now + think_time() + settings_.setting_alert; }

}  // namespace upsmd::sim
