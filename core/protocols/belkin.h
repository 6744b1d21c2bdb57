// Belkin's "~00" units: see the table in belkin.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kBelkin;

}  // namespace upsmd
