// Megatec's large on-line relatives, one to three phases: Q2 and Q6 units, and the Ippon Innova family.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kQ2;
extern const Protocol kQ6;
extern const Protocol kInnovaRt31;
extern const Protocol kInnovaRt33;
extern const Protocol kInnovaAe;

}  // namespace upsmd
