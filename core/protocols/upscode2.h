// UPScode II: Fiskars PowerServer and PowerRite, Exide, Deltec, Powerware Profile, Compaq R and T h-series.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kUpscode2;

}  // namespace upsmd
