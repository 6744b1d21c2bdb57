// The system's log, for a program without a terminal.
#pragma once

#include <memory>
#include <string>

#include "platform/log.h"

namespace upsmd {

// Facility `daemon`. name: of the program; lines carry the process's number. At most one such log lives in a process.
std::unique_ptr<Log> make_syslog_log(std::string name, LogLevel level);

}  // namespace upsmd
