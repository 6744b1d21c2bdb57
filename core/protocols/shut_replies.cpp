#include "core/protocols/shut_replies.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/protocols/shut_frame.h"
#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

using V = Variable;

std::uint16_t word_at(Bytes data, std::size_t at) {
    return static_cast<std::uint16_t>(data[at] | static_cast<unsigned>(data[at + 1]) << 8U);
}

// The result of one report.
struct Findings {
    StatusFlags flags;
    std::string alarms;
    std::optional<bool> mains;
};

void alarm(std::string_view text, Findings& found) {
    found.flags.set(StatusFlag::alarm);
    found.alarms += (found.alarms.empty() ? "" : "; ") + std::string(text);
}

void take_flag(ShutFlag flag, bool on, ShutUnit& unit, Findings& found) {
    const auto word = [&](StatusFlag which) { found.flags.set(which, on || found.flags.has(which)); };
    switch (flag) {
        case ShutFlag::none: return;
        case ShutFlag::ac_present: found.mains = on; return;
        case ShutFlag::charging: return word(StatusFlag::chrg);
        case ShutFlag::discharging: return word(StatusFlag::dischrg);
        case ShutFlag::below_limit:
        case ShutFlag::shutdown_imminent: return word(StatusFlag::lb);
        case ShutFlag::replace: return word(StatusFlag::rb);
        case ShutFlag::good: return found.flags.set(StatusFlag::off, !on);
        case ShutFlag::overload: return word(StatusFlag::over);
        case ShutFlag::failure: return on ? alarm("internal failure", found) : void();
        case ShutFlag::hot: return on ? alarm("over temperature", found) : void();
        case ShutFlag::silent: return on ? alarm("internal communication lost", found) : void();
        case ShutFlag::boost: return word(StatusFlag::boost);
        case ShutFlag::buck: return word(StatusFlag::trim);
        case ShutFlag::mains_used: unit.mains_unused = !on; return;
        case ShutFlag::battery_used: unit.battery_used = on; return;
        case ShutFlag::bypass_used: unit.bypass_used = on; return word(StatusFlag::bypass);
        case ShutFlag::manual_used: return word(StatusFlag::bypass);
        case ShutFlag::battery_there: return on ? void() : alarm("no battery", found);
    }
}

void take_number(const ShutRow& row, const ShutPlace& place, std::int64_t raw, Decoded& out) {
    constexpr int kMostExponent = 9;
    constexpr double kFreezing = 273.15;
    constexpr double kSecondsAnHour = 3600;
    if (place.exponent > kMostExponent || place.exponent < -kMostExponent) return out.absent(row.variable);
    double factor = 1;
    for (int i = 0; i < std::max<int>(place.exponent, -place.exponent); ++i) factor *= 10;
    double value = place.exponent < 0 ? static_cast<double>(raw) / factor : static_cast<double>(raw) * factor;
    int decimals = std::max<int>(-place.exponent, 0);
    if (place.kelvin) {
        value -= kFreezing;
        decimals = std::max(decimals, 1);
    }
    if (row.variable == V::battery_capacity) {
        value /= kSecondsAnHour;
        decimals = 2;
    }
    if (value < row.low || value > row.high) return out.absent(row.variable);
    out.number(row.variable, value, decimals);
}

// All ones are "not running", also where they are not said to be signed.
void take_timer(const ShutRow& row, const ShutPlace& place, std::int64_t raw, Decoded& out) {
    const bool stopped = raw < 0 || raw == (std::int64_t{1} << place.size) - 1;
    if (stopped) return out.number(row.variable, -1, 0);
    ShutRow limits = row;
    limits.high = 1e7;
    take_number(limits, place, raw, out);
}

void take_word(V variable, std::span<const std::string_view> words, std::int64_t number, Decoded& out) {
    const bool known = number >= 1 && number <= static_cast<std::int64_t>(words.size());
    if (known)
        out.text(variable, words[static_cast<std::size_t>(number - 1)]);
    else
        out.absent(variable);
}

void take_value(const ShutRow& row, const ShutPlace& place, std::int64_t value, ShutUnit& unit, Findings& found,
                Decoded& out) {
    using namespace std::string_view_literals;
    constexpr std::array kBeeper{"disabled"sv, "enabled"sv, "muted"sv};
    constexpr std::array kTests{"Done and passed"sv, "Done and warning"sv, "Done and error"sv, "Aborted"sv,
                                "In progress"sv, "No test initiated"sv, "Test scheduled"sv};
    constexpr std::int64_t kRunning = 5;
    switch (row.kind) {
        case ShutKind::flag: return take_flag(row.flag, value != 0, unit, found);
        case ShutKind::measurement:
        case ShutKind::rating: return take_number(row, place, value, out);
        case ShutKind::timer: return take_timer(row, place, value, out);
        case ShutKind::beeper: return take_word(row.variable, kBeeper, value, out);
        case ShutKind::test:
            unit.testing = value == kRunning;
            return take_word(row.variable, kTests, value, out);
        case ShutKind::yes_no:
            if (row.variable == V::ups_start_auto) unit.restart = value != 0 ? kShutOn : kShutOff;
            return out.text(row.variable, value != 0 ? "yes" : "no");
        case ShutKind::string: {
            const auto number = static_cast<std::uint8_t>(value > 0 && value < 256 ? value : 0);
            (row.variable == V::device_model ? unit.model : unit.version) = number;
            return;
        }
    }
}

// False: not that report, or nothing in it.
bool take_report(std::uint8_t number, Bytes reply, ShutUnit& unit, Findings& found, Decoded& out) {
    ShutData data;
    if (!shut_data(reply, data) || data.size < 2 || data.bytes[0] != number) return false;
    const auto rows = shut_rows();
    bool any = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto value = shut_value(data.view(), unit.places[i]);
        if (!value) continue;
        any = true;
        take_value(rows[i], unit.places[i], *value, unit, found, out);
    }
    if (!found.alarms.empty()) out.text(V::ups_alarm, found.alarms);
    return any;
}

std::string full_name(const ShutUnit& unit) {
    std::string name(unit.product_name.data());
    if (unit.model_name[0] != 0) name += (name.empty() ? "" : " ") + std::string(unit.model_name.data());
    return name;
}

void keep_name(std::string_view text, std::array<char, 32>& place) {
    place.fill(0);
    std::copy_n(text.begin(), std::min(text.size(), place.size() - 1), place.begin());
}

}  // namespace

// Vendor at 8, version at 12, numbers of the strings from 14 on. One version has its report descriptor elsewhere.
Verdict decode_shut_device(Bytes reply, Decoded& out) {
    constexpr std::size_t kLength = 18;
    constexpr std::uint16_t kMge = 0x0463;
    constexpr std::uint16_t kSecondDescriptor = 0x0202;
    ShutData data;
    if (!shut_data(reply, data) || data.size != kLength || data.bytes[0] != kLength || data.bytes[1] != 1)
        return Verdict::rejected;
    ShutUnit unit = shut_unit(out.memory);
    unit.device_known = true;
    unit.descriptor = word_at(data.view(), 8) == kMge && word_at(data.view(), 12) == kSecondDescriptor ? 1 : 0;
    unit.maker = data.bytes[14];
    unit.product = data.bytes[15];
    unit.serial = data.bytes[16];
    keep(unit, out.memory);
    return Verdict::ok;
}

Verdict decode_shut_hid(Bytes reply, Decoded& out) {
    constexpr std::size_t kLength = 9;
    constexpr std::uint8_t kHid = 0x21;
    ShutData data;
    if (!shut_data(reply, data) || data.size != kLength || data.bytes[1] != kHid) return Verdict::rejected;
    const std::uint16_t length = word_at(data.view(), 7);
    if (length == 0 || length > kShutMostData) return Verdict::rejected;
    ShutUnit unit = shut_unit(out.memory);
    unit.descriptor_size = length;
    keep(unit, out.memory);
    return Verdict::ok;
}

Verdict decode_shut_descriptor(Bytes reply, Decoded& out) {
    ShutData data;
    ShutUnit unit = shut_unit(out.memory);
    if (!shut_data(reply, data)) return Verdict::rejected;
    if (unit.descriptor_size != 0 && data.size != unit.descriptor_size) return Verdict::rejected;
    if (!learn_shut_reports(data.view(), unit)) return Verdict::rejected;
    keep(unit, out.memory);
    return Verdict::ok;
}

std::optional<std::uint8_t> shut_report_at(const ShutUnit& unit, ShutClass which, std::size_t slot) {
    const ShutReports& reports = unit.reports[static_cast<std::size_t>(which)];
    if (slot >= reports.count) return std::nullopt;
    return reports.numbers[slot];
}

Verdict decode_shut_status(Bytes reply, Decoded& out) {
    ShutUnit unit = shut_unit(out.memory);
    Findings found;
    if (!unit.table_known || !take_report(unit.status_report, reply, unit, found, out) || !found.mains)
        return Verdict::rejected;
    const bool on_battery = !*found.mains || unit.battery_used;
    // Mains that are there and not used, without a bypass: the unit does not say from what it runs.
    if (on_battery)
        found.flags.set(StatusFlag::ob);
    else if (!unit.mains_unused || unit.bypass_used)
        found.flags.set(StatusFlag::ol);
    found.flags.set(StatusFlag::test, unit.testing);
    out.status = found.flags;
    keep(unit, out.memory);
    return Verdict::ok;
}

Verdict decode_shut_report(ShutClass which, std::size_t slot, Bytes reply, Decoded& out) {
    ShutUnit unit = shut_unit(out.memory);
    const auto number = shut_report_at(unit, which, slot);
    Findings found;
    if (!number || !take_report(*number, reply, unit, found, out)) return Verdict::rejected;
    if (which == ShutClass::status) out.status = found.flags;
    keep(unit, out.memory);
    return Verdict::ok;
}

Verdict decode_shut_role(ShutRole role, Bytes reply, Decoded& out) {
    ShutUnit unit = shut_unit(out.memory);
    const auto row = row_of(unit, role);
    Findings found;
    if (!row || !take_report(unit.places[*row].report, reply, unit, found, out)) return Verdict::rejected;
    keep(unit, out.memory);
    return Verdict::ok;
}

std::uint8_t shut_string_number(const ShutUnit& unit, ShutString which) {
    switch (which) {
        case ShutString::maker: return unit.maker;
        case ShutString::product: return unit.product;
        case ShutString::serial: return unit.serial;
        case ShutString::model: return unit.model;
        case ShutString::version: return unit.version;
    }
    return 0;
}

// Length, 03, characters of two bytes.
Verdict decode_shut_string(ShutString which, Bytes reply, Decoded& out) {
    constexpr std::uint8_t kString = 3;
    ShutData data;
    if (!shut_data(reply, data) || data.size < 4 || data.bytes[0] > data.size || data.bytes[1] != kString)
        return Verdict::rejected;
    std::string characters;
    for (std::size_t at = 2; at + 1 < data.bytes[0]; at += 2) {
        const std::uint16_t character = word_at(data.view(), at);
        if (character == 0) break;
        characters += character >= ' ' && character <= '~' ? static_cast<char>(character) : '?';
    }
    const std::string_view text = trimmed(characters);
    if (text.empty()) return Verdict::rejected;
    ShutUnit unit = shut_unit(out.memory);
    switch (which) {
        case ShutString::maker: out.text(V::device_mfr, text); break;
        case ShutString::serial: out.text(V::device_serial, text); break;
        case ShutString::version: out.text(V::ups_firmware, text); break;
        case ShutString::product: keep_name(text, unit.product_name); break;
        case ShutString::model: keep_name(text, unit.model_name); break;
    }
    if (which == ShutString::product || which == ShutString::model) out.text(V::device_model, full_name(unit));
    keep(unit, out.memory);
    return Verdict::ok;
}

}  // namespace upsmd
