// What the APC smart decoders keep about a unit (Decoded::memory): its country and the settings that it lets be changed
// there, as far as ^Z told them. Empty memory (no session) keeps nothing and finds nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/protocols/apc_smart_capabilities.h"

namespace upsmd::apc {

// The settings of one country take 130 bytes in the published strings.
inline constexpr std::size_t kMemoryBytes = 320;

using Memory = std::span<std::uint8_t>;
using ConstMemory = std::span<const std::uint8_t>;

// The last letter of the firmware; 0: not known.
void remember_locale(Memory memory, char locale);
char locale_of(ConstMemory memory);

// The unit tells its input frequency by a query of its own (9F D3): then F is the output's.
void remember_own_input_frequency(Memory memory, bool own);
bool has_own_input_frequency(ConstMemory memory);

// Replaces what was kept: the groups for the unit's country and those for every country.
void remember_groups(Memory memory, Capabilities& capabilities);
// The group of a setting, valid as long as the memory is.
std::optional<CapabilityGroup> group_of(ConstMemory memory, char letter);

}  // namespace upsmd::apc
