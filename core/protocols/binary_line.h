// Replies that end with CR but may hold any other byte, 00 and 0A included, also at their end, where the framer would
// take it for padding.
#pragma once

#include "core/framer.h"

namespace upsmd {

// A frame is everything up to a CR, the CR included. CR, LF and NUL before its first byte are padding.
FrameCut cut_binary_line(Bytes kept);

}  // namespace upsmd
