#include "platform/reg_parser.h"

#include <algorithm>
#include <utility>

#include "platform/utf16.h"

namespace upsmd {

namespace {

constexpr std::string_view kHeader = "Windows Registry Editor Version 5.00";

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

RegParser::RegParser(std::string_view text, std::string file_name, RegDocument& document, bool keep_text)
    : text_(text), file_name_(std::move(file_name)), document_(document), keep_text_(keep_text) {}

Result<void> RegParser::run() {
    if (auto header = parse_header(); !header) return header;
    while (!at_end()) {
        begin_ = at_;
        begin_line_ = line_;
        may_be_cut_ = false;
        skip_blanks();
        Result<void> done;
        if (at_end() || at_line_break() || peek() == ';') {
            done = end_line();
            if (done) lead_ += statement_text();
        } else if (peek() == '[') {
            done = parse_key();
        } else if (peek() == '"' || peek() == '@') {
            done = parse_value();
        } else {
            done = fail("neither a [key], a \"value\"= line nor a ; comment");
        }
        if (!done) return done;
    }
    if (keep_text_) document_.tail = std::move(lead_);
    return {};
}

Result<void> RegParser::parse_header() {
    if (text_.empty()) return fail("the file is empty");
    if (!skip_word(kHeader))
        return fail("not a registry file: the first line is not \"" + std::string(kHeader) + "\"");
    if (auto end = end_line(); !end) return end;
    if (!keep_text_) return {};
    const bool lf_only = text_[at_ - 1] == '\n' && text_[at_ - 2] != '\r';
    document_.style.line_break = lf_only ? "\n" : "\r\n";
    document_.header = statement_text();
    return {};
}

// The name ends at the last ']' of its line, because a key name may hold one.
Result<void> RegParser::parse_key() {
    ++at_;
    const std::size_t line_end = std::min(text_.find_first_of("\r\n", at_), text_.size());
    const std::size_t close = text_.substr(0, line_end).rfind(']');
    if (close == std::string_view::npos || close < at_) return fail("key without a closing ]");
    const bool deleted = peek() == '-';
    if (deleted) ++at_;
    const std::string path(text_.substr(at_, close - at_));
    if (auto valid = check_reg_key(path); !valid) return fail(valid.error().message);
    at_ = close + 1;
    if (auto end = end_line(); !end) return end;

    section_ = nullptr;
    section_deleted_ = deleted;
    if (deleted) {
        if (parent_reg_key(path).empty()) return fail_at(begin_line_, "a root key cannot be deleted");
        document_.remove_key(path);
    } else if (keep_text_ && !document_.has_section(path)) {
        section_ = &document_.section(path, std::exchange(lead_, {}), statement_text());
    } else {
        section_ = &document_.section(path, document_.style.line_break);
    }
    return {};
}

Result<void> RegParser::parse_value() {
    if (section_ == nullptr)
        return fail(section_deleted_ ? "value below a deleted key" : "value before the first [key]");
    std::string name;
    if (peek() == '@')
        ++at_;
    else if (auto done = parse_name(name); !done)
        return done;
    skip_blanks();
    if (peek() != '=') return fail("no = after the value's name");
    ++at_;
    skip_blanks();
    std::optional<RegData> data;
    if (auto done = parse_data(data); !done) return done;
    if (auto done = end_line(); !done) return done;
    return apply_value(std::move(name), std::move(data));
}

Result<void> RegParser::apply_value(std::string name, std::optional<RegData> data) {
    if (!data) {
        document_.remove_value(section_->path, name);
    } else if (keep_text_) {
        RegDocument::put(*section_,
                         {std::move(name), std::move(*data), std::exchange(lead_, {}), statement_text()});
    } else {
        document_.set(section_->path, name, *data);
    }
    return {};
}

Result<void> RegParser::parse_name(std::string& name) {
    ++at_;
    while (peek() != '"') {
        if (at_end() || at_line_break()) return fail("value name without a closing \"");
        if (peek() == '\\') {
            ++at_;
            if (peek() != '\\' && peek() != '"') return fail("\\ in a value name that is not \\\\ or \\\"");
        }
        name.push_back(peek());
        ++at_;
    }
    ++at_;
    if (auto valid = check_reg_value_name(name); !valid) return fail(valid.error().message);
    return {};
}

Result<void> RegParser::parse_data(std::optional<RegData>& data) {
    if (peek() == '-') {
        ++at_;
        return {};
    }
    data.emplace();
    if (peek() == '"') return parse_string(*data);
    if (skip_word("dword:")) return parse_dword(*data);
    if (skip_word("hex:")) {
        data->type = kRegBinary;
        return parse_hex_bytes(*data);
    }
    if (skip_word("hex(")) return parse_hex_type(*data);
    return fail("data that is none of \"text\", dword:, hex:, hex(N): and -");
}

// A string may run over several lines: Registry Editor writes line breaks inside a string as they are. \n and
// \r are how Wine and ReactOS write them.
Result<void> RegParser::parse_string(RegData& data) {
    const std::size_t first_line = line_;
    std::string text;
    ++at_;
    while (peek() != '"') {
        if (at_end()) return fail_at(first_line, "text without a closing \"");
        char c = peek();
        if (c == '\n') ++line_;
        if (c == '\\') {
            ++at_;
            c = peek();
            if (c == 'n')
                c = '\n';
            else if (c == 'r')
                c = '\r';
            else if (c != '\\' && c != '"')
                return fail("\\ that is not \\\\, \\\", \\n or \\r (write \\\\ for a backslash)");
        }
        text.push_back(c);
        ++at_;
    }
    ++at_;
    const auto units = utf8_to_utf16(text);
    if (!units) return fail_at(first_line, "text that is not well-formed");
    data.type = kRegSz;
    for (const char16_t unit : *units) {
        data.bytes.push_back(static_cast<char>(unit & 0xFFu));
        data.bytes.push_back(static_cast<char>(unit >> 8));
    }
    data.bytes.append(2, '\0');
    return {};
}

Result<void> RegParser::parse_dword(RegData& data) {
    const std::size_t digits = count_hex_digits(9);
    if (digits == 0 || digits > 8) return fail("dword: without 1 to 8 hexadecimal digits");
    may_be_cut_ = digits < 8;
    auto encoded = encode_reg_value(RegValue::dword(take_hex(digits)));
    data = std::move(*encoded);
    return {};
}

Result<void> RegParser::parse_hex_type(RegData& data) {
    const std::size_t digits = count_hex_digits(9);
    if (digits == 0 || digits > 8) return fail("hex(N): without 1 to 8 hexadecimal digits as type");
    data.type = take_hex(digits);
    if (!skip_word("):")) return fail("hex(N without ):");
    return parse_hex_bytes(data);
}

Result<void> RegParser::parse_hex_bytes(RegData& data) {
    may_be_cut_ = true;
    bool expects_byte = true;  // at the beginning and after a comma
    for (;;) {
        skip_blanks();
        if (peek() == '\\') {
            if (!expects_byte) return fail("no comma before the \\ at the line's end");
            if (auto next = parse_continuation(); !next) return next;
            continue;
        }
        const std::size_t digits = count_hex_digits(3);
        if (digits == 0) break;
        if (!expects_byte) return fail("no comma between two bytes");
        if (digits > 2) return fail("byte of more than two hexadecimal digits");
        data.bytes.push_back(static_cast<char>(static_cast<unsigned char>(take_hex(digits))));
        skip_blanks();
        expects_byte = peek() == ',';
        if (expects_byte) ++at_;
    }
    if (expects_byte && !data.bytes.empty()) return fail("comma without a byte after it");
    return {};
}

// From the backslash to the next line that holds something; comment and blank lines between are allowed, as
// `reg import` allows them.
Result<void> RegParser::parse_continuation() {
    ++at_;
    do {
        skip_blanks();
        skip_comment();
        if (at_end()) return fail("the file ends in the middle of a value");
        if (!at_line_break()) return fail("something after the \\ that continues a line");
        take_line_break();
        skip_blanks();
    } while (at_end() || at_line_break() || peek() == ';');
    return {};
}

// A file that was cut off must not pass for a whole one: a last line without a line break is accepted only
// where its own form shows that nothing is missing.
Result<void> RegParser::end_line() {
    skip_blanks();
    skip_comment();
    if (at_end()) {
        if (may_be_cut_) return fail("the last line has no line break: the file may be cut off");
        return {};
    }
    if (!at_line_break()) {
        const bool many_lines = line_ != begin_line_;
        return fail(
            "unexpected characters at the end of the line" +
            (many_lines ? " (the value begins on line " + std::to_string(begin_line_) + ")" : std::string()));
    }
    take_line_break();
    return {};
}

Error RegParser::fail_at(std::size_t line, std::string reason) const {
    return {ErrorCode::malformed, file_name_ + ":" + std::to_string(line) + ": " + std::move(reason), 0};
}

bool RegParser::at_line_break() const {
    return text_.substr(at_, 1) == "\n" || text_.substr(at_, 2) == "\r\n";
}

void RegParser::take_line_break() {
    at_ += peek() == '\r' ? 2 : 1;
    ++line_;
}

void RegParser::skip_blanks() {
    while (peek() == ' ' || peek() == '\t') ++at_;
}

bool RegParser::skip_comment() {
    if (peek() != ';') return false;
    while (!at_end() && !at_line_break()) ++at_;
    return true;
}

bool RegParser::skip_word(std::string_view word) {
    if (!same_reg_name(text_.substr(at_, word.size()), word)) return false;
    at_ += word.size();
    return true;
}

std::size_t RegParser::count_hex_digits(std::size_t most) const {
    std::size_t count = 0;
    while (count < most && at_ + count < text_.size() && hex_digit(text_[at_ + count]) >= 0) ++count;
    return count;
}

std::uint32_t RegParser::take_hex(std::size_t digits) {
    std::uint32_t number = 0;
    for (; digits > 0; --digits, ++at_)
        number = (number << 4) | static_cast<std::uint32_t>(hex_digit(peek()));
    return number;
}

// The lines of the current statement. The last line of a file gets a line break, since others may follow it.
std::string RegParser::statement_text() const {
    std::string text(text_.substr(begin_, at_ - begin_));
    if (!text.empty() && text.back() != '\n') text += document_.style.line_break;
    return text;
}

}  // namespace upsmd
