// The calendar of this computer's time zone.
#pragma once

#include <ctime>

#include "history/types.h"

namespace upsmd::history {

std::tm local_time(Stamp time);

// The other way; fields out of range run over (the 32nd, the 25th hour), and daylight saving is found out.
Stamp from_local(std::tm fields);

// "Jan" .. "Dec", whatever the locale.
const char* month_name(const std::tm& time);

}  // namespace upsmd::history
