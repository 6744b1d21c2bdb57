// write_reg_file() of reg_format.h: lines in the form that `reg export` gives them.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/reg_format.h"
#include "platform/utf16.h"

namespace upsmd {

namespace {

constexpr std::size_t kLineWidth = 77;  // where Registry Editor breaks the lines of hex data

void append_hex(std::string& out, std::uint32_t number, unsigned digits) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (unsigned shift = digits * 4; shift > 0; shift -= 4)
        out.push_back(kDigits[(number >> (shift - 4)) & 0xFu]);
}

std::string quote(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + "\"";
}

// The text of a string that the quoted form can hold without loss; nothing where only hex(1): can: control
// characters (Windows and Wine write line breaks differently), no NUL or more than one, bytes that are no
// text.
std::optional<std::string> quotable_text(const RegData& data) {
    if (data.type != kRegSz) return std::nullopt;
    const auto value = decode_reg_value(data);
    if (!value) return std::nullopt;
    for (const char c : value->text)
        if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
    const auto units = utf8_to_utf16(value->text);
    if (!units || data.bytes.size() != units->size() * 2 + 2) return std::nullopt;
    return value->text;
}

std::string compose_hex(std::string line, const RegData& data, std::string_view line_break) {
    line += "hex";
    if (data.type != kRegBinary) {
        std::string type;
        append_hex(type, data.type, 8);
        type.erase(0, std::min<std::size_t>(type.find_first_not_of('0'), 7));
        line += "(" + type + ")";
    }
    line += ":";
    std::string out;
    for (std::size_t i = 0; i < data.bytes.size(); ++i) {
        append_hex(line, static_cast<unsigned char>(data.bytes[i]), 2);
        if (i + 1 == data.bytes.size()) break;
        line += ",";
        if (line.size() + 2 < kLineWidth) continue;
        out.append(line).append("\\").append(line_break);
        line = "  ";
    }
    return out.append(line).append(line_break);
}

std::string compose_entry(const RegEntry& entry, std::string_view line_break) {
    const std::string name = (entry.name.empty() ? "@" : quote(entry.name)) + "=";
    if (const auto text = quotable_text(entry.data)) return name + quote(*text) + std::string(line_break);
    const auto value = decode_reg_value(entry.data);
    if (entry.data.type != kRegDword || !value) return compose_hex(name, entry.data, line_break);
    std::string line = name + "dword:";
    append_hex(line, value->number, 8);
    return line.append(line_break);
}

std::string encode_file(const std::string& text, RegEncoding encoding) {
    if (encoding == RegEncoding::utf8) return text;
    if (encoding == RegEncoding::utf8_with_bom) return "\xEF\xBB\xBF" + text;
    std::string bytes = "\xFF\xFE";
    // Every text in a document passed a UTF-8 check on its way in.
    for (const char16_t unit : utf8_to_utf16(text).value_or(u"")) {
        bytes.push_back(static_cast<char>(unit & 0xFFu));
        bytes.push_back(static_cast<char>(unit >> 8));
    }
    return bytes;
}

}  // namespace

std::string write_reg_file(const RegDocument& document) {
    const std::string& line_break = document.style.line_break;
    std::string text = document.header;
    if (text.empty()) text = "Windows Registry Editor Version 5.00" + line_break;
    for (const RegSection& section : document.sections()) {
        text += section.lead;
        text += section.text.empty() ? "[" + section.path + "]" + line_break : section.text;
        for (const RegEntry& entry : section.entries) {
            text += entry.lead;
            text += entry.text.empty() ? compose_entry(entry, line_break) : entry.text;
        }
    }
    // Registry Editor ends a file with an empty line.
    text += document.header.empty() && document.tail.empty() ? line_break : document.tail;
    return encode_file(text, document.style.encoding);
}

}  // namespace upsmd
