// What a leak shows in. Backends: process_info_posix.cpp here, tests/win32/process_info_win32.cpp.
#pragma once

namespace upsmd::contract {

// Of this process, now.
int open_handle_count();  // file descriptors; Windows: handles of every kind
int thread_count();

}  // namespace upsmd::contract
