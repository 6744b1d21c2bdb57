// Program and arguments as the one string that Windows passes on.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace upsmd {

// Quoted so that CommandLineToArgvW and the C runtime give the same arguments back. Nothing where one of them is no valid
// UTF-8 or holds a NUL.
std::optional<std::u16string> command_line(const std::vector<std::string>& program);

}  // namespace upsmd
