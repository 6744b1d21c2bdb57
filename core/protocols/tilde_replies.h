// What the replies of the "~00" family mean (tilde_frame.h). Fields are counted from 0; Belkin's description counts them
// from 1. Source: vendor paper "UPS Protocol" 1.44, and what real units send.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/decode.h"

namespace upsmd {

// What decoders keep about a unit: one byte each, 0 while it is not known.
enum class TildeMemory : std::uint8_t {
    input,          // kGood, kBad
    test,           // result code of TSR + 1
    shutdown,       // kNone, kPending
    banks,          // switchable outlet banks + 1
    firmware_001,   // kYes: the firmware whose RAT claims three bytes too many
    type,           // kind of unit, from RAT, + 1
    battery_volts,  // nominal, at most 255
};
inline constexpr std::size_t kTildeMemoryBytes = 7;
inline constexpr std::uint8_t kInputGood = 1;
inline constexpr std::uint8_t kInputBad = 2;
inline constexpr std::uint8_t kShutdownNone = 1;
inline constexpr std::uint8_t kShutdownPending = 2;

// 0 where it is not known, or nothing is kept.
constexpr std::uint8_t recall(std::span<const std::uint8_t> memory, TildeMemory slot) {
    const auto index = static_cast<std::size_t>(slot);
    return index < memory.size() ? memory[index] : std::uint8_t{0};
}

// VSN's codes 0 to 2.
inline constexpr std::array<std::string_view, 3> kTildeSensitivities{"Normal", "Reduced", "Low"};

// tilde_status.cpp: the replies that make the status.
// STA, as a Belkin unit's status: OL or OB, OFF, and as below.
Verdict decode_tilde_belkin_alarms(Bytes reply, Decoded& out);
// STA beside the status: OVER, ALARM with its texts, a running shutdown, the beeper.
Verdict decode_tilde_alarms(Bytes reply, Decoded& out);
// STB: LB, RB, CHRG, DISCHRG and the battery's values. A Belkin unit's own low-battery sign comes only about 10 s before
// the end; below 20 % the battery is low.
Verdict decode_tilde_belkin_battery(Bytes reply, Decoded& out);
Verdict decode_tilde_battery(Bytes reply, Decoded& out);
// STO as a SmartOnline's status, and as a measurement of a Belkin unit, whose standby models call the mains a bypass.
Verdict decode_tilde_source(Bytes reply, Decoded& out);
Verdict decode_tilde_output(Bytes reply, Decoded& out);

// tilde_measurements.cpp
Verdict decode_tilde_input(Bytes reply, Decoded& out);        // STI
Verdict decode_tilde_bypass(Bytes reply, Decoded& out);       // STP
Verdict decode_tilde_test(Bytes reply, Decoded& out);         // TSR
Verdict decode_tilde_environment(Bytes reply, Decoded& out);  // ENV

// tilde_identity.cpp
Verdict decode_tilde_maker(Bytes reply, Decoded& out);           // MNU
Verdict decode_tilde_model(Bytes reply, Decoded& out);           // MOD
Verdict decode_tilde_firmware(Bytes reply, Decoded& out);        // VER
Verdict decode_tilde_name(Bytes reply, Decoded& out);            // UID
Verdict decode_tilde_ratings(Bytes reply, Decoded& out);         // RAT
Verdict decode_tilde_belkin_ratings(Bytes reply, Decoded& out);  // RAT without the nominal values, which are none there
Verdict decode_tilde_transfer(Bytes reply, Decoded& out);        // TXV
Verdict decode_tilde_sensitivity(Bytes reply, Decoded& out);     // VSN
Verdict decode_tilde_auto_restart(Bytes reply, Decoded& out);    // ARB
Verdict decode_tilde_banks(Bytes reply, Decoded& out);           // LET

}  // namespace upsmd
