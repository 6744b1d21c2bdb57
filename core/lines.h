// RS-232 signals as the PC sees them (DTE side). "Asserted" = positive voltage = bit set in TIOCMGET
// and MS_xxx_ON.
#pragma once

#include <compare>

namespace upsmd {

// Inputs to the PC: what the UPS drives.
struct InputLines {
    bool cts = false;
    bool dsr = false;
    bool ri = false;
    bool dcd = false;
    auto operator<=>(const InputLines&) const = default;
};

// Outputs of the PC: what the PC drives. `brk` is a steady space (BREAK) on TxD.
struct OutputLines {
    bool dtr = true;
    bool rts = false;
    bool brk = false;
    auto operator<=>(const OutputLines&) const = default;
};

}  // namespace upsmd
