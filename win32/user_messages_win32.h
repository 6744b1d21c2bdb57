// Message boxes for the people who are logged in.
#pragma once

#include <chrono>
#include <string>

#include "core/result.h"

namespace upsmd {

// In every session with a user, local or remote; Windows takes the box away after `shown`. Does not wait for anybody's
// answer. Blocks for as long as Windows takes to show them. No user at all is no error; one of several sessions that
// refuses is.
Result<void> tell_all_sessions(const std::string& text, std::chrono::seconds shown);

}  // namespace upsmd
