#include "core/protocols/tilde_frame.h"

#include <algorithm>

#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

constexpr std::size_t kTypeAt = 3;
constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kHead = 7;
constexpr int kMostData = 255;  // the paper says 128

constexpr bool is_printable(std::uint8_t byte) { return byte >= 0x20 && byte < 0x7F; }

}  // namespace

FrameCut cut_tilde_frame(Bytes kept) {
    constexpr std::string_view kLead = "~00";
    const auto begin = std::find(kept.begin(), kept.end(), '~');
    const auto skip = static_cast<std::size_t>(begin - kept.begin());
    if (skip > 0) return {skip, 0};
    for (std::size_t i = 0; i < std::min(kept.size(), kLead.size()); ++i)
        if (kept[i] != kLead[i]) return {1, 0};
    if (kept.size() <= kTypeAt) return {};
    const char type = static_cast<char>(kept[kTypeAt]);
    if (type == 'A' || type == 'R') return {0, kTypeAt + 1};
    if (type != 'D') return {1, 0};
    int length = 0;
    for (std::size_t i = kLengthAt; i < std::min(kept.size(), kHead); ++i) {
        if (!is_digit(static_cast<char>(kept[i]))) return {1, 0};
        length = length * 10 + (kept[i] - '0');
    }
    if (kept.size() < kHead) return {};
    if (length > kMostData) return {1, 0};
    const std::size_t whole = kHead + static_cast<std::size_t>(length);
    return kept.size() < whole ? FrameCut{} : FrameCut{0, whole};
}

TildeReply read_tilde_reply(Bytes reply) {
    if (!std::all_of(reply.begin(), reply.end(), is_printable)) return {};
    const std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    if (text == "~00A") return {TildeReply::Kind::taken, "", true};
    if (text == "~00R") return {TildeReply::Kind::refused, "", true};
    if (text.substr(0, kLengthAt) != "~00D" || text.size() < kHead) return {};
    std::size_t claimed = 0;
    for (const char c : text.substr(kLengthAt, kHead - kLengthAt)) {
        if (!is_digit(c)) return {};
        claimed = claimed * 10 + static_cast<std::size_t>(c - '0');
    }
    const std::string_view data = text.substr(kHead);
    return {TildeReply::Kind::data, data, data.size() == claimed};
}

Verdict decode_tilde_answer(std::string_view, Bytes reply) {
    switch (read_tilde_reply(reply).kind) {
        case TildeReply::Kind::taken: return Verdict::ok;
        case TildeReply::Kind::refused: return Verdict::unsupported;
        case TildeReply::Kind::data:
        case TildeReply::Kind::damaged: break;
    }
    return Verdict::rejected;
}

TildeFields::TildeFields(std::string_view data) {
    while (count_ < kMaxFields) {
        const std::size_t end = std::min(data.find(';'), data.size());
        fields_[count_++] = trimmed(data.substr(0, end));
        if (end == data.size()) return;
        data.remove_prefix(end + 1);
    }
    count_ = 0;
}

std::optional<int> TildeFields::number(std::size_t index) const {
    constexpr std::size_t kMostDigits = 7;
    const std::string_view text = (*this)[index];
    if (!all_digits(text) || text.size() > kMostDigits) return std::nullopt;
    int value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return value;
}

std::optional<int> TildeFields::code(std::size_t index, int most) const {
    const auto value = number(index);
    return value && *value <= most ? value : std::nullopt;
}

}  // namespace upsmd
