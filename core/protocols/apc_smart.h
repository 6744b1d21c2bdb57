// APC smart signalling (UPS-Link): one-letter queries, alert characters at any moment.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kApcSmart;

}  // namespace upsmd
