// What a Masterguard unit answers. Source of the columns: the vendor's tables as published with free drivers.
#pragma once

#include <cstdint>
#include <span>

#include "core/decode.h"

namespace upsmd {

// What the decoders keep about the unit (Decoded::memory).
struct MasterguardMemory {
    static constexpr std::size_t kBytes = 2;
    // Cells in series (WH): Q3 tells the voltage of one. 0: not known yet.
    static std::uint8_t cells(std::span<const std::uint8_t> memory) { return memory.size() == kBytes ? memory[0] : 0; }
    // Address (Q3), 0 to 99. 0 is also what a unit has that was never given one.
    static std::uint8_t address(std::span<const std::uint8_t> memory) { return memory.size() == kBytes ? memory[1] : 0; }
};

Verdict decode_masterguard_status(Bytes reply, Decoded& out);   // Q3
Verdict decode_masterguard_names(Bytes reply, Decoded& out);    // WH
Verdict decode_masterguard_setup(Bytes reply, Decoded& out);    // GS,XX
Verdict decode_masterguard_serial(Bytes reply, Decoded& out);   // GSN,XX
Verdict decode_masterguard_output(Bytes reply, Decoded& out);   // PNV

}  // namespace upsmd
