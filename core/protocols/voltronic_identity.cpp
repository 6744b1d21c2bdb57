#include "core/protocols/voltronic_identity.h"

#include <algorithm>
#include <array>

#include "core/protocols/megatec_identity.h"
#include "core/protocols/voltronic_reply.h"

// QMD:      1         2         3         4         QRI:      1         2
//  01234567890123456789012345678901234567890123456   012345678901234567890
//  (#######OLHVT1K0 ###1000 80 1/1 230 230 02 12.0   (230.0 004 024.0 50.0
//   model 15        VA  PF % phases V  V   blocks     V     A   V     Hz, of output and battery
// QMF (#######BOH     QVFW (VERFW:00322.02     QID (12345679012345     QPI (PI01

namespace upsmd {
namespace {

using V = Variable;

constexpr std::array kRatingNumbers{
    NumberField{1, V::output_voltage_nominal, 0, 600, Outside::reply},
    NumberField{7, V::output_current_nominal, 0, 9999},
    NumberField{11, V::battery_voltage_nominal, 0, 999.9},
    NumberField{17, V::output_frequency_nominal, 40, 70, Outside::reply},
};
constexpr TextLayout kRatings{"(230.0 004 024.0 50.0", kRatingNumbers};
static_assert(layout_is_sound(kRatings));

// What follows the model's 15 columns and a blank.
constexpr std::array kModelNumbers{
    NumberField{1, V::ups_power_nominal, 0, 9999999},
    NumberField{16, V::input_voltage_nominal, 0, 600},
    NumberField{20, V::output_voltage_nominal, 0, 600},
};
constexpr TextLayout kModel{"(###1000 80 1/1 230 230 02 12.0", kModelNumbers};
static_assert(layout_is_sound(kModel));
constexpr std::size_t kFactorField = field_index(kModel.sample, 9);
constexpr std::size_t kPhasesField = field_index(kModel.sample, 12);
constexpr std::size_t kNameWidth = 15;

constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

// `1/1`: the input's phases and the output's.
bool set_phases(std::string_view text, Decoded& out) {
    if (text.size() != 3 || text[1] != '/' || !is_digit(text[0]) || !is_digit(text[2])) return false;
    out.number(V::input_phases, text[0] - '0', 0);
    out.number(V::output_phases, text[2] - '0', 0);
    return true;
}

bool is_protocol(std::string_view body) {
    return body.size() == 4 && body.substr(0, 2) == "PI" && all_digits(body.substr(2));
}

}  // namespace

Verdict decode_voltronic_protocol(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, "QPI", body)) return *verdict;
    if (!is_protocol(body)) return Verdict::rejected;
    const std::array<char, 3> name{'P', body[2], body[3]};
    out.text(V::ups_firmware_aux, {name.data(), name.size()});
    return Verdict::ok;
}

Verdict decode_voltronic_ratings(Bytes reply, Decoded& out) { return voltronic_numbers(kRatings, reply, "QRI", out); }

Verdict decode_voltronic_model(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, "QMD", body)) return *verdict;
    if (body.size() <= kNameWidth + 1 || body[kNameWidth] != ' ') return Verdict::rejected;
    TextFields fields;
    if (!fields.split(body.substr(kNameWidth + 1), kModel.body())) return Verdict::rejected;
    if (fields.size() != field_count(kModel.sample) || !set_phases(fields[kPhasesField], out)) return Verdict::rejected;
    if (!decode_numbers(kModel, fields, out)) return Verdict::rejected;
    const TextNumber factor = parse_number(fields[kFactorField]);
    // Two columns: units with a power factor of 1 say 99.
    if (factor.kind == TextNumber::Kind::number && factor.value > 0 && factor.value <= 100)
        out.number(V::output_powerfactor, factor.value / 100, 2);
    else
        out.absent(V::output_powerfactor);
    set_padded_text(out, V::device_model, body.substr(0, kNameWidth));
    return Verdict::ok;
}

Verdict decode_voltronic_maker(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, "QMF", body)) return *verdict;
    // A late reply to another query is no name.
    constexpr std::size_t kLongest = 24;
    const bool named = std::any_of(body.begin(), body.end(), is_letter);
    if (!named || body.size() > kLongest || is_protocol(body) || body.find(':') != std::string_view::npos)
        return Verdict::rejected;
    set_padded_text(out, V::device_mfr, body);
    return Verdict::ok;
}

Verdict decode_voltronic_firmware(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, "QVFW", body)) return *verdict;
    return set_voltronic_firmware(body, "VERFW:", V::ups_firmware, out);
}

Verdict set_voltronic_firmware(std::string_view body, std::string_view word, Variable variable, Decoded& out) {
    if (!body.starts_with(word)) return Verdict::rejected;
    const std::string_view version = trimmed(body.substr(word.size()));
    // Inverters put two check bytes behind it: longer, and most of them no hexadecimal digits.
    constexpr std::size_t kLongest = 8;
    const auto fits = [](char c) { return is_hex(c) || c == '.'; };
    if (version.empty() || version.size() > kLongest || !std::all_of(version.begin(), version.end(), fits))
        return Verdict::rejected;
    out.text(variable, version);
    return Verdict::ok;
}

Verdict decode_voltronic_serial(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, "QID", body)) return *verdict;
    return set_voltronic_serial(body, out);
}

Verdict set_voltronic_serial(std::string_view body, Decoded& out) {
    const std::string_view serial = trimmed(body, " #");
    const auto fits = [](char c) { return is_digit(c) || is_letter(c) || c == '-'; };
    constexpr std::size_t kShortest = 4;
    if (serial.size() < kShortest || is_protocol(serial) || !std::all_of(serial.begin(), serial.end(), fits))
        return Verdict::rejected;
    if (serial.find_first_not_of('0') == std::string_view::npos)
        out.absent(V::device_serial);
    else
        out.text(V::device_serial, serial);
    return Verdict::ok;
}

}  // namespace upsmd
