#include "posix-sim/sim/apc_smart.h"

#include <algorithm>
#include <cstdio>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

constexpr Duration kLineAlertPeriod = 30s;
constexpr Duration kReplaceAlertPeriod = std::chrono::hours(5);
constexpr Duration kProgrammingGap = 3500ms;
constexpr std::size_t kTextLength = 8;
constexpr char kEscape = 0x1B;
constexpr char kExtension = '\x9F';
// Bytes whose effect nobody published, or that are known to do harm.
constexpr std::string_view kNeverSend = "023456)`\x05\x09\x14";

}  // namespace

ApcSmart::ApcSmart(const PowerConfig& config, ApcSettings settings, std::uint64_t seed)
    : Ups(config, seed),
      settings_(std::move(settings)),
      eeprom_(settings_.model->capabilities, settings_.model->firmware.empty() ? '4' : settings_.model->firmware.back()),
      smart_(settings_.starts_smart),
      minimum_(config.nominal_voltage),
      maximum_(config.nominal_voltage) {
    // As somebody would have set it: through the choices that the unit has.
    for (int steps = 0; !settings_.grace.empty() && eeprom_.value('p') != settings_.grace && steps < 9; ++steps)
        eeprom_.step('p', true);
}

bool ApcSmart::knows(char letter) const { return settings_.model->letters.find(letter) != std::string_view::npos; }

void ApcSmart::receive(std::uint8_t byte, Time now) {
    const char letter = static_cast<char>(byte);
    switch (mode_) {
        case Mode::kSecondByte: second_byte(byte, now); return;
        case Mode::kSleepDigits: sleep_digit(byte, now); return;
        case Mode::kText: text_byte(byte, now); return;
        case Mode::kProgramming: programming(letter, now); return;
        case Mode::kCommand: break;
    }
    current_ = std::string(1, letter);
    if (letter == 'Y') {
        smart_ = true;
        reply_line("SM", now);
    } else if (!smart_) {
        // In dumb mode a unit obeys nothing but Y.
        answer(to_bytes(current_), {}, {}, now);
    } else {
        command(letter, now);
    }
}

void ApcSmart::command(char letter, Time now) {
    if (doubled(letter, now)) return;
    if (programming_key(letter, now)) return;
    if (letter == kEscape) {
        refuse(now);
        return;
    }
    if (letter == kExtension && !settings_.model->second_bytes.empty()) {
        mode_ = Mode::kSecondByte;
        return;
    }
    if (kNeverSend.find(letter) != std::string_view::npos || static_cast<unsigned char>(letter) >= 0x80) {
        executed("DANGER unknown command " + hex_and_text(to_bytes(current_)), now);
        refuse(now);
        return;
    }
    if (!knows(letter)) {
        refuse(now);
        return;
    }
    if (control(letter, now)) return;
    const auto value = query(letter, now);
    pointed_ = letter;
    if (value) {
        reply_line(*value, now);
    } else {
        refuse(now);
    }
}

void ApcSmart::refuse(Time now) {
    const bool silence = unknown_.empty() ? settings_.model->silent_refusal : unknown_ == "silence";
    if (unknown_ == "echo") {
        reply(current_, now);
    } else if (silence) {
        answer(to_bytes(current_), {}, {}, now);
    } else {
        reply_line("NA", now);
    }
}

void ApcSmart::reply(std::string_view text, Time now) {
    answer(to_bytes(current_), to_bytes(text), think_time(), now);
}

// Measured answer times less the time on the wire at 2400 baud.
Duration ApcSmart::think_time() const {
    if (settings_.think) return *settings_.think;
    switch (current_.empty() ? 0 : current_.front()) {
        case 'a': return 600ms;
        case 0x1A: return 60ms;
        case 0x01: return 200ms;
        case 'A': return 2000ms;
        default: return 40ms;
    }
}

// `1`, a pause of 4 s, `1`: programming mode, in which + and - change the battery constant.
bool ApcSmart::programming_key(char letter, Time now) {
    if (letter != '1') {
        one_seen_ = false;
        return false;
    }
    if (one_seen_ && now - one_at_ >= kProgrammingGap) {
        executed("DANGER 1 1: programming mode entered", now);
        mode_ = Mode::kProgramming;
        reply_line("PROG", now);
    } else {
        executed("DANGER 1: first of two for programming mode", now);
        answer(to_bytes(current_), {}, {}, now);
    }
    one_seen_ = true;
    one_at_ = now;
    return true;
}

void ApcSmart::programming(char letter, Time now) {
    current_ = std::string(1, letter);
    if (letter == 'R') {
        executed("R: programming mode left, battery constant stored", now);
        mode_ = Mode::kCommand;
        one_seen_ = false;
        reply_line("BYE", now);
        return;
    }
    if (letter == '+' || letter == '-') {
        battery_constant_ = (battery_constant_ + (letter == '+' ? 1 : 255)) & 0xFF;
        executed("DANGER battery constant changed", now);
    } else if (letter != '0') {
        answer(to_bytes(current_), {}, {}, now);
        return;
    }
    char text[8];
    std::snprintf(text, sizeof text, "%02X", static_cast<unsigned>(battery_constant_));
    reply_line(text, now);
}

// The 8 characters of `c` or `x`. CR pads and shortens.
void ApcSmart::text_byte(std::uint8_t byte, Time now) {
    text_ += static_cast<char>(byte);
    if (text_.size() < kTextLength) return;
    mode_ = Mode::kCommand;
    const std::string value = text_.substr(0, text_.find('\r'));
    eeprom_.set(pointed_, value);
    current_ = "-";
    executed(std::string(1, pointed_) + " set to \"" + escape(to_bytes(value)) + '"', now);
    reply_line("OK", now);
    setting_changed(now);
}

void ApcSmart::alert(char byte, Time now) {
    if (!smart_) return;
    const std::string_view rare = "%+=#&*";
    if (settings_.model->only_line_alerts && rare.find(byte) != std::string_view::npos) return;
    send(Bytes{static_cast<std::uint8_t>(byte)}, now);
}

void ApcSmart::power_changed(PowerEvent event, Time at) {
    switch (event) {
        case PowerEvent::kLineFail:
            alert('!', at);
            line_alert_sent_ = true;
            next_line_alert_ = at + kLineAlertPeriod;
            transfer_at_ = at;
            transfer_reason_ = power_.mains() ? 'S' : 'L';
            break;
        case PowerEvent::kLineBack:
            if (line_alert_sent_) alert('$', at);
            line_alert_sent_ = false;
            simulating_ = false;
            next_line_alert_ = kNever;
            break;
        case PowerEvent::kLow:
            if (!power_.on_battery()) break;
            alert('%', at);
            low_alert_sent_ = true;
            break;
        case PowerEvent::kLowOver:
            if (low_alert_sent_) alert('+', at);
            low_alert_sent_ = false;
            break;
        case PowerEvent::kOutputOff:
            if (settings_.model->star_alert) alert('*', at);
            next_line_alert_ = kNever;
            calibrating_ = false;
            break;
        case PowerEvent::kTestEnded:
            if (!calibrating_) {
                test_result_ = test_fails_ ? "BT" : "OK";
                test_result_until_ = at + 5min;
            }
            calibrating_ = false;
            break;
        case PowerEvent::kOutputOn:
        case PowerEvent::kTestStarted:
        case PowerEvent::kDead: break;
    }
}

void ApcSmart::conditions_changed(Time now) {
    if (power_.overload != said_overload_) {
        said_overload_ = power_.overload;
        alert(said_overload_ ? '?' : '=', now);
    }
    if (replace_battery_ != said_replace_) {
        said_replace_ = replace_battery_;
        if (said_replace_) alert('#', now);
        next_replace_alert_ = said_replace_ ? now + kReplaceAlertPeriod : kNever;
    }
    if (power_.mains()) {
        minimum_ = std::min(minimum_, power_.input_voltage);
        maximum_ = std::max(maximum_, power_.input_voltage);
    } else {
        minimum_ = 0;
    }
}

Time ApcSmart::own_deadline() const { return std::min({next_line_alert_, next_replace_alert_, setting_alert_at_}); }

void ApcSmart::tick(Time now) {
    if (now >= next_line_alert_) {
        // Repeated until the battery is low.
        if (!power_.low()) alert('!', now);
        next_line_alert_ = power_.low() ? kNever : now + kLineAlertPeriod;
    }
    if (now >= next_replace_alert_) {
        alert('#', now);
        next_replace_alert_ = now + kReplaceAlertPeriod;
    }
    if (now >= setting_alert_at_) {
        alert('|', now);
        setting_alert_at_ = kNever;
    }
}

// After a dead battery the unit starts as from the factory: dumb until Y.
void ApcSmart::power_up(Time) {
    smart_ = settings_.starts_smart;
    mode_ = Mode::kCommand;
    doubled_ = 0;
    one_seen_ = false;
    line_alert_sent_ = false;
    low_alert_sent_ = false;
}

bool ApcSmart::apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) {
    handled = true;
    if (word == "unknown") {
        if (rest != "echo" && rest != "nak" && rest != "silence") {
            error = "unknown: not echo, nak or silence: \"" + std::string(rest) + '"';
            return false;
        }
        unknown_ = rest;
        return true;
    }
    if (word == "alert") {
        if (rest.size() != 1) {
            error = "alert: not one character: \"" + std::string(rest) + '"';
            return false;
        }
        send(to_bytes(rest), now);
        return true;
    }
    if (word == "calibrate" && rest.empty()) {
        calibration(now);
        return true;
    }
    if (word == "dumb" && rest.empty()) {
        smart_ = false;
        mode_ = Mode::kCommand;
        return true;
    }
    handled = false;
    return true;
}

std::unique_ptr<Ups> make_apc_smart(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    ApcSettings settings;
    const std::string name = reader.text("model", "smart-ups");
    settings.model = find_apc_model(name);
    if (settings.model == nullptr) {
        reader.fail("model", name, "not one of " + apc_model_names());
        settings.model = find_apc_model("smart-ups");
    }
    settings.think = reader.milliseconds("think");
    settings.test_length = reader.milliseconds("test-length").value_or(settings.test_length);
    settings.simulated_failure = reader.milliseconds("simulated-failure").value_or(settings.simulated_failure);
    settings.setting_alert = reader.milliseconds("setting-alert").value_or(settings.setting_alert);
    settings.serial = reader.text("serial", settings.serial);
    settings.starts_smart = reader.flag("smart", false);
    settings.grace = reader.choice("grace", {"", "020", "180", "300", "600"});
    return std::make_unique<ApcSmart>(config, std::move(settings), seed);
}

}  // namespace upsmd::sim
