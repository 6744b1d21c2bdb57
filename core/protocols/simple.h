// Simple signalling (contact closure): the UPS closes and opens contacts, the PC reads them as modem lines.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kSimple;

}  // namespace upsmd
