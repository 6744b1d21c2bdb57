// How this program says that something is wrong.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd {

// "upsmd: MESSAGE" on standard error. Returns the exit code of an error, 1.
int complain(const std::string& message);

// "COMMAND: MESSAGE"; where access was denied, that an administrator has to do it.
int complain_about_registry(const std::string& command, const Error& error);

}  // namespace upsmd
