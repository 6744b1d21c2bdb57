// Text for SVG and HTML.
#pragma once

#include <string>
#include <string_view>

namespace upsmd::history {

// What no document may hold (control characters, bytes that are no UTF-8) becomes U+FFFD.
std::string clean_text(std::string_view text);

// Clean, and with & < > " escaped.
std::string markup_text(std::string_view text);

}  // namespace upsmd::history
