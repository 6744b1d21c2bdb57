#include "core/protocols/apc_smart_extension.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/protocols/apc_smart_replies.h"

namespace upsmd::apc {
namespace {

struct Mode {
    char code;
    std::string_view name;
    StatusFlags words{};  // of ups.status
};

constexpr std::array kModes{
    Mode{'E', "eco", {StatusFlag::eco}}, Mode{'L', "line"},    Mode{'Y', "bypass", {StatusFlag::bypass}},
    Mode{'T', "battery test", {StatusFlag::test}}, Mode{'B', "battery"},
};

constexpr std::size_t kMaxFields = 8;
struct Numbers {
    std::array<Decimal, kMaxFields> values{};
    std::size_t count = 0;
};

// Numbers between commas; nullopt if one of them is none.
std::optional<Numbers> parse_list(std::string_view text) {
    Numbers numbers;
    while (true) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const auto number = parse_decimal(text.substr(0, comma));
        if (!number || numbers.count == kMaxFields) return std::nullopt;
        numbers.values[numbers.count++] = *number;
        if (comma == text.size()) return numbers;
        text.remove_prefix(comma + 1);
    }
}

// The list of a reply that must have exactly `count` numbers.
Verdict decode_list(Bytes reply, std::size_t count, Numbers& numbers) {
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    const auto list = parse_list(text.view());
    if (!list || list->count != count) return Verdict::rejected;
    numbers = *list;
    return Verdict::ok;
}

}  // namespace

Verdict ratings(Bytes reply, Decoded& out) {
    // The seventh field is of unknown meaning.
    constexpr std::array kFields{Variable::ups_power_nominal,      Variable::input_voltage_nominal,
                                 Variable::output_voltage_nominal, Variable::output_frequency_nominal,
                                 Variable::battery_capacity,       Variable::battery_voltage_nominal};
    Numbers numbers;
    const Verdict verdict = decode_list(reply, kFields.size() + 1, numbers);
    if (verdict != Verdict::ok) return verdict;
    for (std::size_t i = 0; i < kFields.size(); ++i)
        out.number(kFields[i], numbers.values[i].value, numbers.values[i].decimals);
    return Verdict::ok;
}

Verdict mode(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    const auto row = std::find_if(kModes.begin(), kModes.end(), [&](const Mode& known) {
        return text.view() == std::string_view(&known.code, 1);
    });
    if (row == kModes.end()) return Verdict::rejected;
    out.text(Variable::ups_mode, row->name);
    out.extra_status = row->words;
    return Verdict::ok;
}

Verdict frequency_limits(Bytes reply, Decoded& out) {
    Numbers numbers;
    const Verdict verdict = decode_list(reply, 2, numbers);
    if (verdict != Verdict::ok) return verdict;
    out.number(Variable::input_frequency_low, numbers.values[0].value, numbers.values[0].decimals);
    out.number(Variable::input_frequency_high, numbers.values[1].value, numbers.values[1].decimals);
    return Verdict::ok;
}

Verdict eco_window(Bytes reply, Decoded&) {
    Numbers numbers;
    return decode_list(reply, 2, numbers);
}

Verdict flag_bits(Bytes reply, Decoded&) {
    constexpr std::size_t kBits = 16;
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    const bool bits =
        text.view().size() == kBits && text.view().find_first_not_of("01") == std::string_view::npos;
    return bits ? Verdict::ok : Verdict::rejected;
}

Verdict alarm_switch(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    if (text.view() != "ON" && text.view() != "OFF") return Verdict::rejected;
    out.text(Variable::ups_beeper_status, text.view() == "ON" ? "enabled" : "disabled");
    return Verdict::ok;
}

Verdict other_switch(Bytes reply, Decoded&) {
    constexpr std::array<std::string_view, 4> kWords{"ON", "OFF", "0", "1"};
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    return std::find(kWords.begin(), kWords.end(), text.view()) != kWords.end() ? Verdict::ok
                                                                                : Verdict::rejected;
}

}  // namespace upsmd::apc
