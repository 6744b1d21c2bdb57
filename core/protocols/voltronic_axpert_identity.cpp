#include "core/protocols/voltronic_axpert_identity.h"

#include <algorithm>
#include <array>

#include "core/protocols/megatec_identity.h"
#include "core/protocols/text_fields.h"
#include "core/protocols/voltronic_axpert_reply.h"
#include "core/protocols/voltronic_identity.h"
#include "core/protocols/voltronic_settings.h"

// QPIRI: (230.0 21.7 230.0 50.0 21.7 5000 5000 48.0 46.0 42.0 56.4 54.0 0 30 060 0 0 2 9 01 0 1 54.0 0 1 000
//         grid  A    output Hz  A    VA   W    battery cut-off, ...
// Units send 25 to 27 fields, of differing widths.
// QID (92931701100510   QSID (1492931701100510      (2 digits, 20 characters)   QVFW (VERFW:00074.50   QVFW2 (VERFW2:00000.31
// QMN (MKS2-8000        QFLAG (EakxyDbjuvz

namespace upsmd {
namespace {

using V = Variable;

constexpr std::array kRatingNumbers{
    NumberField{1, V::input_voltage_nominal, 0, 600},
    NumberField{7, V::input_current_nominal, 0, 9999},
    NumberField{12, V::output_voltage_nominal, 0, 600, Outside::reply},
    NumberField{18, V::output_frequency_nominal, 40, 70, Outside::reply},
    NumberField{23, V::output_current_nominal, 0, 9999},
    NumberField{28, V::ups_power_nominal, 0, 9999999},
    NumberField{33, V::ups_realpower_nominal, 0, 9999999},
    NumberField{38, V::battery_voltage_nominal, 10, 100, Outside::reply},
    NumberField{48, V::battery_voltage_low, 0, 999.9},
};
constexpr TextLayout kRatings{"(230.0 21.7 230.0 50.0 21.7 5000 5000 48.0 46.0 42.0 56.4 54.0", kRatingNumbers};
static_assert(layout_is_sound(kRatings));
constexpr std::size_t kLeastFields = 18;
// The input's range and the output's priority are one digit each; a late reply to QPIGS has longer fields there.
constexpr std::size_t kRangeField = 15;
constexpr std::size_t kPriorityField = 16;

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

Verdict decode_axpert_protocol(Bytes reply, Decoded&) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QPI", body)) return *verdict;
    return body == "PI30" ? Verdict::ok : Verdict::rejected;
}

Verdict decode_axpert_serial(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QID", body)) return *verdict;
    return set_voltronic_serial(body, out);
}

Verdict decode_axpert_long_serial(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QSID", body)) return *verdict;
    constexpr std::size_t kPlace = 20;
    if (body.size() != 2 + kPlace || !all_digits(body.substr(0, 2))) return Verdict::rejected;
    const auto length = static_cast<std::size_t>(parse_number(body.substr(0, 2)).value);
    if (length > kPlace) return Verdict::rejected;
    return set_voltronic_serial(body.substr(2, length), out);
}

Verdict decode_axpert_firmware(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QVFW", body)) return *verdict;
    return set_voltronic_firmware(body, "VERFW:", V::ups_firmware, out);
}

Verdict decode_axpert_firmware_aux(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QVFW2", body)) return *verdict;
    return set_voltronic_firmware(body, "VERFW2:", V::ups_firmware_aux, out);
}

Verdict decode_axpert_model(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QMN", body)) return *verdict;
    if (!std::any_of(body.begin(), body.end(), is_letter)) return Verdict::rejected;
    return set_padded_text(out, V::device_model, body) ? Verdict::ok : Verdict::rejected;
}

Verdict decode_axpert_ratings(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QPIRI", body)) return *verdict;
    TextFields fields;
    if (!fields.split(body, {}) || fields.size() < kLeastFields) return Verdict::rejected;
    if (fields[kRangeField].size() != 1 || fields[kPriorityField].size() != 1) return Verdict::rejected;
    return decode_numbers(kRatings, fields, out) ? Verdict::ok : Verdict::rejected;
}

Verdict decode_axpert_options(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = axpert_body(reply, "QFLAG", body)) return *verdict;
    const auto options = read_voltronic_options(body);
    if (!options) return Verdict::rejected;
    const auto set = [&](char letter, Variable variable, std::string_view on, std::string_view off) {
        const auto state = options->state(letter);
        if (state)
            out.text(variable, *state ? on : off);
        else
            out.absent(variable);
    };
    set('a', V::ups_beeper_status, "enabled", "disabled");
    set('j', V::battery_energysave, "yes", "no");
    return Verdict::ok;
}

}  // namespace upsmd
