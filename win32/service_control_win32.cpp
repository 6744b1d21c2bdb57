#include "win32/service_control_win32.h"

#include <windows.h>

#include <cstdio>
#include <exception>
#include <mutex>

#include "win32/error_win32.h"
#include "win32/service_instance_win32.h"

namespace upsmd {
namespace {

// UPSTurnOff has 3 s, the end of the minidriver 5 s.
constexpr DWORD kWaitHint = 10000;  // ms
constexpr DWORD kSystemHasItsOwn = 1;  // service-specific exit codes
constexpr DWORD kEndedByError = 2;

// The service manager calls back without a context, so the one service of the process stands here.
struct Controlled {
    std::string version;
    ServiceInstance* instance = nullptr;
    SERVICE_STATUS_HANDLE handle = nullptr;
    std::mutex mutex;  // the status
    SERVICE_STATUS status{};
} controlled;

void report(DWORD state, DWORD exit_code = 0) {
    const std::lock_guard lock(controlled.mutex);
    SERVICE_STATUS& status = controlled.status;
    // What has begun to stop does not go back.
    if (status.dwCurrentState == SERVICE_STOP_PENDING && state != SERVICE_STOPPED && state != SERVICE_STOP_PENDING) return;
    const bool is_pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
    status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
    status.dwCurrentState = state;
    // Not PRESHUTDOWN: such a service ends before the others, and updates may still be installed after it.
    status.dwControlsAccepted =
        state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN | SERVICE_ACCEPT_POWEREVENT : 0;
    status.dwCheckPoint = is_pending ? status.dwCheckPoint + 1 : 0;
    status.dwWaitHint = is_pending ? kWaitHint : 0;
    status.dwWin32ExitCode = exit_code == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR;
    status.dwServiceSpecificExitCode = exit_code;
    SetServiceStatus(controlled.handle, &status);
}

// Once after a sleep; that a user is there (PBT_APMRESUMESUSPEND) comes later, or never.
bool is_resume(DWORD event) { return event == PBT_APMRESUMEAUTOMATIC || event == PBT_APMRESUMECRITICAL; }

DWORD carry_out(ServiceInstance& instance, DWORD control, DWORD event) {
    switch (control) {
        case SERVICE_CONTROL_STOP:
            report(SERVICE_STOP_PENDING);
            instance.stop();
            return NO_ERROR;
        case SERVICE_CONTROL_SHUTDOWN:
            report(SERVICE_STOP_PENDING);
            instance.system_shutdown();
            return NO_ERROR;
        case SERVICE_CONTROL_POWEREVENT:
            if (is_resume(event)) instance.resumed();
            return NO_ERROR;
        case SERVICE_CONTROL_INTERROGATE: return NO_ERROR;
        default:
            if (control < ServiceInstance::kFirstStandIn || control > ServiceInstance::kLastStandIn)
                return ERROR_CALL_NOT_IMPLEMENTED;
            instance.stand_in(control);
            return NO_ERROR;
    }
}

// On a thread of the service manager's, which waits: nothing here blocks.
DWORD WINAPI on_control(DWORD control, DWORD event, void*, void*) {
    try {
        return carry_out(*controlled.instance, control, event);
    } catch (const std::exception&) {
        return ERROR_NOT_ENOUGH_MEMORY;  // nothing else is thrown
    }
}

void serve() {
    static ServiceInstance instance(controlled.version, false);
    controlled.instance = &instance;
    controlled.handle = RegisterServiceCtrlHandlerExW(kServiceName, on_control, nullptr);
    if (controlled.handle == nullptr) return;
    report(SERVICE_START_PENDING);
    if (!instance.may_run()) {
        instance.set_recovery(Recovery::crashes_only);  // started again it would refuse again
        report(SERVICE_STOPPED, kSystemHasItsOwn);
        return;
    }
    instance.set_recovery(Recovery::crashes_and_failures);
    report(SERVICE_RUNNING);
    report(SERVICE_STOPPED, instance.run() ? 0 : kEndedByError);
}

void WINAPI service_main(DWORD, wchar_t**) {
    try {
        serve();
    } catch (const std::exception&) {
        if (controlled.handle != nullptr) report(SERVICE_STOPPED, kEndedByError);
    }
}

BOOL WINAPI on_console(DWORD event) {
    controlled.instance->stop();
    // The process is ended when this returns, where the window is closed.
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) Sleep(kWaitHint);
    return TRUE;
}

}  // namespace

int run_as_service(const std::string& version) {
    controlled.version = version;
    std::wstring name = kServiceName;
    const SERVICE_TABLE_ENTRYW table[] = {{name.data(), service_main}, {nullptr, nullptr}};
    if (StartServiceCtrlDispatcherW(table)) return controlled.status.dwServiceSpecificExitCode == 0 ? 0 : 1;
    const DWORD number = GetLastError();
    if (number == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT)
        std::fputs("upsmd-service: Windows starts this program as the service upsmd (\"net start upsmd\"); "
                   "\"upsmd-service --console\" runs it here\n", stderr);
    else
        std::fprintf(stderr, "upsmd-service: %s\n", windows_error("the service manager", number).message.c_str());
    return 1;
}

int run_in_console(const std::string& version) {
    static ServiceInstance instance(version, true);
    controlled.instance = &instance;
    if (!instance.may_run()) return 1;
    SetConsoleCtrlHandler(on_console, TRUE);
    return instance.run() ? 0 : 1;
}

}  // namespace upsmd
