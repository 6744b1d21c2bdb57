// A driver that runs already, asked over its socket: for `-k` and `-c`.
#pragma once

#include <chrono>
#include <string>

#include "core/result.h"
#include "nut/conversation.h"
#include "nut/words.h"
#include "posix-sim/tty_posix.h"

namespace upsmd::nut {

// One order to it. Several may be under way. Not thread-safe.
class OwnersOrder {
  public:
    // Says the lines (each without its end), the last of which is the order. Does not block. Errors: not_found (nobody
    // serves there: no such file, or left behind), timeout (it accepts nobody), io.
    static Result<OwnersOrder> give(const std::string& path, const std::string& before, const std::string& order);

    // Blocks until the order's end, no longer than until `end`. Errors: timeout, io.
    Result<Outcome> wait(std::chrono::steady_clock::time_point end);

  private:
    OwnersOrder(UniqueFd fd, std::string path, std::string id);

    UniqueFd fd_;
    std::string path_;
    std::string id_;
    WordReader reader_;
};

}  // namespace upsmd::nut
