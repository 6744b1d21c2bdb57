#include "core/protocols/mge_utalk_replies.h"

#include <algorithm>
#include <string>

#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

using V = Variable;

constexpr std::size_t kWordSize = 8;

// Factors by the table that Ai names; 0 is "unknown".
struct Scales {
    double volts, amperes, hertz, volt_amperes, watts;
};
constexpr std::array kScales{
    Scales{1, 1, 1, 1, 1},
    Scales{1, 1, 0.1, 1000, 1000},
    Scales{0.01, 0.01, 1, 1, 1},
    Scales{1, 0.01, 0.1, 1, 1},
};

struct Range {
    double low;
    double high;
};

constexpr Range range_of(UtalkUnit unit) {
    switch (unit) {
        case UtalkUnit::percent: return {0, 250};
        case UtalkUnit::seconds: return {0, 65535};
        case UtalkUnit::minutes: return {0, 65535.0 * 60};
        case UtalkUnit::celsius: return {0, 120};
        case UtalkUnit::volts: return {0, 1000};
        case UtalkUnit::amperes: return {0, 5000};
        case UtalkUnit::hertz: return {30, 80};
        case UtalkUnit::volt_amperes:
        case UtalkUnit::watts: return {0, 2e6};
    }
    return {0, 0};
}

double factor_of(UtalkUnit unit, std::uint8_t remembered) {
    const std::size_t table = remembered > 0 ? remembered - 1U : 0U;
    const Scales& scales = kScales[std::min(table, kScales.size() - 1)];
    switch (unit) {
        case UtalkUnit::minutes: return 60;
        case UtalkUnit::volts: return scales.volts;
        case UtalkUnit::amperes: return scales.amperes;
        case UtalkUnit::hertz: return scales.hertz;
        case UtalkUnit::volt_amperes: return scales.volt_amperes;
        case UtalkUnit::watts: return scales.watts;
        case UtalkUnit::percent:
        case UtalkUnit::seconds:
        case UtalkUnit::celsius: break;
    }
    return 1;
}

constexpr int decimals_of(double factor) { return factor < 0.05 ? 2 : factor < 0.5 ? 1 : 0; }

void keep(Decoded& out, UtalkMemory slot, std::uint8_t value) {
    const auto index = static_cast<std::size_t>(slot);
    if (index < out.memory.size()) out.memory[index] = value;
}

// One or two words.
struct Words {
    std::array<std::string_view, 2> word{};
    std::size_t count = 0;

    char at(std::size_t index, std::size_t bit) const {
        return index < count ? word[index][kWordSize - 1 - bit] : 'X';
    }
    bool is_set(std::size_t index, std::size_t bit) const { return at(index, bit) == '1'; }
};

bool is_word(std::string_view text) {
    return text.size() == kWordSize && text.find_first_not_of("01X") == std::string_view::npos;
}

std::optional<Words> words_in(Bytes reply) {
    std::string_view text = utalk_text(reply);
    Words words;
    while (words.count < words.word.size()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (!is_word(text.substr(0, end))) return std::nullopt;
        words.word[words.count++] = text.substr(0, end);
        if (end == text.size()) return words;
        text.remove_prefix(end + 1);
    }
    return std::nullopt;
}

struct AlarmText {
    std::size_t word;
    std::size_t bit;
    std::string_view text;
};

// Whether there is one.
bool set_alarms(const Words& words, std::span<const AlarmText> rows, Decoded& out) {
    std::string texts;
    for (const AlarmText& row : rows)
        if (words.is_set(row.word, row.bit)) texts += (texts.empty() ? "" : ", ") + std::string(row.text);
    if (!texts.empty()) out.text(V::ups_alarm, texts);
    return !texts.empty();
}

bool is_unknown(Bytes reply) { return utalk_text(reply) == "?"; }

// Off-line units by the type in Si's second number.
struct Type {
    long number;
    std::string_view name;
};
constexpr std::array kOffLineTypes{
    Type{5, "SV3"},    Type{6, "SV5/8/11"}, Type{7, "SV3"},    Type{8, "SV5/8"},  Type{10, "SV11/ESV13"}, Type{11, "ESV17"},
    Type{12, "ESV20"}, Type{13, "ESV13"},   Type{14, "ESV17"}, Type{15, "ESV20"}, Type{17, "ESV8"},       Type{51, "ESV11+"},
};
constexpr std::array kFamilies{
    Type{1000, "EX, PSX or CSX"}, Type{2000, "EX or SX"}, Type{3000, "SV or ESV"}, Type{4000, "Comet"}, Type{5000, "Galaxy"},
};

std::string_view name_of(std::span<const Type> types, long number) {
    const auto row = std::find_if(types.begin(), types.end(), [number](const Type& type) { return type.number == number; });
    return row == types.end() ? std::string_view{} : row->name;
}

}  // namespace

std::string_view utalk_text(Bytes reply) { return trimmed(printable_core(reply)); }

std::optional<UtalkNumbers> utalk_numbers(Bytes reply) {
    constexpr std::size_t kMostDigits = 6;
    std::string_view text = utalk_text(reply);
    UtalkNumbers numbers;
    while (numbers.count < UtalkNumbers::kMost) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (!all_digits(text.substr(0, end)) || end > kMostDigits) return std::nullopt;
        long value = 0;
        for (const char c : text.substr(0, end)) value = value * 10 + (c - '0');
        numbers.values[numbers.count++] = value;
        if (end == text.size()) return numbers;
        text.remove_prefix(end + 1);
    }
    return std::nullopt;
}

Verdict decode_utalk_number(Bytes reply, UtalkUnit unit, std::span<const Variable> variables, Decoded& out) {
    if (is_unknown(reply)) return Verdict::unsupported;
    const auto numbers = utalk_numbers(reply);
    if (!numbers || numbers->count == 2 || (numbers->count == 3 && variables.size() < 4)) return Verdict::rejected;
    const double factor = factor_of(unit, recall(out.memory, UtalkMemory::table));
    const Range range = range_of(unit);
    for (std::size_t i = 0; i < numbers->count; ++i) {
        const Variable variable = variables[numbers->count == 1 ? 0 : i + 1];
        const double value = static_cast<double>(numbers->values[i]) * factor;
        if (value >= range.low && value <= range.high)
            out.number(variable, value, decimals_of(factor));
        else
            out.absent(variable);
    }
    return Verdict::ok;
}

// 0 load unprotected, 1 overload, 2 on battery, 3 low battery, 4 battery unavailable, 6 internal fault, 7 general alarm.
// Old units sometimes say a single `1`.
Verdict decode_utalk_status(Bytes reply, Decoded& out) {
    constexpr std::array kAlarms{AlarmText{0, 6, "internal communication fault"}, AlarmText{0, 7, "general alarm"}};
    if (is_unknown(reply)) return Verdict::unsupported;
    const auto words = words_in(reply);
    if (!words || words->count != 1 || words->at(0, 2) == 'X') return Verdict::rejected;
    StatusFlags flags;
    flags.set(words->is_set(0, 2) ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::lb, words->is_set(0, 3));
    flags.set(StatusFlag::over, words->is_set(0, 1));
    flags.set(StatusFlag::rb, words->is_set(0, 4));
    flags.set(StatusFlag::alarm, set_alarms(*words, kAlarms, out));
    out.status = flags;
    return Verdict::ok;
}

// First word: 3 boosting, 4 too much current, 5 reducing, 6 over temperature, 7 short circuit. Second: 0 shutdown delay
// running, 3 automatic restart, 4 off for 10 s in any case. Bit 7 of the second, load powered, is not reliable.
Verdict decode_utalk_load(Bytes reply, Decoded& out) {
    constexpr std::array kAlarms{AlarmText{0, 6, "over temperature"}, AlarmText{0, 7, "short circuit"}};
    if (is_unknown(reply)) return Verdict::unsupported;
    const auto words = words_in(reply);
    if (!words) return Verdict::rejected;
    StatusFlags flags;
    flags.set(StatusFlag::boost, words->is_set(0, 3));
    flags.set(StatusFlag::trim, words->is_set(0, 5));
    flags.set(StatusFlag::over, words->is_set(0, 4));
    flags.set(StatusFlag::fsd, words->is_set(1, 0));
    flags.set(StatusFlag::alarm, set_alarms(*words, kAlarms, out));
    out.status = flags;
    const auto option = [&words](std::size_t bit) {
        const char c = words->at(1, bit);
        return c == 'X' ? std::uint8_t{0} : c == '1' ? kOptionOn : kOptionOff;
    };
    keep(out, UtalkMemory::restart, option(3));
    keep(out, UtalkMemory::force_off, option(4));
    return Verdict::ok;
}

// First word: 0 no battery, 4 replace it, 6 charging, 7 discharging. Second: 0 ventilation, 1 temperature.
Verdict decode_utalk_battery(Bytes reply, Decoded& out) {
    constexpr std::array kAlarms{AlarmText{1, 0, "battery ventilation"}, AlarmText{1, 1, "battery temperature"}};
    if (is_unknown(reply)) return Verdict::unsupported;
    const auto words = words_in(reply);
    if (!words) return Verdict::rejected;
    StatusFlags flags;
    flags.set(StatusFlag::rb, words->is_set(0, 0) || words->is_set(0, 4));
    flags.set(StatusFlag::chrg, words->is_set(0, 6));
    flags.set(StatusFlag::dischrg, words->is_set(0, 7));
    flags.set(StatusFlag::alarm, set_alarms(*words, kAlarms, out));
    out.extra_status = flags;
    return Verdict::ok;
}

// 0 maintenance bypass, 1 static switch, 3 warning, 7 major fault.
Verdict decode_utalk_bypass(Bytes reply, Decoded& out) {
    constexpr std::array kAlarms{AlarmText{0, 3, "bypass warning"}, AlarmText{0, 7, "bypass fault"}};
    if (is_unknown(reply)) return Verdict::unsupported;
    const auto words = words_in(reply);
    if (!words) return Verdict::rejected;
    StatusFlags flags;
    flags.set(StatusFlag::bypass, words->is_set(0, 0) || words->is_set(0, 1));
    flags.set(StatusFlag::alarm, set_alarms(*words, kAlarms, out));
    out.extra_status = flags;
    return Verdict::ok;
}

// "level table".
Verdict decode_utalk_table(Bytes reply, Decoded& out) {
    if (is_unknown(reply)) return Verdict::unsupported;
    const auto numbers = utalk_numbers(reply);
    if (!numbers || numbers->count != 2) return Verdict::rejected;
    const long table = numbers->values[1];
    keep(out, UtalkMemory::table, table < static_cast<long>(kScales.size()) ? static_cast<std::uint8_t>(table + 1) : 0);
    return Verdict::ok;
}

// "family model firmware"
Verdict decode_utalk_model(Bytes reply, Decoded& out) {
    if (is_unknown(reply)) return Verdict::unsupported;
    const std::string_view text = utalk_text(reply);
    const std::size_t last = text.rfind(' ');
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    if (last == std::string_view::npos || last == 0 || std::none_of(text.begin(), text.end(), is_letter))
        return Verdict::rejected;
    out.text(V::device_model, trimmed(text.substr(0, last)));
    out.text(V::ups_firmware, text.substr(last + 1));
    return Verdict::ok;
}

Verdict decode_utalk_family(Bytes reply, Decoded& out) {
    constexpr long kOffLine = 3000;
    if (is_unknown(reply)) return Verdict::unsupported;
    const auto numbers = utalk_numbers(reply);
    if (!numbers || numbers->count != 3) return Verdict::rejected;
    const long family = numbers->values[0];
    std::string_view name = family == kOffLine ? name_of(kOffLineTypes, numbers->values[1]) : std::string_view{};
    if (name.empty()) name = name_of(kFamilies, family);
    if (!name.empty()) out.text(V::device_model, name);
    return Verdict::ok;
}

Verdict decode_utalk_serial(Bytes reply, Decoded& out) {
    if (is_unknown(reply)) return Verdict::unsupported;
    const std::string_view text = utalk_text(reply);
    if (text.empty() || text == "OK" || text == "NOK" || text.find(' ') != std::string_view::npos) return Verdict::rejected;
    out.text(V::device_serial, text);
    return Verdict::ok;
}

}  // namespace upsmd
