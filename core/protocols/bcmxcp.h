// BCM and XCP: Powerware and its many other names. See bcmxcp.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kBcmXcp;

}  // namespace upsmd
