// Tripp Lite SmartPro with a serial port: see the table in tripplite.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kTripplite;

}  // namespace upsmd
