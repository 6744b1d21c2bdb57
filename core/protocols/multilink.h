// Liebert MultiLink contacts: see the table in multilink.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kMultilink;

}  // namespace upsmd
