// UTF-8 <-> UTF-16, strict: overlong forms, surrogates in UTF-8 and lone surrogates in UTF-16 are refused,
// so that no text changes on its way through. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace upsmd {

inline constexpr std::size_t kAllValid = std::string_view::npos;

// Offset of the first byte that does not begin a well-formed sequence, or kAllValid.
std::size_t find_invalid_utf8(std::string_view text);

// Offset of the first unit that is a lone surrogate, or kAllValid.
std::size_t find_invalid_utf16(std::u16string_view text);

// Nothing where the input is not well-formed.
std::optional<std::u16string> utf8_to_utf16(std::string_view text);
std::optional<std::string> utf16_to_utf8(std::u16string_view text);

}  // namespace upsmd
