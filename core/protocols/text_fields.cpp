#include "core/protocols/text_fields.h"

#include <algorithm>
#include <cmath>

namespace upsmd {
namespace {

constexpr bool is_printable(char c) {
    return c >= 0x20 && c <= 0x7E;
}
constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// Bytes 80h and up behind a reply are check bytes of another dialect, not padding.
constexpr bool is_padding(char c) {
    return c >= 0 && c < 0x20;
}

// Whether nothing but noise and echoes stands before a reply's lead.
bool only_noise(std::string_view before, char other_lead, std::string_view command) {
    while (!before.empty()) {
        if (!command.empty() && before.substr(0, command.size()) == command) {
            before.remove_prefix(command.size());
            continue;
        }
        if (is_digit(before.front()) || before.front() == other_lead) return false;
        before.remove_prefix(1);
    }
    return true;
}

bool comma_separates(std::string_view text) {
    if (std::none_of(text.begin(), text.end(), is_blank)) return true;
    bool point = false;
    bool comma = false;
    for (const char c : text) {
        if (is_blank(c)) {
            point = false;
            comma = false;
            continue;
        }
        point = point || c == '.';
        // A comma at the end of a field separates as well, but that says nothing about the others.
        comma = comma || c == ',';
        if (point && comma) return true;
    }
    return false;
}

}  // namespace

std::string_view printable_core(Bytes reply) {
    std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    while (!text.empty() && !is_printable(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_padding(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<Verdict> refusal_in(std::string_view text, std::string_view command) {
    if (text.empty()) return Verdict::rejected;
    if (text == command) return Verdict::unsupported;
    if (text == "NAK" || text == "N" || text == "#-1") return Verdict::unsupported;
    // Inverter boards put two check bytes behind it.
    if (text.substr(0, 4) == "(NAK" && text.size() <= 6) return Verdict::unsupported;
    return std::nullopt;
}

Verdict decode_text_answer(std::string_view command, Bytes reply) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, command)) return *refusal;
    return text == "(ACK" || text == "ACK" || text == "OK" ? Verdict::ok : Verdict::rejected;
}

std::optional<std::string_view> after_last_lead(std::string_view text, char lead, char other_lead,
                                                std::string_view command) {
    const std::size_t at = text.rfind(lead);
    if (at == std::string_view::npos || !only_noise(text.substr(0, at), other_lead, command))
        return std::nullopt;
    return text.substr(at + 1);
}

std::optional<std::string_view> after_first_lead(std::string_view text, char lead, char other_lead,
                                                 std::string_view command) {
    const std::size_t at = text.find(lead);
    if (at == std::string_view::npos || !only_noise(text.substr(0, at), other_lead, command))
        return std::nullopt;
    return text.substr(at + 1);
}

std::string_view trimmed(std::string_view text, std::string_view drop) {
    const std::size_t first = text.find_first_not_of(drop);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(drop) - first + 1);
}

std::string hex_byte(std::uint8_t byte) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    return {kDigits[byte >> 4], kDigits[byte & 0x0F]};
}

TextNumber parse_number(std::string_view field) {
    TextNumber result;
    if (field.find_first_not_of("-@.,# ") == std::string_view::npos) return result;
    result.kind = TextNumber::Kind::damaged;

    field = trimmed(field);
    while (!field.empty() && (field.front() == '#' || field.front() == ' ')) field.remove_prefix(1);
    bool negative = false;
    if (field.front() == '-' || field.front() == '+') {
        negative = field.front() == '-';
        field.remove_prefix(1);
    }
    // More than any of these units send, and few enough to keep the sum exact.
    constexpr std::size_t kMostCharacters = 10;
    if (field.size() > kMostCharacters) return result;
    std::int64_t digits = 0;
    std::int64_t unit = 1;
    int decimals = 0;
    bool point = false;
    bool last_is_digit = false;
    for (const char c : field) {
        const bool digit = is_digit(c);
        if (digit) {
            digits = digits * 10 + (c - '0');
            if (point) {
                unit *= 10;
                ++decimals;
            }
        } else {
            // A number neither begins nor ends with its point.
            if ((c != '.' && c != ',') || point || !last_is_digit) return result;
            point = true;
        }
        last_is_digit = digit;
    }
    if (!last_is_digit) return result;
    result.kind = TextNumber::Kind::number;
    result.value = static_cast<double>(digits) / static_cast<double>(unit);
    if (negative && digits != 0) result.value = -result.value;
    result.decimals = decimals;
    return result;
}

bool TextFields::split(std::string_view text, std::string_view sample) {
    count_ = 0;
    if (text.size() > kMaxText) return false;
    std::copy(text.begin(), text.end(), text_.begin());
    const std::span<char> mine{text_.data(), text.size()};
    if (comma_separates(text)) std::replace(mine.begin(), mine.end(), ',', ' ');
    for (std::size_t i = 0; i < mine.size(); ++i) {
        const bool ends_field = i + 1 == mine.size() || is_blank(mine[i + 1]);
        if (mine[i] == '\t' || (mine[i] == ',' && ends_field)) mine[i] = ' ';
    }
    const std::string_view uniform{text_.data(), text.size()};
    return split_at_columns(uniform, sample) || split_at_blanks(uniform, 0);
}

std::string_view TextFields::operator[](std::size_t index) const {
    if (index >= count_) return {};
    return {text_.data() + fields_[index].begin, fields_[index].size};
}

bool TextFields::split_at_blanks(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        if (text[at] == ' ') {
            ++at;
            continue;
        }
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (!add(at, end)) return false;
        at = end;
    }
    return true;
}

bool TextFields::split_at_columns(std::string_view text, std::string_view sample) {
    if (sample.empty() || text.size() < sample.size()) return false;
    for (std::size_t i = 0; i < sample.size(); ++i)
        if (sample[i] == ' ' && text[i] != ' ') return false;
    std::size_t at = 0;
    while (at < sample.size()) {
        const std::size_t blank = sample.find(' ', at);
        // The last field may be longer than in the sample.
        std::size_t end =
            blank != std::string_view::npos ? blank : std::min(text.find(' ', sample.size()), text.size());
        const std::size_t next = end + 1;
        std::size_t begin = at;
        while (begin < end && text[begin] == ' ') ++begin;
        while (end > begin && text[end - 1] == ' ') --end;
        if (!add(begin, end)) return false;
        at = next;
    }
    return split_at_blanks(text, at);
}

bool TextFields::add(std::size_t begin, std::size_t end) {
    if (count_ == kMaxFields) return false;
    fields_[count_++] = {static_cast<std::uint8_t>(begin), static_cast<std::uint8_t>(end - begin)};
    return true;
}

bool decode_numbers(const TextLayout& layout, const TextFields& fields, Decoded& out) {
    for (const NumberField& row : layout.numbers) {
        const TextNumber number = parse_number(fields[field_index(layout.sample, row.column)]);
        if (number.kind != TextNumber::Kind::number) {
            out.absent(row.variable);
            continue;
        }
        const bool inside = number.value >= row.low && number.value <= row.high;
        if (!inside && row.outside == Outside::reply) return false;
        if (!inside) {
            out.absent(row.variable);
        } else if (row.scale == 1) {
            out.number(row.variable, number.value, number.decimals);
        } else {
            out.number(row.variable, std::round(number.value * row.scale), 0);
        }
    }
    return true;
}

std::optional<double> number_in(const Decoded& out, Variable variable) {
    const Value* const value = out.find(variable);
    if (value == nullptr || value->kind() != Value::Kind::number) return std::nullopt;
    return value->as_number();
}

}  // namespace upsmd
