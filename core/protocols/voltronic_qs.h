// Voltronic QS, text variants V and H: see the table in voltronic_qs.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kVoltronicQs;

}  // namespace upsmd
