// Masterguard A and E: Megatec's relative with Q3, WH and an address in every reply.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kMasterguard;

}  // namespace upsmd
