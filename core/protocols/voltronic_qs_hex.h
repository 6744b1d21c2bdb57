// Voltronic QS, binary variants P and T: see the table in voltronic_qs_hex.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kVoltronicQsHex;

}  // namespace upsmd
