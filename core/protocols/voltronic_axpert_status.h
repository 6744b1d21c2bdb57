// The state of an Axpert inverter (PI30): QPIGS (measurements), QMOD (mode), QPIWS (warnings). One frame each, with its CR.
//
// Mains or battery is decided by QPIGS, with what the other two have told in the same poll; they leave it in
// Decoded::memory.
#pragma once

#include "core/decode.h"

namespace upsmd {

inline constexpr std::size_t kAxpertMemory = 4;

Verdict decode_axpert_status(Bytes reply, Decoded& out);    // QPIGS
Verdict decode_axpert_mode(Bytes reply, Decoded& out);      // QMOD
Verdict decode_axpert_warnings(Bytes reply, Decoded& out);  // QPIWS

}  // namespace upsmd
