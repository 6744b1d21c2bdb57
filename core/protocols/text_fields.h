// Lenient reading of the text replies that Megatec boards and their relatives send: `(230.1 230.1 014 ...` or
// `#230.0 004 024.0 50.0`. Fields are found by the blanks between them, not by their column, because real
// boards lose and add characters; a table still names each field's column in a sample, so that it reads like
// the vendor's ruler. Pure functions; nothing here throws or reads outside the given bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/decode.h"
#include "core/reading.h"

namespace upsmd {

// The reply as characters, without bytes that are not printable ASCII at either end (NUL padding, 0x80
// noise).
std::string_view printable_core(Bytes reply);

// What a reply without data says: unsupported for the echo of the command and for `(NAK`, `NAK`, `N`, `#-1`;
// rejected for nothing at all. nullopt: it may hold data.
std::optional<Verdict> refusal_in(std::string_view text, std::string_view command);

// The answer to a command that asks for no data: ok for `(ACK`, `ACK`, `OK`; refusals as refusal_in; else rejected.
Verdict decode_text_answer(std::string_view command, Bytes reply);

// What follows the last `lead`. Before it there may be noise and echoes of `command`, but no digit and no
// `other_lead`: those are the remains of another reply. nullopt: no `lead` there, or something before it that
// must not be.
std::optional<std::string_view> after_last_lead(std::string_view text, char lead, char other_lead,
                                                std::string_view command);

// What follows the first `lead` (identity texts may hold the character again), under the same rule.
std::optional<std::string_view> after_first_lead(std::string_view text, char lead, char other_lead,
                                                 std::string_view command);

std::string_view trimmed(std::string_view text, std::string_view drop = " ");

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// At least one digit and nothing else.
constexpr bool all_digits(std::string_view text) {
    for (const char c : text)
        if (!is_digit(c)) return false;
    return !text.empty();
}

// Two hexadecimal digits, upper case.
std::string hex_byte(std::uint8_t byte);

struct TextNumber {
    enum class Kind : std::uint8_t {
        number,
        unknown,  // filled with `-`, `@` or blanks: the unit cannot tell
        damaged,  // anything else
    };
    Kind kind = Kind::unknown;
    double value = 0;
    int decimals = 0;
};

// Digits with at most one point or comma, an optional sign, and `#` or blanks as padding before them.
TextNumber parse_number(std::string_view field);

// The fields of one reply. Owns its text: a copy with separators made uniform.
class TextFields {
  public:
    static constexpr std::size_t kMaxText = 200;
    static constexpr std::size_t kMaxFields = 40;

    // Where every blank of the sample is a blank in `text` too, the sample's columns decide: boards fill
    // unknown fields with blanks. Anything else is split at its blanks. A comma is the decimal point, unless
    // there are no blanks, or a field has a point as well: then it separates. `sample` is without its lead,
    // like `text`. Returns false when the text is too long.
    bool split(std::string_view text, std::string_view sample);

    std::size_t size() const { return count_; }
    // Empty beyond the last field, and for a field filled with blanks.
    std::string_view operator[](std::size_t index) const;

  private:
    struct Range {
        std::uint8_t begin = 0;
        std::uint8_t size = 0;
    };
    bool split_at_blanks(std::string_view text, std::size_t at);
    bool split_at_columns(std::string_view text, std::string_view sample);
    bool add(std::size_t begin, std::size_t end);

    std::array<char, kMaxText> text_{};
    std::array<Range, kMaxFields> fields_{};
    std::size_t count_ = 0;
};

// What a number outside its range refuses.
enum class Outside : std::uint8_t {
    value,  // this value: it goes absent
    reply,  // the whole reply: a unit that says this is not measuring
};

// One measurement of a reply.
struct NumberField {
    std::size_t column = 0;  // in the sample, whose lead is column 0
    Variable variable{};
    double low = 0;
    double high = 0;
    Outside outside = Outside::value;
    double scale =
        1;  // factor to the variable's unit; with any other than 1 the value is rounded to a whole number
};

// The form of one reply: a sample with its lead, and what stands where.
struct TextLayout {
    std::string_view sample;
    std::span<const NumberField> numbers;

    constexpr char lead() const { return sample.front(); }
    constexpr std::string_view body() const { return sample.substr(1); }
};

// Which field of the sample begins at `column`.
constexpr std::size_t field_index(std::string_view sample, std::size_t column) {
    std::size_t index = 0;
    for (std::size_t i = 1; i < column; ++i)
        if (sample[i] == ' ' && sample[i - 1] != ' ') ++index;
    return index;
}

constexpr std::size_t field_count(std::string_view sample) {
    return field_index(sample, sample.size()) + 1;
}

// Compile-time check of a layout: every row begins a field of the sample, in ascending order, with a sane
// range.
constexpr bool layout_is_sound(const TextLayout& layout) {
    if (layout.sample.size() < 2 || layout.sample.size() > TextFields::kMaxText) return false;
    if (field_count(layout.sample) > TextFields::kMaxFields) return false;
    std::size_t last = 0;
    for (const NumberField& row : layout.numbers) {
        if (row.column <= last || row.column >= layout.sample.size()) return false;
        if (layout.sample[row.column] == ' ') return false;
        if (row.column > 1 && layout.sample[row.column - 1] != ' ') return false;
        if (row.low >= row.high || row.scale <= 0) return false;
        last = row.column;
    }
    return true;
}

// Sets every number of the layout in `out`; one that is unknown, damaged or outside its range goes absent.
// Returns false when a number says that the whole reply is nonsense.
bool decode_numbers(const TextLayout& layout, const TextFields& fields, Decoded& out);

// A number that has been decoded; nullopt where it is absent or the reply said nothing about it.
std::optional<double> number_in(const Decoded& out, Variable variable);

}  // namespace upsmd
