// Gtec ZP120N and other units whose status is Q4, in letters.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kGtec;

}  // namespace upsmd
