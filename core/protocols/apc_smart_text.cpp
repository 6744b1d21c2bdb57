// The building blocks of the APC smart decoders: text, numbers, refusals.
#include <algorithm>
#include <charconv>

#include "core/protocols/apc_smart_replies.h"

namespace upsmd::apc {
namespace {

constexpr std::array<std::string_view, 9> kWords{"SM",  "OK",  "NO",   "BYE",  "BYP",
                                                 "INV", "ERR", "PROG", "CLEAR"};
constexpr std::string_view kAlerts = "!$%+?=*#&|";
constexpr std::size_t kUserText = 8;

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_printable(char c) {
    return c >= 0x20 && c <= 0x7E;
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// "--.-", "---": no digit, at least two dashes.
bool is_dashes(std::string_view text) {
    return text.find_first_not_of("-.") == std::string_view::npos &&
           std::count(text.begin(), text.end(), '-') >= 2;
}

}  // namespace

ReplyText::ReplyText(Bytes reply) {
    for (const std::uint8_t byte : reply) {
        const bool padding = byte == 0 || byte == '\r' || byte == '\n';
        if (padding || (byte == ' ' && size_ == 0)) continue;
        if (size_ == kMax) {
            size_ = 0;
            return;
        }
        text_[size_++] = static_cast<char>(byte);
    }
    while (size_ > 0 && text_[size_ - 1] == ' ') --size_;
}

bool is_protocol_word(std::string_view text) {
    return std::find(kWords.begin(), kWords.end(), text) != kWords.end();
}

bool is_printable_text(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_printable);
}

std::optional<std::uint8_t> parse_hex_byte(std::string_view text) {
    if (text.size() != 2) return std::nullopt;
    const int high = hex_digit(text[0]);
    const int low = hex_digit(text[1]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<std::uint8_t>(high * 16 + low);
}

std::optional<Decimal> parse_decimal(std::string_view text) {
    constexpr std::size_t kMostWhole = 5;
    constexpr std::size_t kMostDecimals = 3;
    const std::string_view digits = text.substr(!text.empty() && text.front() == '-' ? 1 : 0);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::string_view whole = digits.substr(0, point);
    const std::string_view part = point < digits.size() ? digits.substr(point + 1) : std::string_view{};
    if (whole.empty() || whole.size() > kMostWhole || !std::all_of(whole.begin(), whole.end(), is_digit))
        return std::nullopt;
    if (point < digits.size() && (part.empty() || part.size() > kMostDecimals)) return std::nullopt;
    if (!std::all_of(part.begin(), part.end(), is_digit)) return std::nullopt;
    Decimal result;
    result.decimals = static_cast<int>(part.size());
    const auto end = std::from_chars(text.data(), text.data() + text.size(), result.value);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return result;
}

std::optional<Verdict> refusal_of(std::string_view text) {
    if (text == "NA") return Verdict::unsupported;
    if (!is_printable_text(text) || is_protocol_word(text)) return Verdict::rejected;
    return std::nullopt;
}

Verdict decode_number(Bytes reply, Decoded& out, const NumberRule& rule) {
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    if (is_dashes(text.view())) {
        out.absent(rule.variable);
        return Verdict::ok;
    }
    const auto number = parse_decimal(text.view());
    if (!number || number->value < rule.low || number->value > rule.high) return Verdict::rejected;
    out.number(rule.variable, number->value * rule.factor, number->decimals);
    return Verdict::ok;
}

Verdict decode_text(Bytes reply, Decoded& out, Variable variable) {
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    if (text.view().size() < 2) return Verdict::rejected;
    out.text(variable, text.view());
    return Verdict::ok;
}

Verdict decode_user_text(Bytes reply, Decoded& out, Variable variable, char letter) {
    const ReplyText raw(reply);
    const std::string_view view = raw.view();
    if (view == "NA") return Verdict::unsupported;
    if (view.empty() || is_protocol_word(view) || view == std::string_view(&letter, 1))
        return Verdict::rejected;
    const bool one_too_many = view.size() > kUserText;
    std::array<char, ReplyText::kMax> kept{};
    std::size_t size = 0;
    for (const char c : view) {
        if (one_too_many && kAlerts.find(c) != std::string_view::npos) continue;
        // Typed in another character set: shown, not lost.
        kept[size++] = is_printable(c) ? c : '?';
    }
    if (size == 0) return Verdict::rejected;
    out.text(variable, {kept.data(), size});
    return Verdict::ok;
}

}  // namespace upsmd::apc
