// The service as Windows' service manager sees it.
#pragma once

#include <string>

namespace upsmd {

inline constexpr wchar_t kServiceName[] = L"upsmd";

// Runs under the service manager until it is stopped. Returns the process's exit code; where no service manager has started
// the process, says on standard error how it is meant.
int run_as_service(const std::string& version);

// The same service in the foreground, with its events on standard error, until Ctrl-C. Returns the exit code: 0; 1 on an
// error.
int run_in_console(const std::string& version);

}  // namespace upsmd
