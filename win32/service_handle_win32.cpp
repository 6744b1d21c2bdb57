#include "win32/service_handle_win32.h"

#include <windows.h>

namespace upsmd {

ServiceHandle::~ServiceHandle() {
    if (handle_ != nullptr) CloseServiceHandle(handle_);
}

}  // namespace upsmd
