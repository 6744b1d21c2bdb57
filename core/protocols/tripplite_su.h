// Tripp Lite SmartOnline: see the table in tripplite_su.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kTrippliteSu;

}  // namespace upsmd
