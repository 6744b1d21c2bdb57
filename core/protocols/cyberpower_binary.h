// CyberPower's binary protocol: PR and OP series of about 1999 to 2006.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kCyberPowerBinary;

}  // namespace upsmd
