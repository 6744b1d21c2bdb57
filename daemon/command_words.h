// A command as one line of text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace upsmd::daemon {

// Words as a shell splits them: blanks part, '…' and "…" group, a backslash takes the next character as it is.
// nullopt: an open quotation mark or a backslash at the end.
std::optional<std::vector<std::string>> split_words(std::string_view text);

}  // namespace upsmd::daemon
