// For which word size a minidriver's file is made: the service starts the host program of the same one.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd {

// 32 or 64, from the file's header: a Windows PE file (x86, x64), an ELF file (i386, x86-64, and the two ARMs elsewhere).
// Errors: not_found (no such file), malformed (neither of the two, or cut short), unsupported (a machine that no host
// program is made for: it is named), access_denied, io.
Result<unsigned> module_bits(const std::string& path);

}  // namespace upsmd
