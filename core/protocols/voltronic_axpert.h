// Voltronic Axpert inverters used as a UPS (PI30), watched only: see the table in voltronic_axpert.cpp.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kVoltronicAxpert;

}  // namespace upsmd
