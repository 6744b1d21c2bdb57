// The '#' family of units sold with PowerMaster(+) or PowerGuide: see the table in powermaster.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kPowerMaster;

}  // namespace upsmd
