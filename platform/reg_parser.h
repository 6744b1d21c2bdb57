// The statements of a .reg file, one after the other. Internal to reg_format.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "platform/reg_document.h"

namespace upsmd {

// Used once, by one thread. `text` is UTF-8 without a byte order mark and must outlive the parser.
class RegParser {
  public:
    // With `keep_text` the document takes over lines and comments (it is that file); else only the content.
    RegParser(std::string_view text, std::string file_name, RegDocument& document, bool keep_text);

    // Error{malformed, "FILE:LINE: reason"}; the document then holds what came before the error.
    Result<void> run();

  private:
    Result<void> parse_header();
    Result<void> parse_key();
    Result<void> parse_value();
    Result<void> parse_name(std::string& name);
    Result<void> parse_data(std::optional<RegData>& data);
    Result<void> parse_string(RegData& data);
    Result<void> parse_dword(RegData& data);
    Result<void> parse_hex_type(RegData& data);
    Result<void> parse_hex_bytes(RegData& data);
    Result<void> parse_continuation();
    Result<void> apply_value(std::string name, std::optional<RegData> data);
    Result<void> end_line();

    Error fail(std::string reason) const { return fail_at(line_, std::move(reason)); }
    Error fail_at(std::size_t line, std::string reason) const;
    bool at_end() const { return at_ == text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[at_]; }
    bool at_line_break() const;
    void take_line_break();
    void skip_blanks();
    bool skip_comment();
    bool skip_word(std::string_view word);
    std::size_t count_hex_digits(std::size_t most) const;
    std::uint32_t take_hex(std::size_t digits);
    std::string statement_text() const;

    std::string_view text_;
    std::string file_name_;
    RegDocument& document_;
    bool keep_text_;

    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t begin_ = 0;  // where the current statement began
    std::size_t begin_line_ = 1;
    bool may_be_cut_ = false;  // the statement would also be valid with its end missing
    std::string lead_;         // blank and comment lines since the last statement
    RegSection* section_ = nullptr;
    bool section_deleted_ = false;
};

}  // namespace upsmd
