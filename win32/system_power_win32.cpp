#include "win32/system_power_win32.h"

#include <windows.h>

#include <powrprof.h>

#include "win32/error_win32.h"
#include "win32/system_folder_win32.h"
#include "win32/unique_handle_win32.h"
#include "win32/wide_text_win32.h"

namespace upsmd {
namespace {

constexpr wchar_t kPowerDll[] = L"powrprof.dll";
constexpr DWORD kShutdownIsScheduled = 1190;  // ERROR_SHUTDOWN_IS_SCHEDULED, Windows Vista and later

// A process has the right, and must still switch it on.
Result<void> enable_shutdown_privilege() {
    HANDLE opened = nullptr;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &opened))
        return windows_error("the privilege to shut down", GetLastError());
    const UniqueHandle token(opened);
    TOKEN_PRIVILEGES wanted{};
    wanted.PrivilegeCount = 1;
    wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
    if (!LookupPrivilegeValueW(nullptr, L"SeShutdownPrivilege", &wanted.Privileges[0].Luid))
        return windows_error("the privilege to shut down", GetLastError());
    // It succeeds too where the account has no such privilege.
    if (!AdjustTokenPrivileges(token.get(), FALSE, &wanted, 0, nullptr, nullptr) || GetLastError() != ERROR_SUCCESS)
        return windows_error("the privilege to shut down", GetLastError());
    return {};
}

DWORD initiate(std::wstring& reason) {
    constexpr DWORD kReason = SHTDN_REASON_MAJOR_POWER | SHTDN_REASON_MINOR_ENVIRONMENT;  // not planned
    constexpr DWORD kAtOnce = 0;
    constexpr BOOL kForceAppsClosed = TRUE;
    constexpr BOOL kReboot = FALSE;
    return InitiateSystemShutdownExW(nullptr, reason.data(), kAtOnce, kForceAppsClosed, kReboot, kReason) ? ERROR_SUCCESS
                                                                                                       : GetLastError();
}

}  // namespace

Result<void> order_shutdown(const std::string& reason) {
    if (auto enabled = enable_shutdown_privilege(); !enabled) return enabled;
    std::wstring shown = to_wide(reason);
    DWORD result = initiate(shown);
    if (result == kShutdownIsScheduled) {
        AbortSystemShutdownW(nullptr);
        result = initiate(shown);
    }
    if (result == ERROR_SUCCESS || result == ERROR_SHUTDOWN_IN_PROGRESS) return {};
    return windows_error("InitiateSystemShutdownEx", result);
}

Result<void> ask_hibernation() {
    const auto allowed = system_function<decltype(&IsPwrHibernateAllowed)>(kPowerDll, "IsPwrHibernateAllowed");
    if (allowed == nullptr) return windows_error("powrprof.dll cannot be used", GetLastError());
    if (allowed()) return {};
    return Error{ErrorCode::unsupported, "hibernation is switched off, or this computer has none (powercfg /hibernate on)", 0};
}

Result<void> hibernate_system() {
    if (auto able = ask_hibernation(); !able) return able;
    if (auto enabled = enable_shutdown_privilege(); !enabled) return enabled;
    const auto suspend = system_function<decltype(&SetSuspendState)>(kPowerDll, "SetSuspendState");
    if (suspend == nullptr) return windows_error("powrprof.dll cannot be used", GetLastError());
    constexpr BOOLEAN kHibernate = TRUE;
    constexpr BOOLEAN kForce = TRUE;  // up to Windows XP: programs are not asked
    constexpr BOOLEAN kNoWakeEvents = FALSE;
    if (suspend(kHibernate, kForce, kNoWakeEvents)) return {};
    return windows_error("SetSuspendState", GetLastError());
}

}  // namespace upsmd
