#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_status.h"
#include "core/protocols/text_fields.h"

// Q4, as a Gtec ZP120N answers it: the status is in letters, several at once.
//
//             1         2         3         4         5         6
//   01234567890123456789012345678901234567890123456789012345678901234
//   (236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 041.3 22.9 IM
//
//   M normal            A mains failed     C bypass or boost    none of the three: output off
//   B battery low       E test running     F shutdown running   N overload
//   D UPS failed        G site fault       H EPROM fault        P battery disconnected
//   last test: I passed, J failed, K battery was disconnected, L result not known

namespace upsmd {
namespace {

using V = Variable;

constexpr std::array kNumbers{
    NumberField{1, V::input_voltage, 0, 600, Outside::reply},
    NumberField{19, V::input_voltage_fault, 0, 600},
    NumberField{25, V::output_voltage, 0, 600, Outside::reply},
    NumberField{35, V::ups_load, 0, 300},
    NumberField{39, V::input_frequency, 0, 99.9, Outside::reply},
    NumberField{52, V::battery_voltage, 0, 999.9},
    NumberField{58, V::ups_temperature, -50, 150},
};
constexpr TextLayout kLayout{"(236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 041.3 22.9 IM", kNumbers};
static_assert(layout_is_sound(kLayout));
constexpr std::size_t kLettersColumn = 63;
constexpr std::size_t kLettersField = field_index(kLayout.sample, kLettersColumn);
// Volts below which an output is off.
constexpr double kNoOutput = 20;

struct LetterText {
    char letter;
    std::string_view text;
};
constexpr std::array kAlarms{
    LetterText{'D', "UPS failed"},  LetterText{'G', "site fault"},           LetterText{'H', "EPROM fault"},
    LetterText{'J', "test failed"}, LetterText{'P', "battery disconnected"},
};
constexpr std::array kTestResults{
    LetterText{'I', "passed"},
    LetterText{'J', "failed"},
    LetterText{'K', "battery disconnected"},
    LetterText{'L', "unknown"},
};

void set_letters(std::string_view letters, Decoded& out) {
    const auto has = [letters](char letter) { return letters.find(letter) != std::string_view::npos; };
    StatusFlags flags;
    flags.set(has('A') ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::bypass, has('C') && !has('A'));
    flags.set(StatusFlag::off, !has('A') && !has('C') && !has('M'));
    flags.set(StatusFlag::lb, has('B'));
    flags.set(StatusFlag::cal, has('E'));
    flags.set(StatusFlag::test, has('E'));
    flags.set(StatusFlag::fsd, has('F'));
    flags.set(StatusFlag::rb, has('J'));
    flags.set(StatusFlag::over, has('N'));
    std::string alarms;
    for (const LetterText& row : kAlarms) {
        if (!has(row.letter)) continue;
        if (!alarms.empty()) alarms += ", ";
        alarms += row.text;
    }
    flags.set(StatusFlag::alarm, !alarms.empty());
    out.set(V::ups_alarm, alarms.empty() ? Value{} : Value::text(alarms));
    out.absent(V::ups_test_result);
    for (const LetterText& row : kTestResults)
        if (has(row.letter)) out.text(V::ups_test_result, row.text);
    out.status = flags;
}

}  // namespace

Verdict decode_megatec_q4(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "Q4")) return *refusal;
    const auto body = after_last_lead(text, '(', '#', "Q4");
    TextFields fields;
    if (!body || !fields.split(*body, kLayout.body()) || !decode_numbers(kLayout, fields, out))
        return Verdict::rejected;
    const std::string_view letters = fields[kLettersField];
    const bool readable =
        std::all_of(letters.begin(), letters.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!readable || fields.size() > kLettersField + 1) return Verdict::rejected;
    // Without letters it may have been cut off, and would read as "on line, output off": only what is whole, and really
    // without an output, is believed.
    const bool whole = body->size() + 1 >= kLettersColumn;
    if (letters.empty() && (!whole || number_in(out, V::output_voltage).value_or(kNoOutput) >= kNoOutput))
        return Verdict::rejected;
    if (!megatec_is_plausible(out, letters.find('A') != std::string_view::npos)) return Verdict::rejected;
    set_letters(letters, out);
    return Verdict::ok;
}

}  // namespace upsmd
