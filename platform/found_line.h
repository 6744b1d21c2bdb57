// What `auto` has found on a port, as one text in the registry: "apc-smart 2400 DTR COM7".
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/settings.h"

namespace upsmd {

std::string found_line_text(const FoundLine& found, std::string_view port);

// FoundLine{} for another port's text. Error{malformed}: not such a text, or a protocol that is not known; says what it may be.
Result<FoundLine> parse_found_line(std::string_view text, std::string_view port);

}  // namespace upsmd
