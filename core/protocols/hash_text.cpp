#include "core/protocols/hash_text.h"

#include <algorithm>

#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

using V = Variable;

constexpr Duration kPause = 50ms;
// Units begin to answer within 100 ms and send a status in 250 ms.
constexpr Duration kListen = 500ms;
constexpr int kLeastLetters = 3;

struct Letter {
    char letter;
    Variable variable;
    double low;
    double high;
    double scale = 1;
};

constexpr std::array kLetters{
    Letter{'I', V::input_voltage, 0, 500},
    Letter{'O', V::output_voltage, 0, 500},
    Letter{'L', V::ups_load, 0, 300},
    Letter{'B', V::battery_charge, 0, 100},
    Letter{'V', V::battery_voltage, 0, 999},
    Letter{'T', V::ups_temperature, -30, 120},
    Letter{'F', V::input_frequency, 0, 100},
    Letter{'H', V::output_frequency, 0, 100},
    Letter{'R', V::battery_runtime, 0, 9999, 60},  // minutes
};

constexpr bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

std::string_view characters(Bytes reply) {
    return {reinterpret_cast<const char*>(reply.data()), reply.size()};
}

// A number as these units write it; nullopt: damaged.
std::optional<TextNumber> number_of(std::string_view field) {
    if (field.empty() || field.find_first_not_of("0123456789.-") != std::string_view::npos) return std::nullopt;
    const TextNumber number = parse_number(field);
    if (number.kind != TextNumber::Kind::number) return std::nullopt;
    return number;
}

// '#' and a whole number, perhaps negative.
std::optional<int> result_code(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    const std::string_view digits = text.substr(negative ? 1 : 0);
    if (!all_digits(digits) || digits.size() > 3) return std::nullopt;
    int code = 0;
    for (const char c : digits) code = code * 10 + (c - '0');
    return negative ? -code : code;
}

// Which letter stands at the front of `text`; its length is 2 for "HF", the output's frequency.
std::size_t letter_size(std::string_view text) {
    return text.substr(0, 2) == "HF" ? 2 : 1;
}

// Sets one letter's value. False: it came before.
bool set_letter(char letter, std::string_view field, int& good, Decoded& out) {
    const auto row =
        std::find_if(kLetters.begin(), kLetters.end(), [letter](const Letter& l) { return l.letter == letter; });
    if (row == kLetters.end()) return true;
    // The second F is the output's frequency.
    const bool again = out.find(row->variable) != nullptr;
    if (again && letter == 'F') return set_letter('H', field, good, out);
    if (again) return false;
    const auto number = number_of(field);
    if (!number || number->value < row->low || number->value > row->high) {
        out.absent(row->variable);
        return true;
    }
    out.number(row->variable, number->value * row->scale, row->scale == 1 ? number->decimals : 0);
    ++good;
    return true;
}

}  // namespace

FrameCut cut_hash_line(Bytes kept) {
    const auto begin = std::find(kept.begin(), kept.end(), std::uint8_t{'#'});
    if (begin != kept.begin()) return {static_cast<std::size_t>(begin - kept.begin()), 0};
    const auto end = std::find(kept.begin(), kept.end(), std::uint8_t{'\r'});
    if (end == kept.end()) return {};
    return {0, static_cast<std::size_t>(end - kept.begin()) + 1};
}

Verdict hash_text(Bytes reply, std::string_view& text) {
    text = characters(reply);
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (text.empty() || text.front() != '#') return Verdict::rejected;
    text.remove_prefix(1);
    const auto code = result_code(text);
    return code && *code < 0 ? Verdict::unsupported : Verdict::ok;
}

HashFields::HashFields(std::string_view text) {
    while (count_ < kMost) {
        const std::size_t comma = text.find(',');
        fields_[count_++] = trimmed(text.substr(0, comma));
        if (comma == std::string_view::npos) return;
        text.remove_prefix(comma + 1);
    }
}

Verdict decode_hash_numbers(Bytes reply, std::size_t least, std::span<const HashNumber> rows, Decoded& out) {
    std::string_view text;
    if (const Verdict verdict = hash_text(reply, text); verdict != Verdict::ok) return verdict;
    const HashFields fields(text);
    if (fields.size() < least) return Verdict::rejected;
    bool good = false;
    for (const HashNumber& row : rows) {
        const auto number = number_of(fields[row.field]);
        const bool believed = number && number->value >= row.low && number->value <= row.high;
        if (believed) out.number(row.variable, number->value, number->decimals);
        if (!believed) out.absent(row.variable);
        good = good || believed;
    }
    return good ? Verdict::ok : Verdict::rejected;
}

void set_hash_text(Decoded& out, Variable variable, std::string_view field) {
    const bool printable = std::all_of(field.begin(), field.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
    if (field.empty() || !printable) return out.absent(variable);
    out.text(variable, field);
}

Verdict decode_hash_letters(Bytes reply, Decoded& out, std::string_view& flags) {
    std::string_view text;
    if (const Verdict verdict = hash_text(reply, text); verdict != Verdict::ok) return verdict;
    int good = 0;
    while (!text.empty()) {
        const char letter = text.front();
        if (!is_letter(letter)) return Verdict::rejected;
        text.remove_prefix(letter_size(text));
        if (letter == 'S') {
            flags = text;
            return good >= kLeastLetters ? Verdict::ok : Verdict::rejected;
        }
        const auto* const end = std::find_if(text.begin(), text.end(), is_letter);
        const auto length = static_cast<std::size_t>(end - text.begin());
        if (!set_letter(letter, text.substr(0, length), good, out)) return Verdict::rejected;
        text.remove_prefix(length);
    }
    return Verdict::rejected;
}

StatusFlags regulation_by_voltages(const Decoded& out) {
    const auto input = number_in(out, V::input_voltage);
    const auto output = number_in(out, V::output_voltage);
    if (!input || !output || *input <= 0) return {};
    const double ratio = *output / *input;
    if (ratio < 0.5 || ratio >= 1.5) return {};
    if (ratio < 0.95) return {StatusFlag::trim};
    return ratio < 1.05 ? StatusFlags{} : StatusFlags{StatusFlag::boost};
}

StepOutcome judge_hash_answer(Bytes reply, const Step&) {
    std::string_view text;
    if (hash_text(reply, text) == Verdict::rejected) return StepOutcome::ignore;
    const auto code = result_code(text);
    if (!code) return StepOutcome::ignore;  // a late reply to a query
    return *code == 0 ? StepOutcome::accepted : StepOutcome::refused;
}

Verdict decode_hash_answer(std::string_view, Bytes reply) {
    switch (judge_hash_answer(reply, {})) {
        case StepOutcome::accepted:
            return Verdict::ok;
        case StepOutcome::refused:
            return Verdict::unsupported;
        default:
            return Verdict::rejected;
    }
}

Step hash_step(std::string_view text, Duration character_gap) {
    Step step;
    step.pause = kPause;
    step.send = StepBytes(std::string(text) + '\r');
    step.character_gap = character_gap;
    step.listen = kListen;
    step.on_silence = StepOutcome::refused;
    step.judge = judge_hash_answer;
    step.commits = true;
    return step;
}

Result<Script> hash_test(std::string_view text, Duration character_gap, const Reading& reading) {
    if (reading.get(V::ups_status).as_text().find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "test.battery.start: the UPS is on battery", 0};
    Script script;
    script.add(hash_step(text, character_gap));
    return script;
}

}  // namespace upsmd
