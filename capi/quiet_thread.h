// A thread that takes no signals: those are for the threads of the program that uses the library.
#pragma once

#include <functional>
#include <thread>

namespace upsmd::capi {

// Throws std::system_error where there can be no thread.
std::thread start_quiet_thread(std::function<void()> body);

}  // namespace upsmd::capi
