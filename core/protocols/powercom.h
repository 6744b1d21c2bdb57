// Powercom's binary protocol, one table a kind of unit: their cables, frames and turn-off orders differ. See powercom.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kPowercom;          // IMP, KIN, BNT, OPTI: told apart by the unit
extern const Protocol kPowercomBntOther;  // BNT boards without the letter
extern const Protocol kPowercomEgys;
extern const Protocol kPowercomKp625ap;
extern const Protocol kPowercomTrust;

}  // namespace upsmd
