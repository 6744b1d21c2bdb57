// What CyberPower's binary replies mean. There are two series with scales of their own; the name of the unit tells which.
//
//   > F   < .PR2200    .x.<.1100         name, nominal volts and hertz in one byte each, firmware
//   > D   < # 78 78 18 . 64 29 96 . 01 FE 00 FF CR
//             input, output, load, charge, temperature, hertz, flags, 255 - flags, two more
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/decode.h"
#include "core/framer.h"
#include "core/setting.h"

namespace upsmd {

// What is kept about a unit (Decoded::memory).
enum class CyberPowerSeries : std::uint8_t { unknown, pr, op };
inline constexpr std::size_t kCyberPowerMemoryBytes = 2;  // the series, the nominal voltage

CyberPowerSeries cyberpower_series(std::span<const std::uint8_t> memory);
// Units of 100 to 130 V: how the others scale their voltages is not known.
bool cyberpower_volts_known(std::span<const std::uint8_t> memory);

FrameCut cut_cyberpower_status(Bytes kept);
FrameCut cut_cyberpower_identity(Bytes kept);
FrameCut cut_cyberpower_register(Bytes kept);  // `R` and the value

Verdict decode_cyberpower_status(Bytes reply, Decoded& out);
Verdict decode_cyberpower_identity(Bytes reply, Decoded& out);

// A setting in a register, as a signed code.
enum class CyberPowerRegister : std::uint8_t {
    transfer_high = 0x02,
    transfer_low = 0x04,
    low_battery = 0x08,
    start_on_battery = 0x0F,
    output_voltage = 0x18,
};
Verdict decode_cyberpower_register(CyberPowerRegister which, Bytes reply, Decoded& out);
// Whether this unit's register is understood.
bool cyberpower_register_known(CyberPowerRegister which, std::span<const std::uint8_t> memory);

Result<SettingChoices> cyberpower_register_choices(const SettingRow& row, const SettingUnit& unit);
Result<Script> cyberpower_write_register(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

}  // namespace upsmd
