// `auto`: asks a port which protocol it speaks, then becomes that protocol (docs/detection.md).
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kAuto;

}  // namespace upsmd
