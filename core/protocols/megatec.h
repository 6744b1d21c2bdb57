// Megatec Q1: the text protocol of most small UPSes.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kMegatec;

}  // namespace upsmd
