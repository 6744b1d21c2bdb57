// Voltronic P, the protocol of most on-line units without a maker's own: see the table in voltronic_p.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kVoltronic;

}  // namespace upsmd
