// Ablerex MP, ARES Plus, MSII, MSIII, GRs and what other makers sell of them.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kAblerex;

}  // namespace upsmd
