// Where the service's files are.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd {

// The folder of the running program, without a trailing backslash. Empty: Windows cannot say.
std::string program_folder();

bool is_file(const std::string& path);

// Beside the running program: upsmd-host32.exe or upsmd-host64.exe, or an upsmd-host.exe of that word size, as a build
// folder has it. Empty: neither is there.
std::string host_program(unsigned bits);

// A path of the registry as a full one: environment variables expanded; a bare name in system32, and where it is not there,
// but in the folder of 32-bit DLLs, there. Errors: a relative path, as invalid_argument.
Result<std::string> minidriver_path(const std::string& path);

// upsmd.dll in system32, else beside the running program.
std::string own_minidriver();

}  // namespace upsmd
