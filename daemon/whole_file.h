// Small files that are written whole, on the disk, or not at all.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd::daemon {

// In place of what is there; mode 0644. Error{io}: names the file, which is as it was.
Result<void> write_file(const std::string& path, const std::string& text);
// Also where it is not there. Error{io}.
Result<void> remove_file(const std::string& path);

}  // namespace upsmd::daemon
