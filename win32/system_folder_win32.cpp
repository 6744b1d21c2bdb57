#include "win32/system_folder_win32.h"

#include <windows.h>

#include "platform/utf16.h"
#include "win32/error_win32.h"
#include "win32/wide_text_win32.h"

namespace upsmd {

std::wstring system_folder() {
    std::wstring path(MAX_PATH, L'\0');
    const UINT length = GetSystemDirectoryW(path.data(), static_cast<UINT>(path.size()));
    path.resize(length < path.size() ? length : 0);
    return path;
}

void* system_function(const wchar_t* dll, const char* name) {
    const std::wstring path = system_folder() + L"\\" + dll;
    const HMODULE module = LoadLibraryExW(path.c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
    return module == nullptr ? nullptr : reinterpret_cast<void*>(GetProcAddress(module, name));
}

void restrict_dll_search() {
    SetDllDirectoryW(L"");
    constexpr DWORD kSystem32Only = 0x800;  // LOAD_LIBRARY_SEARCH_SYSTEM32
    if (const auto set = system_function<BOOL(WINAPI*)(DWORD)>(L"kernel32.dll", "SetDefaultDllDirectories"))
        set(kSystem32Only);
}

Result<std::string> expand_environment(const std::string& text) {
    if (find_invalid_utf8(text) != kAllValid) return Error{ErrorCode::malformed, "\"" + text + "\" is not valid UTF-8", 0};
    const std::wstring wide = to_wide(text);
    std::wstring expanded(32768, L'\0');
    const DWORD length = ExpandEnvironmentStringsW(wide.c_str(), expanded.data(), static_cast<DWORD>(expanded.size()));
    if (length == 0) return windows_error("cannot expand " + text, GetLastError());
    if (length > expanded.size()) return Error{ErrorCode::invalid_argument, text + " is too long", 0};
    expanded.resize(length - 1);  // the length counts the terminating zero
    return from_wide(expanded);
}

bool is_absolute_path(const std::string& path) {
    const auto is_slash = [](char c) { return c == '\\' || c == '/'; };
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    if (path.size() > 2 && is_slash(path[0]) && is_slash(path[1])) return true;
    return path.size() > 3 && is_letter(path[0]) && path[1] == ':' && is_slash(path[2]);
}

}  // namespace upsmd
