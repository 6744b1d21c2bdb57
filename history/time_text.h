// Times as people write and read them, in the local time of this computer.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "history/types.h"

namespace upsmd::history {

// "2026-11-26", "2026-11-26T14:30", with seconds, with "Z" or an offset ("+01:00"; without: local time), a blank for the T;
// "now"; or how long ago: "90s", "30m", "2h", "7d", "4w".
Result<Stamp> parse_time(std::string_view text, Stamp now);

std::string iso_time(Stamp time);    // "2026-11-26T14:30:05+01:00"
std::string plain_time(Stamp time);  // "2026-11-26 14:30:05"
std::string short_time(Stamp time);  // "26 Nov 14:30"
std::string duration_text(std::chrono::milliseconds span);  // "3 d 4 h", "2 min 5 s"; the two largest units

}  // namespace upsmd::history
