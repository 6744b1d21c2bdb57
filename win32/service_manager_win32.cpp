#include "win32/service_manager_win32.h"

#include <windows.h>

#include <memory>
#include <utility>

#include "win32/error_win32.h"
#include "win32/service_handle_win32.h"
#include "win32/wide_text_win32.h"

namespace upsmd {
namespace {

constexpr DWORD kLookAgain = 100;      // ms
constexpr int kLongestWait = 300;      // looks: 30 s

std::string place(const wchar_t* name) { return "service " + from_wide(name); }

Error service_error(const wchar_t* name, DWORD number) {
    if (number == ERROR_SERVICE_DOES_NOT_EXIST) return windows_error(ErrorCode::not_found, place(name), number);
    return windows_error(place(name), number);
}

struct Opened {
    ServiceHandle manager;
    ServiceHandle service;
    Opened(const wchar_t* name, DWORD rights)
        : manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT)),
          service(manager ? OpenServiceW(manager.get(), name, rights) : nullptr), error(service ? 0 : GetLastError()) {}
    DWORD error;
};

Result<SERVICE_STATUS> status_of(const wchar_t* name) {
    const Opened opened(name, SERVICE_QUERY_STATUS);
    SERVICE_STATUS status{};
    if (!opened.service) return service_error(name, opened.error);
    if (!QueryServiceStatus(opened.service.get(), &status)) return service_error(name, GetLastError());
    return status;
}

Result<void> wait_for(const wchar_t* name, DWORD wanted) {
    for (int look = 0; look < kLongestWait; ++look) {
        const auto status = status_of(name);
        if (!status) return status.error();
        if (status->dwCurrentState == wanted) return {};
        if (status->dwCurrentState == SERVICE_STOPPED) {
            const bool own = status->dwWin32ExitCode == ERROR_SERVICE_SPECIFIC_ERROR;
            const DWORD code = own ? status->dwServiceSpecificExitCode : status->dwWin32ExitCode;
            return Error{ErrorCode::io, place(name) + " has ended with code " + std::to_string(code), static_cast<long>(code)};
        }
        Sleep(kLookAgain);
    }
    return Error{ErrorCode::timeout, place(name) + " has not " + (wanted == SERVICE_RUNNING ? "started" : "stopped") + " within 30 s", 0};
}

}  // namespace

Result<ServiceState> service_state(const wchar_t* name) {
    const auto status = status_of(name);
    if (!status) {
        if (status.error().code == ErrorCode::not_found) return ServiceState::missing;
        return status.error();
    }
    switch (status->dwCurrentState) {
        case SERVICE_STOPPED: return ServiceState::stopped;
        case SERVICE_START_PENDING: return ServiceState::starting;
        case SERVICE_RUNNING: return ServiceState::running;
        case SERVICE_STOP_PENDING: return ServiceState::stopping;
        default: return ServiceState::paused;
    }
}

Result<void> create_service(const wchar_t* name, const NewService& service) {
    const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CREATE_SERVICE));
    if (!manager) return windows_error("the service manager", GetLastError());
    const std::wstring command = L"\"" + to_wide(service.program) + L"\"";
    const ServiceHandle made(CreateServiceW(manager.get(), name, to_wide(service.display_name).c_str(), SERVICE_CHANGE_CONFIG,
                                            SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
                                            command.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr));
    if (!made) return service_error(name, GetLastError());
    std::wstring text = to_wide(service.description);
    SERVICE_DESCRIPTIONW description{text.data()};
    ChangeServiceConfig2W(made.get(), SERVICE_CONFIG_DESCRIPTION, &description);  // it works without one as well
    return {};
}

Result<void> delete_service(const wchar_t* name) {
    const Opened opened(name, DELETE);
    if (!opened.service) return service_error(name, opened.error);
    if (DeleteService(opened.service.get())) return {};
    return service_error(name, GetLastError());
}

Result<void> start_service(const wchar_t* name) {
    const Opened opened(name, SERVICE_START);
    if (!opened.service) return service_error(name, opened.error);
    if (!StartServiceW(opened.service.get(), 0, nullptr) && GetLastError() != ERROR_SERVICE_ALREADY_RUNNING)
        return service_error(name, GetLastError());
    return wait_for(name, SERVICE_RUNNING);
}

Result<void> stop_service(const wchar_t* name) {
    const Opened opened(name, SERVICE_STOP);
    if (!opened.service) return service_error(name, opened.error);
    SERVICE_STATUS status{};
    if (!ControlService(opened.service.get(), SERVICE_CONTROL_STOP, &status)) {
        const DWORD number = GetLastError();
        if (number == ERROR_SERVICE_NOT_ACTIVE) return {};
        // It is on its way already.
        if (number != ERROR_SERVICE_CANNOT_ACCEPT_CTRL) return service_error(name, number);
    }
    return wait_until_stopped(name);
}

Result<void> control_service(const wchar_t* name, std::uint32_t code) {
    const Opened opened(name, SERVICE_USER_DEFINED_CONTROL);
    if (!opened.service) return service_error(name, opened.error);
    SERVICE_STATUS status{};
    if (ControlService(opened.service.get(), code, &status)) return {};
    return service_error(name, GetLastError());
}

Result<void> wait_until_stopped(const wchar_t* name) { return wait_for(name, SERVICE_STOPPED); }

}  // namespace upsmd
