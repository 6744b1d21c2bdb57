// Everything in the APC smart protocol that only reads.
#include <cstdio>

#include "posix-sim/sim/apc_smart.h"

namespace upsmd::sim {

namespace {

constexpr Duration kReasonDelay = 500ms;  // G answers NA until the cause of the transfer is known

std::string number(const char* format, double value) {
    char text[40];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string hex(unsigned value) {
    char text[12];
    std::snprintf(text, sizeof text, "%02X", value & 0xFFU);
    return text;
}

// A converter of its own: whatever the mains do.
double output_hertz() { return 50.0; }

unsigned flag(bool value, unsigned mask) { return value ? mask : 0U; }

}  // namespace

std::optional<std::string> ApcSmart::query(char letter, Time now) {
    if (letter == 'Q') return status_byte();
    if (auto text = measurement(letter, now)) return text;
    if (auto text = voltage(letter)) return text;
    if (auto text = identity(letter)) return text;
    if (auto text = registers(letter)) return text;
    if (eeprom_.has(letter)) return eeprom_.value(letter);
    return std::nullopt;
}

std::string ApcSmart::status_byte() const {
    if (!power_.output_on()) return "00";
    const bool battery = power_.on_battery();
    unsigned bits = battery ? 0x10U : 0x08U;
    bits |= flag(calibrating_ && !settings_.model->only_line_alerts, 0x01);
    bits |= flag(power_.trim && !battery, 0x02);
    bits |= flag(power_.boost && !battery, 0x04);
    bits |= flag(power_.overload, 0x20);
    bits |= flag(power_.low(), 0x40);
    bits |= flag(replace_battery_, 0x80);
    return hex(bits);
}

std::optional<std::string> ApcSmart::measurement(char letter, Time now) {
    const double battery = power_.battery_voltage();
    switch (letter) {
        case 'B': return number(battery < 100 ? "%05.2f" : "%05.1f", battery);
        case 'f': return number("%05.1f", power_.level());
        case 'j': return number("%04.0f:", power_.runtime_left() / 60);
        case 'P': return number("%05.1f", power_.output_on() ? power_.load : 0.0);
        case 'F': return number("%05.2f", settings_.model->second_bytes.empty() ? power_.frequency : output_hertz());
        case 'C': return number("%05.1f", temperature_);
        case 'd': return std::string("010.7");
        case '9': return std::string(power_.mains() ? "FF" : "00");
        case 'G':
            if (transfer_reason_ != 'O' && now < transfer_at_ + kReasonDelay) return std::nullopt;
            return std::string(1, transfer_reason_);
        case 'X': return now < test_result_until_ ? test_result_ : "NO";
        default: return std::nullopt;
    }
}

// M and N forget what they remembered as soon as they are read.
std::optional<std::string> ApcSmart::voltage(char letter) {
    const double input = power_.mains() ? power_.input_voltage : 0.0;
    switch (letter) {
        case 'L': return number("%05.1f", input);
        case 'O': return number("%05.1f", power_.output_voltage());
        case 'M': {
            const double value = maximum_;
            maximum_ = input;
            return number("%05.1f", value);
        }
        case 'N': {
            const double value = minimum_;
            minimum_ = input;
            return number("%05.1f", value);
        }
        default: return std::nullopt;
    }
}

// 9F and one more. Lower than these are none, and four of them set something.
void ApcSmart::second_byte(std::uint8_t byte, Time now) {
    mode_ = Mode::kCommand;
    current_ += static_cast<char>(byte);
    const bool known = settings_.model->second_bytes.find(static_cast<char>(byte)) != std::string_view::npos;
    if (byte == 0xCA || byte == 0xCB || byte == 0xFE || byte == 0xFF) executed("DANGER " + escape(to_bytes(current_)), now);
    const auto text = known ? extended(byte) : std::nullopt;
    if (text)
        reply_line(*text, now);
    else
        refuse(now);
}

std::optional<std::string> ApcSmart::extended(std::uint8_t second) const {
    const bool battery = power_.on_battery();
    switch (second) {
        case 0xD1:
            return "02000," + number("%03.0f", power_.config.nominal_voltage) + ',' + eeprom_.value('o') + ",50.0,009," +
                   number("%05.1f", power_.config.nominal_battery) + ",11";
        case 0xD2: return std::string(power_.bypass ? "Y" : !battery ? "L" : power_.mains() ? "T" : "B");
        case 0xD3: return number("%04.1f", power_.mains() ? power_.frequency : 0.0);
        case 0xD4: return number("%04.1f", battery ? 12.5 : 0.0);
        case 0xD5: return std::string(power_.mains() ? "1" : "0");
        case 0xD6: return std::string("47.0,53.0");
        case 0xD7: return std::string("209,231");
        case 0xD9: return std::string("0100000000000000");
        case 0xE3: return std::string("ON");
        default: return std::string("OFF");
    }
}

std::optional<std::string> ApcSmart::identity(char letter) const {
    const ApcModel& model = *settings_.model;
    const auto known = [](std::string_view text) {
        return text.empty() ? std::nullopt : std::optional<std::string>(text);
    };
    switch (letter) {
        case 0x01: return known(model.model);
        case 0x1A: return known(model.capabilities);
        case 'a': return known(model.command_list);
        case 'V': return known(model.old_firmware);
        case 'b': return known(model.firmware);
        case 'n': return settings_.serial;
        case 'm': return std::string("11/23/98");
        case 'y': return std::string("(C) APCC");
        case 'g': return number("%03.0f", power_.config.nominal_battery);
        default: return std::nullopt;
    }
}

std::optional<std::string> ApcSmart::registers(char letter) const {
    switch (letter) {
        case '~':
            return hex(flag(!power_.output_on() && !power_.waits_for_mains(), 0x40) |
                       flag(power_.waits_for_mains(), 0x80) | flag(power_.bypass, 0x08));
        case '\'': return hex(flag(failed_, 0x10));
        case '8': {
            if (power_.output_on()) return hex(flag(power_.overload, 0x02));
            const std::string& name = power_.order().name;
            return hex(flag(name == "battery exhausted", 0x01) | flag(name.front() == '@', 0x08) |
                       flag(name == "S", 0x10));
        }
        case '7': return std::string("00");
        default: return std::nullopt;
    }
}

}  // namespace upsmd::sim
