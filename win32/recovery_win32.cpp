#include "win32/recovery_win32.h"

#include <windows.h>

#include "win32/error_win32.h"
#include "win32/service_handle_win32.h"

namespace upsmd {

Result<void> set_recovery(const wchar_t* service, Recovery when) {
    const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
    if (!manager) return windows_error("the service manager", GetLastError());
    // SERVICE_START: whoever orders restarts must be allowed to start.
    const ServiceHandle opened(OpenServiceW(manager.get(), service, SERVICE_CHANGE_CONFIG | SERVICE_START));
    if (!opened) return windows_error("the service's settings", GetLastError());
    SC_ACTION actions[] = {{SC_ACTION_RESTART, 1000}, {SC_ACTION_RESTART, 10000}, {SC_ACTION_RESTART, 60000}};
    SERVICE_FAILURE_ACTIONSW failure{};
    failure.dwResetPeriod = 24 * 60 * 60;
    failure.cActions = 3;
    failure.lpsaActions = actions;
    if (!ChangeServiceConfig2W(opened.get(), SERVICE_CONFIG_FAILURE_ACTIONS, &failure))
        return windows_error("the service's recovery", GetLastError());
    constexpr DWORD kFailureActionsFlag = 4;  // SERVICE_CONFIG_FAILURE_ACTIONS_FLAG; its struct is one BOOL
    BOOL not_only_crashes = when == Recovery::crashes_and_failures;
    // Before Windows Vista there is no such level.
    if (!ChangeServiceConfig2W(opened.get(), kFailureActionsFlag, &not_only_crashes) && GetLastError() != ERROR_INVALID_LEVEL)
        return windows_error("the service's recovery after failures", GetLastError());
    return {};
}

}  // namespace upsmd
