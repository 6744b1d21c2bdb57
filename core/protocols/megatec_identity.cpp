#include "core/protocols/megatec_identity.h"

#include <algorithm>
#include <array>

#include "core/protocols/text_fields.h"

// I:         1         2         3            F:         1         2
//   012345678901234567890123456789012345678     012345678901234567890
//   #ACME CORP       LINE-700   VT12046Q        #230.0 004 024.0 50.0
//    company 15      model 10   version 10       volts A   batt V Hz

namespace upsmd {
namespace {

using V = Variable;

constexpr std::array kRatingNumbers{
    NumberField{1, V::input_voltage_nominal, 0, 600, Outside::reply},
    NumberField{7, V::input_current_nominal, 0, 999.9},
    NumberField{11, V::battery_voltage_nominal, 0, 999.9},
    // `5` is what a truncated `50.0` leaves.
    NumberField{17, V::input_frequency_nominal, 40, 70, Outside::reply},
};
constexpr TextLayout kRatings{"#230.0 004 024.0 50.0", kRatingNumbers};
static_assert(layout_is_sound(kRatings) && field_count(kRatings.sample) == kRatingNumbers.size());

struct TextColumn {
    Variable variable;
    std::size_t column;  // the lead is column 0
    std::size_t width;
};
constexpr std::array kIdentityTexts{
    TextColumn{V::device_mfr, 1, 15},
    TextColumn{V::device_model, 17, 10},
    TextColumn{V::ups_firmware, 28, 10},
};
// Boards drop the last one or two blanks; anything shorter is cut off.
constexpr std::size_t kIdentityLength = 38;
constexpr std::size_t kShortestIdentity = 36;
constexpr std::size_t kLongestIdentity = 64;

bool is_unknown(std::string_view text) {
    if (text.find_first_not_of("-@ ") == std::string_view::npos) return true;
    constexpr std::size_t kFiller = 6;
    return text.size() >= kFiller && text.find_first_not_of(text.front()) == std::string_view::npos;
}

}  // namespace

bool set_padded_text(Decoded& out, Variable variable, std::string_view field) {
    const std::string_view text = trimmed(field, " #");
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
    if (!printable || is_unknown(text)) {
        out.absent(variable);
        return false;
    }
    out.text(variable, text);
    return true;
}

Verdict decode_megatec_identity(Bytes reply, std::string_view command, Decoded& out) {
    std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, command)) return *refusal;
    const auto body = after_first_lead(text, '#', '(', command);
    // A '(' at the front is another command's reply.
    if (!body && (text.find('#') != std::string_view::npos || text.front() == '(')) return Verdict::rejected;
    std::string_view rest = body.value_or(text);
    while (rest.size() >= kIdentityLength && rest.front() == '#') rest.remove_prefix(1);
    const std::size_t length = rest.size() + 1;
    if (length < kShortestIdentity || length > kLongestIdentity) return Verdict::rejected;
    // Without its lead the columns must be sure: the very length, and blanks between the texts.
    if (!body && (length > kIdentityLength || rest[15] != ' ' || rest[26] != ' ')) return Verdict::rejected;
    for (const TextColumn& row : kIdentityTexts)
        set_padded_text(out, row.variable, rest.substr(row.column - 1, row.width));
    return Verdict::ok;
}

Verdict decode_megatec_ratings(Bytes reply, std::string_view command, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, command)) return *refusal;
    const auto body = after_first_lead(text, '#', '(', command);
    if (!body && text.front() == '(') return Verdict::rejected;
    TextFields fields;
    if (!fields.split(body.value_or(text), kRatings.body())) return Verdict::rejected;
    // Fewer fields are a truncated reply. Without its lead it has to have the exact form, or it is another
    // command's.
    if (fields.size() < kRatingNumbers.size()) return Verdict::rejected;
    if (!body && (fields.size() > kRatingNumbers.size() || fields[0].size() < 5)) return Verdict::rejected;
    for (const std::size_t edge : {std::size_t{0}, kRatingNumbers.size() - 1})
        if (parse_number(fields[edge]).kind == TextNumber::Kind::damaged) return Verdict::rejected;
    if (!decode_numbers(kRatings, fields, out)) return Verdict::rejected;
    const auto is_zero = [&out](Variable variable) {
        const Value* const value = out.find(variable);
        return value != nullptr && value->present() && value->as_number() == 0;
    };
    if (is_zero(V::input_voltage_nominal) && is_zero(V::battery_voltage_nominal)) return Verdict::rejected;
    return Verdict::ok;
}

Verdict decode_megatec_output_ratings(Bytes reply, std::string_view command, Decoded& out) {
    const auto name = [](Variable variable) {
        switch (variable) {
            case V::input_voltage_nominal: return V::output_voltage_nominal;
            case V::input_current_nominal: return V::output_current_nominal;
            case V::input_frequency_nominal: return V::output_frequency_nominal;
            default: return variable;
        }
    };
    Decoded line;
    const Verdict verdict = decode_megatec_ratings(reply, command, line);
    if (verdict == Verdict::ok)
        for (const Decoded::Assignment& each : line.values()) out.set(name(each.variable), each.value);
    return verdict;
}

}  // namespace upsmd
