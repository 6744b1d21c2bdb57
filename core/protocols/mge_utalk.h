// MGE U-Talk: see the table in mge_utalk.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kMgeUtalk;

}  // namespace upsmd
