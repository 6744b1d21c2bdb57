// The one place where Windows' error numbers become this project's errors.
#pragma once

#include <string_view>

#include "core/result.h"

namespace upsmd {

// "<what>: <Windows' own text>", with the number kept for the log. Thread: any.
Error windows_error(ErrorCode code, std::string_view what, unsigned long number);

// The same, with the code that the number stands for; io where it stands for none of them.
Error windows_error(std::string_view what, unsigned long number);

}  // namespace upsmd
