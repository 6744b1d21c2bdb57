#include "win32/user_messages_win32.h"

#include <windows.h>

#include <wtsapi32.h>

#include <algorithm>

#include "win32/error_win32.h"
#include "win32/system_folder_win32.h"
#include "win32/wide_text_win32.h"

namespace upsmd {
namespace {

constexpr wchar_t kDll[] = L"wtsapi32.dll";

struct Functions {
    decltype(&WTSEnumerateSessionsW) enumerate = nullptr;
    decltype(&WTSQuerySessionInformationW) query = nullptr;
    decltype(&WTSSendMessageW) send = nullptr;
    decltype(&WTSFreeMemory) release = nullptr;
};

Result<Functions> find_functions() {
    Functions found;
    found.enumerate = system_function<decltype(found.enumerate)>(kDll, "WTSEnumerateSessionsW");
    found.query = system_function<decltype(found.query)>(kDll, "WTSQuerySessionInformationW");
    found.send = system_function<decltype(found.send)>(kDll, "WTSSendMessageW");
    found.release = system_function<decltype(found.release)>(kDll, "WTSFreeMemory");
    if (found.enumerate != nullptr && found.query != nullptr && found.send != nullptr && found.release != nullptr) return found;
    return windows_error("wtsapi32.dll cannot be used", GetLastError());
}

// Session 0 of Windows Vista and later has none, and a box there would be seen by nobody.
bool has_user(const Functions& wts, DWORD session) {
    wchar_t* name = nullptr;
    DWORD bytes = 0;
    if (!wts.query(WTS_CURRENT_SERVER_HANDLE, session, WTSUserName, &name, &bytes) || name == nullptr) return false;
    const bool named = *name != L'\0';
    wts.release(name);
    return named;
}

}  // namespace

Result<void> tell_all_sessions(const std::string& text, std::chrono::seconds shown) {
    const auto wts = find_functions();
    if (!wts) return wts.error();
    WTS_SESSION_INFOW* sessions = nullptr;
    DWORD count = 0;
    if (!wts->enumerate(WTS_CURRENT_SERVER_HANDLE, 0, 1, &sessions, &count))
        return windows_error("the sessions cannot be listed", GetLastError());

    std::wstring title = L"UPS";
    std::wstring message = to_wide(text);
    // 0 would be for ever.
    const auto seconds = static_cast<DWORD>(std::clamp<long long>(shown.count(), 1, 86400));
    Result<void> result;
    for (DWORD i = 0; i < count; ++i) {
        const DWORD session = sessions[i].SessionId;
        if (!has_user(*wts, session)) continue;
        DWORD answer = 0;
        const bool sent = wts->send(WTS_CURRENT_SERVER_HANDLE, session, title.data(), static_cast<DWORD>(title.size() * 2),
                                    message.data(), static_cast<DWORD>(message.size() * 2),
                                    MB_OK | MB_ICONWARNING | MB_SETFOREGROUND, seconds, &answer, FALSE);
        if (!sent) result = windows_error("session " + std::to_string(session) + " takes no message", GetLastError());
    }
    if (sessions != nullptr) wts->release(sessions);
    return result;
}

}  // namespace upsmd
