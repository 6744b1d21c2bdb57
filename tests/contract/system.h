// What differs between the systems a suite runs on. Backends: system_posix.cpp here, tests/win32/system_win32.cpp.
#pragma once

#include <memory>
#include <string>

namespace upsmd::contract {

// What a leak shows in: of this process, now.
int open_handle_count();  // file descriptors; Windows: handles of every kind
int thread_count();

// The name of a port that does not exist.
std::string missing_port();

// Makes the port answer as if another program had it open, until the result is destroyed. A simulator may have to be
// started anew after that.
std::shared_ptr<void> occupy_port();

}  // namespace upsmd::contract
