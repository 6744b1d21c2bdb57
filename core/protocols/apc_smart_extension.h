// Decoders of the two-byte queries 9F xx, which some double conversion units list in the fourth field of `a`.
// Facts: the public UPS-Link description.
#pragma once

#include "core/decode.h"

namespace upsmd::apc {

Verdict ratings(Bytes reply, Decoded& out);           // D1 "02000,220,220,50.0,009,048.0,11"
Verdict mode(Bytes reply, Decoded& out);              // D2 "E"
Verdict frequency_limits(Bytes reply, Decoded& out);  // D6 "47.0,53.0"
Verdict eco_window(Bytes reply, Decoded& out);        // D7 "209,231": shape only
Verdict flag_bits(Bytes reply, Decoded& out);         // D9 sixteen of 0 and 1, meaning unknown: shape only
Verdict alarm_switch(Bytes reply, Decoded& out);      // E3 ON, OFF
Verdict other_switch(Bytes reply, Decoded& out);      // D5 0, 1; E4..EB ON, OFF: shape only

}  // namespace upsmd::apc
