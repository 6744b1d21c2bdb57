// A driver that runs already, asked over its socket: for `-k` and `-c`.
#pragma once

#include <chrono>
#include <string>

#include "core/result.h"
#include "nut/conversation.h"

namespace upsmd::nut {

// Says the lines (each without its end), the last of which is an order, and waits for the order's end. Blocks, no longer
// than `limit`. Errors: not_found (nobody serves there: no such file, or left behind), timeout, io.
Result<Outcome> ask_owner(const std::string& path, const std::string& before, const std::string& order,
                          std::chrono::milliseconds limit);

}  // namespace upsmd::nut
