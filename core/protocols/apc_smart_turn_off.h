// The ways in which an APC smart unit is turned off. Facts: public NUT and apcupsd documentation and the exchanges that
// NUT's driver was measured to send (its sdtype in brackets).
#pragma once

#include <array>

#include "core/protocol.h"

namespace upsmd::apc {

// A UPS turned off by `stay-off` or `at-once` does not come back with the mains: only where somebody chose that.
inline constexpr std::array kTurnOffMethods{
    TurnOffMethod{"auto", "on battery S, on line or where that is refused @ (sdtype 1)"},
    TurnOffMethod{"soft", "on battery S, on line @, nothing else is tried (0)"},
    TurnOffMethod{"sleep", "@, on battery too (5)"},
    TurnOffMethod{"force", "on battery S, on line U, 3.5 s, S (4)"},
    TurnOffMethod{"stay-off", "K, 1.5 s, K: does not come back (3)"},
    TurnOffMethod{"at-once", "Z, 1.5 s, Z: now, does not come back (2)"},
};

// Both are refused (unsupported) where the unit would go off earlier than asked: unless its grace delay was read and is at
// least that. Units without a grace delay can only be asked for 0 s. Refused during a calibration.
Result<Script> shutdown_return(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading& reading, const Settings& settings);

}  // namespace upsmd::apc
