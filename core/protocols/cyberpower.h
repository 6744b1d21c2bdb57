// CyberPower's text protocol (PowerPanel Plus): see the table in cyberpower.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kCyberPower;

}  // namespace upsmd
