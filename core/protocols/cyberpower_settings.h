// What a CyberPower text unit lets be set, and the values that it takes: P6, P7 and P8 list them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/decode.h"
#include "core/setting.h"

namespace upsmd {

// Lists of allowed values, in the order of their queries P6, P7, P8.
enum class CyberPowerList : std::uint8_t { transfer_high, transfer_low, charge_low };
inline constexpr std::size_t kCyberPowerLists = 3;
inline constexpr std::size_t kCyberPowerListed = 8;  // values a list
inline constexpr std::size_t kCyberPowerMemory = kCyberPowerLists * kCyberPowerListed * 2;

// "#136,138,140": kept in the memory; nothing is published.
template <CyberPowerList list>
Verdict decode_cyberpower_list(Bytes reply, Decoded& out);

Result<SettingChoices> cyberpower_choices(const SettingRow& row, const SettingUnit& unit);
// C2:<3 digits>, C3:<3 digits>, C4:<2 digits>
Result<Script> cyberpower_set(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

}  // namespace upsmd
