#include "platform/utf16.h"

#include <cstdint>

namespace upsmd {

namespace {

struct Decoded {
    char32_t code = 0;
    std::size_t length = 0;  // 0: not well-formed
};

struct LeadByte {
    std::size_t length;
    char32_t bits;
    char32_t smallest;  // a smaller code in this length is an overlong form
};

LeadByte read_lead_byte(unsigned char c) {
    if (c < 0x80) return {1, c, 0};
    if (c >= 0xC2 && c < 0xE0) return {2, c & 0x1Fu, 0x80};
    if (c >= 0xE0 && c < 0xF0) return {3, c & 0x0Fu, 0x800};
    if (c >= 0xF0 && c < 0xF5) return {4, c & 0x07u, 0x10000};
    return {0, 0, 0};
}

Decoded decode_utf8(std::string_view text, std::size_t at) {
    const LeadByte lead = read_lead_byte(static_cast<unsigned char>(text[at]));
    if (lead.length == 0 || text.size() - at < lead.length) return {};
    char32_t code = lead.bits;
    for (std::size_t i = 1; i < lead.length; ++i) {
        const auto c = static_cast<unsigned char>(text[at + i]);
        if ((c & 0xC0u) != 0x80u) return {};
        code = (code << 6) | (c & 0x3Fu);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < lead.smallest || code > 0x10FFFF || surrogate) return {};
    return {code, lead.length};
}

Decoded decode_utf16(std::u16string_view text, std::size_t at) {
    const char32_t first = text[at];
    if (first < 0xD800 || first > 0xDFFF) return {first, 1};
    if (first > 0xDBFF || at + 1 == text.size()) return {};
    const char32_t second = text[at + 1];
    if (second < 0xDC00 || second > 0xDFFF) return {};
    return {0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 2};
}

void append_utf8(std::string& out, char32_t code) {
    const auto put = [&out](char32_t byte) {
        out.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
    };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

void append_utf16(std::u16string& out, char32_t code) {
    if (code < 0x10000) {
        out.push_back(static_cast<char16_t>(code));
    } else {
        out.push_back(static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10)));
        out.push_back(static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF)));
    }
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const Decoded one = decode_utf8(text, at);
        if (one.length == 0) return at;
        at += one.length;
    }
    return kAllValid;
}

std::size_t find_invalid_utf16(std::u16string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const Decoded one = decode_utf16(text, at);
        if (one.length == 0) return at;
        at += one.length;
    }
    return kAllValid;
}

std::optional<std::u16string> utf8_to_utf16(std::string_view text) {
    std::u16string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Decoded one = decode_utf8(text, at);
        if (one.length == 0) return std::nullopt;
        append_utf16(out, one.code);
        at += one.length;
    }
    return out;
}

std::optional<std::string> utf16_to_utf8(std::u16string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Decoded one = decode_utf16(text, at);
        if (one.length == 0) return std::nullopt;
        append_utf8(out, one.code);
        at += one.length;
    }
    return out;
}

}  // namespace upsmd
