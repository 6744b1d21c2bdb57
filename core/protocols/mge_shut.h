// MGE and Eaton SHUT: see the table in mge_shut.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kMgeShut;

}  // namespace upsmd
