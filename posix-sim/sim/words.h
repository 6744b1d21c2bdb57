// Splitting of command lines and reading of numbers, shared by everything that takes commands as text.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace upsmd::sim {

// The first word and what follows it (blanks between them removed, the rest untouched).
std::pair<std::string_view, std::string_view> split_word(std::string_view text);

// The whole text must be one decimal number; nothing else is accepted.
std::optional<double> to_number(std::string_view text);

// "on"/"yes"/"1" and "off"/"no"/"0".
std::optional<bool> to_switch(std::string_view text);

}  // namespace upsmd::sim
