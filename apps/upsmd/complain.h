// How this program says that something is wrong.
#pragma once

#include <string>

namespace upsmd {

// "upsmd: MESSAGE" on standard error. Returns the exit code of an error, 1.
int complain(const std::string& message);

}  // namespace upsmd
