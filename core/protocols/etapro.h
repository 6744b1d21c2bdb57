// ETA mini+UPS and others with the PRO option.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kEtaPro;

}  // namespace upsmd
