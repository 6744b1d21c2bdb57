// Standard input without translation of line ends. Backends: binary_stdin_posix.cpp, binary_stdin_win32.cpp.
#pragma once

namespace upsmd {

// Before the first byte is read.
void make_stdin_binary();

}  // namespace upsmd
