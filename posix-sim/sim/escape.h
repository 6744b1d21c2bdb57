// Raw bytes as printable text and back: \r \n \t \0 \s (space) \\ \xNN; everything else stands for itself.
// Used by the simulator's commands, scenario files and logs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace upsmd::sim {

using Bytes = std::vector<std::uint8_t>;

// Nothing when an escape is unknown or cut short.
std::optional<Bytes> unescape(std::string_view text);

std::string escape(std::span<const std::uint8_t> bytes);

// `51 31 0D "Q1\r"`, the form of every rx and tx line of the log.
std::string hex_and_text(std::span<const std::uint8_t> bytes);

Bytes to_bytes(std::string_view text);

}  // namespace upsmd::sim
