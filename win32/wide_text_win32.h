// UTF-8 here, UTF-16 at Windows' functions. What is not well-formed becomes U+FFFD: these are texts to be shown and paths
// that were checked before, not data.
#pragma once

#include <string>
#include <string_view>

namespace upsmd {

std::wstring to_wide(std::string_view text);
std::string from_wide(std::wstring_view text);

}  // namespace upsmd
