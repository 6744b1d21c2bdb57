// A damaged database is kept for whoever wants to look at it, under another name.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd::history {

// Renames PATH to PATH.damaged, its log likewise; what was put there the last time is overwritten, so that a disk that
// fails every day is not filled. Returns the new name.
Result<std::string> move_aside(const std::string& path);

}  // namespace upsmd::history
