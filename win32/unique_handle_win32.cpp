#include "win32/unique_handle_win32.h"

#include <windows.h>

#include <utility>

namespace upsmd {

// GetLastError() must survive the construction, because callers ask for it after looking at the object.
UniqueHandle::UniqueHandle(void* handle) noexcept : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}

UniqueHandle::~UniqueHandle() {
    if (handle_ != nullptr) CloseHandle(handle_);
}

void* UniqueHandle::release() { return std::exchange(handle_, nullptr); }

}  // namespace upsmd
