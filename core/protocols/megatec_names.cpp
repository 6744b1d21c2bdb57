#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/megatec_identity.h"
#include "core/protocols/megatec_relatives.h"
#include "core/protocols/text_fields.h"

// Replies that name something: the unit (WH), its firmware (FW?), its serial number (SASV07?), its dialect
// (M, QPI); and BL, the battery's charge.

namespace upsmd {
namespace {

using V = Variable;

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

// WH: fixed columns, because the model's text may hold blanks.
//             1         2         3         4         5         6         7         8         9         10 11
//   0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901
//   (00 00.00 00.00 INN3T20K                 2 3/1 6 230 50.00 024 02.00 005.00 015.00 005 00 40 110
//   276 45.00 55.00
constexpr std::string_view kWhSample =
    "(00 00.00 00.00 INN3T20K                 2 3/1 6 230 50.00 024 02.00 005.00 015.00 005 00 40 110 276 "
    "45.00 55.00";
constexpr std::size_t kWhModel = 16;
constexpr std::size_t kWhModelEnd = 46;
constexpr std::size_t kWhPhases = 43;  // "3/1", where the unit has several
constexpr std::array kWhNumbers{
    NumberField{3, V::input_voltage_nominal, 0,
                600},  // columns from kWhModelEnd on, which counts as the lead
    NumberField{7, V::input_frequency_nominal, 0, 99.9},
    NumberField{55, V::input_frequency_low, 0, 99.9},
    NumberField{61, V::input_frequency_high, 0, 99.9},
};
constexpr TextLayout kWhRatings{kWhSample.substr(kWhModelEnd), kWhNumbers};
static_assert(layout_is_sound(kWhRatings));
static_assert(kWhSample.substr(49, 3) == "230" && kWhRatings.sample.substr(3, 3) == "230");

}  // namespace

Verdict decode_megatec_wh(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "WH")) return *refusal;
    const std::size_t lead = text.rfind('(');
    if (lead == std::string_view::npos || text.size() - lead < kWhSample.size()) return Verdict::rejected;
    const std::string_view line = text.substr(lead);
    TextFields fields;
    if (line[3] != ' ' || line[9] != ' ' || line[15] != ' ' || line[kWhModelEnd] != ' ')
        return Verdict::rejected;
    if (!fields.split(line.substr(kWhModelEnd + 1), kWhRatings.body())) return Verdict::rejected;
    if (fields.size() < field_count(kWhRatings.sample) || !decode_numbers(kWhRatings, fields, out))
        return Verdict::rejected;
    const bool phases = line[kWhPhases + 1] == '/';
    const std::size_t model_end = phases ? kWhPhases - 2 : kWhModelEnd;
    set_padded_text(out, V::device_model, line.substr(kWhModel, model_end - kWhModel));
    return Verdict::ok;
}

// One letter; V and H boards speak the text form of QS, P and T the binary one. A digit is a voltage setting
// (Best).
Verdict decode_megatec_protocol_letter(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "M")) return *refusal;
    if (text.size() != 1 || (!is_upper(text[0]) && !all_digits(text))) return Verdict::rejected;
    if (is_upper(text[0])) out.text(V::ups_firmware_aux, "PM-" + std::string(text));
    return Verdict::ok;
}

// (PInn; boards of another dialect put two check bytes behind it and must not be taken for these.
Verdict decode_megatec_protocol_number(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "QPI")) return *refusal;
    const auto body = after_last_lead(text, '(', '#', "QPI");
    if (!body || body->size() != 4 || body->substr(0, 2) != "PI" || !all_digits(body->substr(2)))
        return Verdict::rejected;
    out.text(V::ups_firmware_aux, "PM-P" + std::string(body->substr(2)));
    return Verdict::ok;
}

// Bare ("05516-1100"), or in the form of the reply to I.
Verdict decode_megatec_firmware(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "FW?")) return *refusal;
    if (text.front() == '#') return decode_megatec_identity(reply, "FW?", out);
    constexpr std::size_t kLongest = 32;
    const std::string_view name = trimmed(text);
    if (name.empty() || name.front() == '(' || name.size() > kLongest) return Verdict::rejected;
    if (name.find_first_of("0123456789") == std::string_view::npos ||
        name.find(' ') != std::string_view::npos)
        return Verdict::rejected;
    return set_padded_text(out, V::ups_firmware, name) ? Verdict::ok : Verdict::rejected;
}

// GASV07, one letter, then the serial number.
Verdict decode_megatec_serial(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "SASV07?")) return *refusal;
    constexpr std::size_t kPrefix = 7;
    if (text.size() <= kPrefix || text.substr(0, 6) != "GASV07") return Verdict::rejected;
    set_padded_text(out, V::device_serial, text.substr(kPrefix));
    return Verdict::ok;
}

Verdict decode_megatec_charge(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "BL")) return *refusal;
    const std::string_view digits = text.substr(0, 2) == "BL" ? text.substr(2) : std::string_view{};
    const TextNumber number = parse_number(digits);
    if (!all_digits(digits) || number.value > 100) return Verdict::rejected;
    out.number(V::battery_charge, number.value, 0);
    return Verdict::ok;
}

}  // namespace upsmd
