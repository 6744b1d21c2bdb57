// The binary status of Voltronic QS units of the variants P and T: one frame, ten groups of bytes (P) or eleven (T).
#pragma once

#include "core/decode.h"

namespace upsmd {

// The letter that M has told decides the number of groups; it is kept in Decoded::memory, one byte, 0 while not known.
inline constexpr std::size_t kVoltronicHexMemory = 1;

// reply: one frame with its CR (cut_binary_line).
Verdict decode_voltronic_hex_status(Bytes reply, Decoded& out);
Verdict decode_voltronic_hex_variant(Bytes reply, Decoded& out);  // M

}  // namespace upsmd
