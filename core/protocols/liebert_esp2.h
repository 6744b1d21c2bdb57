// Liebert ESP-II: GXT2, NX and their cards. See liebert_esp2.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kLiebertEsp2;

}  // namespace upsmd
