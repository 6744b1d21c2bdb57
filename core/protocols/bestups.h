// Best Power and Sola Australia units with the Phoenixtec protocol.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kBestUps;

}  // namespace upsmd
