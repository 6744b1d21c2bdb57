#include "core/protocols/tripplite_replies.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

#include "core/protocols/text_fields.h"

// Status, :D, on line at 119 V:
//
//             1         2
//   012345678901234567890
//   117702906400195B82258
//   0      battery: 0 low                 6-7    temperature, °C = x * 0.3636 - 21
//   1      load: 0 overload               8-11   not known
//   2-3    mains, V                       12-13  load, %
//   4      1 reducing, 2 and 3 boosting   14-17  not known
//   5      0 off, 1 and 3 on battery,     18-20  mains, tenths of Hz
//          2 on line

namespace upsmd {
namespace {

using V = Variable;

constexpr std::size_t kStatusSize = 21;
constexpr int kLeastMains = 50;  // below, an open input
constexpr int kLeastTenthsOfHertz = 300;
constexpr int kMostTenthsOfHertz = 800;
// The lead battery as one 12 V block, whatever its voltage: full, and empty.
constexpr double kFullVolts = 13.4;
constexpr double kEmptyVolts = 11.0;
constexpr double kMostBlockVolts = 16.0;
constexpr double kLeastCharge = 10;

// The answer without the echo in front of it (some adapters make two), and without line ends; empty where the echo is
// another command's.
std::string_view answer_to(std::string_view command, Bytes reply) {
    const auto is_end = [](char c) { return c == '\r' || c == '\n'; };
    std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    while (text.starts_with(command)) {
        text.remove_prefix(command.size());
        if (text.empty() || (!is_end(text.front()) && !text.starts_with(command))) return {};
        while (!text.empty() && is_end(text.front())) text.remove_prefix(1);
    }
    if (text.starts_with(':')) return {};
    while (!text.empty() && is_end(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_end(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<int> hex(std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
        if (is_digit(c))
            value = value * 16 + (c - '0');
        else if (c >= 'A' && c <= 'F')
            value = value * 16 + (c - 'A' + 10);
        else
            return std::nullopt;
    }
    return value;
}

std::optional<int> byte_in(std::string_view command, Bytes reply) {
    const std::string_view text = answer_to(command, reply);
    return text.size() == 2 ? hex(text) : std::nullopt;
}

std::uint8_t recall(const Decoded& out, TrippliteMemory slot) {
    const auto index = static_cast<std::size_t>(slot);
    return index < out.memory.size() ? out.memory[index] : std::uint8_t{0};
}

void keep(Decoded& out, TrippliteMemory slot, int value) {
    const auto index = static_cast<std::size_t>(slot);
    if (index < out.memory.size()) out.memory[index] = static_cast<std::uint8_t>(value);
}

Verdict voltage(std::string_view command, Variable variable, Bytes reply, Decoded& out) {
    const auto volts = byte_in(command, reply);
    if (!volts) return Verdict::rejected;
    out.number(variable, *volts, 0);
    return Verdict::ok;
}

struct Status {
    char battery, load, tap, mode;
    int mains, tenths_of_hertz;
    bool on_battery;
};

StatusFlags flags_of(const Status& status, const Decoded& out) {
    StatusFlags flags;
    // On an output that is off the state follows the input.
    flags.set(StatusFlag::ol, status.mode == '2' || (status.mode == '0' && status.mains >= kLeastMains));
    flags.set(StatusFlag::ob, status.on_battery);
    flags.set(StatusFlag::off, status.mode == '0');
    flags.set(StatusFlag::lb, status.battery == '0');
    flags.set(StatusFlag::over, status.load == '0');
    flags.set(StatusFlag::trim, status.tap == '1');
    flags.set(StatusFlag::boost, status.tap == '2' || status.tap == '3');
    constexpr std::uint8_t kRunning = 2 + 1;
    flags.set(StatusFlag::test, recall(out, TrippliteMemory::test) == kRunning);
    return flags;
}

}  // namespace

FrameCut cut_tripplite_reply(Bytes kept) {
    const auto is_end = [](std::uint8_t byte) { return byte == '\r' || byte == '\n' || byte == 0; };
    const auto begin = std::find_if_not(kept.begin(), kept.end(), is_end);
    if (begin != kept.begin()) return {static_cast<std::size_t>(begin - kept.begin()), 0};
    auto end = std::find(kept.begin(), kept.end(), '\n');
    if (end == kept.end()) return {};
    if (kept.front() == ':') {
        end = std::find(end + 1, kept.end(), '\n');
        if (end == kept.end()) return {};
    }
    return {0, static_cast<std::size_t>(end - kept.begin()) + 1};
}

Verdict decode_tripplite_status(Bytes reply, Decoded& out) {
    const std::string_view text = answer_to(":D", reply);
    if (text.size() != kStatusSize || !hex(text.substr(0, 7)) || !hex(text.substr(7, 7)) || !hex(text.substr(14)))
        return Verdict::rejected;
    const char mode = text[5];
    const Status status{text[0], text[1], text[4], mode, *hex(text.substr(2, 2)), *hex(text.substr(18, 3)),
                        mode == '1' || mode == '3'};
    const bool hertz_fit = status.tenths_of_hertz >= kLeastTenthsOfHertz && status.tenths_of_hertz <= kMostTenthsOfHertz;
    // Old units send garbage now and then. Without mains there is no frequency.
    const bool no_hertz = status.tenths_of_hertz == 0 && mode != '2';
    const bool nothing = text.find_first_not_of('0') == std::string_view::npos;
    if (mode > '3' || nothing || (!hertz_fit && !no_hertz)) return Verdict::rejected;
    out.number(V::input_voltage, status.mains, 0);
    if (hertz_fit)
        out.number(V::input_frequency, status.tenths_of_hertz / 10.0, 1);
    else
        out.absent(V::input_frequency);
    const double celsius = std::trunc(*hex(text.substr(6, 2)) * 0.3636 - 21);
    if (celsius >= 0)
        out.number(V::ups_temperature, celsius, 0);
    else
        out.absent(V::ups_temperature);
    out.number(V::ups_load, std::min(*hex(text.substr(12, 2)), 100), 0);  // overloads say more
    out.status = flags_of(status, out);
    return Verdict::ok;
}

// The charge is an estimate that was tuned on a SMART700SER.
Verdict decode_tripplite_battery(Bytes reply, Decoded& out) {
    const auto tenths = byte_in(":B", reply);
    if (!tenths || *tenths == 0) return Verdict::rejected;
    const double volts = *tenths / 10.0;
    out.number(V::battery_voltage, volts, 1);
    if (volts > kMostBlockVolts) {
        out.absent(V::battery_charge);
    } else {
        const double part = (volts - kEmptyVolts) / (kFullVolts - kEmptyVolts);
        const double charge = part >= 1 ? 100 : part <= 0 ? kLeastCharge : std::max(100 * std::sqrt(part), kLeastCharge);
        out.number(V::battery_charge, std::trunc(charge), 0);
    }
    return Verdict::ok;
}

Verdict decode_tripplite_maximum(Bytes reply, Decoded& out) {
    return voltage(":M", V::input_voltage_maximum, reply, out);
}
Verdict decode_tripplite_minimum(Bytes reply, Decoded& out) {
    return voltage(":I", V::input_voltage_minimum, reply, out);
}

Verdict decode_tripplite_test(Bytes reply, Decoded& out) {
    constexpr std::array<std::string_view, 4> kResults{"passed", "failed: battery", "in progress", "failed: inverter"};
    const std::string_view text = answer_to(":C", reply);
    if (!all_digits(text) || text.size() > 3) return Verdict::rejected;
    std::size_t code = 0;
    for (const char c : text) code = code * 10 + static_cast<std::size_t>(c - '0');
    if (code >= kResults.size()) return Verdict::rejected;
    out.text(V::ups_test_result, kResults[code]);
    StatusFlags flags;
    flags.set(StatusFlag::rb, code == 1);
    out.extra_status = flags;
    keep(out, TrippliteMemory::test, static_cast<int>(code) + 1);
    return Verdict::ok;
}

Verdict decode_tripplite_model(Bytes reply, Decoded& out) {
    const auto byte = byte_in(":W", reply);
    if (!byte) return Verdict::rejected;
    keep(out, TrippliteMemory::model, *byte);
    keep(out, TrippliteMemory::model_known, 1);
    return Verdict::ok;
}

// With bit 7 of W: VA = ((W & 3F) * 32 + L / 8) * 5; without it VA = L / 2. Bit 6 tells the line.
Verdict decode_tripplite_power(Bytes reply, Decoded& out) {
    const auto low = byte_in(":L", reply);
    if (!low) return Verdict::rejected;
    if (recall(out, TrippliteMemory::model_known) == 0) return Verdict::ok;
    const int model = recall(out, TrippliteMemory::model);
    const int power = (model & 0x80) != 0 ? ((model & 0x3F) * 32 + *low / 8) * 5 : *low / 2;
    out.text(V::device_mfr, "Tripp Lite");
    out.text(V::device_model, ((model & 0x40) != 0 ? "Unison " : "Smart ") + std::to_string(power));
    if (power > 0) out.number(V::ups_power_nominal, power, 0);
    return Verdict::ok;
}

// A digit is a letter from A.
Verdict decode_tripplite_firmware(Bytes reply, Decoded& out) {
    constexpr std::size_t kMost = 8;
    const std::string_view text = answer_to(":V", reply);
    if (text.empty() || text.size() > kMost) return Verdict::rejected;
    std::string letters;
    for (const char c : text) {
        const bool known = is_digit(c) || (c >= 'A' && c <= 'Z');
        if (!known) return Verdict::rejected;
        letters += is_digit(c) ? static_cast<char>('A' + (c - '0')) : c;
    }
    out.text(V::ups_firmware, letters);
    return Verdict::ok;
}

}  // namespace upsmd
