#include "posix-sim/sim/escape.h"

namespace upsmd::sim {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

int plain_escape(char letter) {
    switch (letter) {
        case 'r': return '\r';
        case 'n': return '\n';
        case 't': return '\t';
        case '0': return '\0';
        case 's': return ' ';
        case '\\': return '\\';
        default: return -1;
    }
}

void append_hex(std::string& out, std::uint8_t byte) {
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
}

}  // namespace

std::optional<Bytes> unescape(std::string_view text) {
    Bytes out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out.push_back(static_cast<std::uint8_t>(text[i]));
            continue;
        }
        if (++i == text.size()) return std::nullopt;
        if (text[i] == 'x') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<std::uint8_t>(high * 16 + low));
            i += 2;
            continue;
        }
        const int byte = plain_escape(text[i]);
        if (byte < 0) return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(byte));
    }
    return out;
}

std::string escape(std::span<const std::uint8_t> bytes) {
    std::string out;
    for (const std::uint8_t byte : bytes) {
        switch (byte) {
            case '\r': out += "\\r"; break;
            case '\n': out += "\\n"; break;
            case '\t': out += "\\t"; break;
            case '\\': out += "\\\\"; break;
            default:
                if (byte >= 0x20 && byte < 0x7F) {
                    out += static_cast<char>(byte);
                } else {
                    out += "\\x";
                    append_hex(out, byte);
                }
        }
    }
    return out;
}

std::string hex_and_text(std::span<const std::uint8_t> bytes) {
    std::string out;
    for (const std::uint8_t byte : bytes) {
        append_hex(out, byte);
        out += ' ';
    }
    return out + '"' + escape(bytes) + '"';
}

Bytes to_bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

}  // namespace upsmd::sim
