#include "core/protocols/upscode2_lines.h"

#include <array>

#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

constexpr std::array<std::string_view, kUpscode2Commands> kNames{"UPSN", "UPPN", "UPID", "UPSD", "UPCD", "UPPM",
                                                                 "UPBT", "UPIS", "UPPC", "UPPD", "UPPU", "UPDV"};

bool ends_line(char c) { return c == '\r' || c == '\n'; }

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Nothing can be complete before a line is: the other bytes need no look at all that is kept.
bool has_new_line(std::string_view text) { return !text.empty() && ends_line(text.back()); }

FrameCut cut_after(Bytes kept, std::string_view last, bool with_value) {
    const std::string_view text = text_of(kept);
    if (!has_new_line(text)) return {};
    std::string_view rest = text;
    while (const auto line = take_upscode2_line(rest)) {
        if (*line != last) continue;
        if (with_value && !take_upscode2_line(rest)) return {};
        return {0, text.size() - rest.size()};
    }
    return {};
}

FrameCut cut_pair(Bytes kept, bool (*is_label)(std::string_view line)) {
    const std::string_view text = text_of(kept);
    if (!has_new_line(text)) return {};
    std::string_view rest = text;
    while (const auto line = take_upscode2_line(rest)) {
        if (!is_label(*line)) continue;
        const auto begin = static_cast<std::size_t>(line->data() - text.data());
        if (!take_upscode2_line(rest)) return {begin, 0};
        return {begin, text.size() - rest.size() - begin};
    }
    return {text.size(), 0};
}

}  // namespace

std::optional<std::string_view> take_upscode2_line(std::string_view& text) {
    std::size_t begin = 0;
    while (begin < text.size() && (ends_line(text[begin]) || text[begin] == '\0')) ++begin;
    std::size_t end = begin;
    while (end < text.size() && !ends_line(text[end])) ++end;
    if (end == text.size()) return std::nullopt;
    const std::string_view line = text.substr(begin, end - begin);
    text.remove_prefix(end + 1);
    return line;
}

FrameCut cut_upscode2_status(Bytes kept) { return cut_after(kept, "MOFFF", true); }
FrameCut cut_upscode2_nominal(Bytes kept) { return cut_after(kept, "NOFLL", true); }
FrameCut cut_upscode2_list(Bytes kept) { return cut_after(kept, "UPCL", false); }

FrameCut cut_upscode2_type(Bytes kept) {
    return cut_pair(kept, [](std::string_view line) { return line == "NNAME"; });
}

// The alarm code AC is a line too, of two letters.
FrameCut cut_upscode2_accepted(Bytes kept) {
    return cut_pair(kept, [](std::string_view line) { return line.size() == 4 && line.starts_with("AC"); });
}

std::optional<std::string_view> upscode2_value(Bytes reply, std::string_view label) {
    std::string_view text = text_of(reply);
    if (take_upscode2_line(text) != label) return std::nullopt;
    const auto value = take_upscode2_line(text);
    if (!value) return std::nullopt;
    for (const char c : *value)
        if (c < ' ' || c > '~') return std::nullopt;
    return trimmed(*value);
}

std::optional<Upscode2Number> upscode2_number(std::string_view value) {
    constexpr std::size_t kCharacters = 7;
    constexpr std::string_view kAllowed = "-.0123456789";
    if (value.size() != kCharacters || value.find_first_not_of(kAllowed) != std::string_view::npos) return std::nullopt;
    const TextNumber number = parse_number(value);
    if (number.kind != TextNumber::Kind::number) return std::nullopt;
    return Upscode2Number{number.value, number.decimals};
}

std::string_view upscode2_name(Upscode2Command command) { return kNames[static_cast<std::size_t>(command)]; }

std::uint8_t recall(std::span<const std::uint8_t> memory, Upscode2Memory slot) {
    const auto index = static_cast<std::size_t>(slot);
    return index < memory.size() ? memory[index] : std::uint8_t{0};
}

bool upscode2_lists(std::span<const std::uint8_t> memory, Upscode2Command command) {
    const auto first = static_cast<std::size_t>(Upscode2Memory::commands);
    const auto bit = static_cast<unsigned>(command);
    return first + 1 < memory.size() && (memory[first + bit / 8] >> (bit % 8) & 1U) != 0;
}

}  // namespace upsmd
