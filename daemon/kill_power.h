// `upsmdd --kill-power`: what the late shutdown runs.
#pragma once

#include <chrono>
#include <string>

#include "platform/log.h"

namespace upsmd::daemon {

// For all of it: systemd waits 90 s for what it runs at the end.
inline constexpr std::chrono::seconds kKillPowerLimit{45};

// Tells the UPSes of the file to turn off, all at once, and returns when each has taken it, or the time is over. The
// exit code: 0 all have; 1 not all, or the file cannot be used (the log says why); 2 there is no such file.
int kill_power(const std::string& file, Log& log);

}  // namespace upsmd::daemon
