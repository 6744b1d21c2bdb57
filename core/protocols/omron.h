// Omron BN, BU, BY and BL: Megatec's Q1 with Omron's own questions and commands.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kOmron;

}  // namespace upsmd
