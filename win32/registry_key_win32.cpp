#include "win32/registry_key_win32.h"

#include <windows.h>

#include <utility>

#include "platform/reg_data.h"
#include "platform/ups_keys.h"
#include "platform/utf16.h"
#include "win32/error_win32.h"

namespace upsmd {

namespace {

struct Root {
    std::string_view name;
    HKEY key;
};

struct Location {
    HKEY root;
    std::wstring path;
};

// The caller has checked the key, so one of the roots fits.
Location locate(std::string_view key) {
    const Root roots[] = {
        {"HKEY_CURRENT_USER", HKEY_CURRENT_USER},
        {"HKEY_CLASSES_ROOT", HKEY_CLASSES_ROOT},
        {"HKEY_USERS", HKEY_USERS},
        {"HKEY_CURRENT_CONFIG", HKEY_CURRENT_CONFIG},
    };
    const std::string_view name = key.substr(0, key.find('\\'));
    Location found{HKEY_LOCAL_MACHINE, {}};
    for (const Root& root : roots)
        if (same_reg_name(name, root.name)) found.root = root.key;
    if (name.size() == key.size()) return found;
    const auto path = utf8_to_utf16(key.substr(name.size() + 1));
    if (path) found.path.assign(path->begin(), path->end());
    return found;
}

// Windows 2000 refuses the flag of a view. Its version is asked for, because trying again without the flag
// after any failure would write into the wrong view where the failure had another cause.
bool knows_views() {
    const DWORD version = GetVersion();
    const DWORD major = version & 0xFFu;
    const DWORD minor = (version >> 8) & 0xFFu;
    return major > 5 || (major == 5 && minor > 0);
}

}  // namespace

unsigned long registry_view(std::string_view key) {
    static const bool known = knows_views();
    return known && is_at_or_below(fold_reg_name(key), fold_reg_name(kUpsmdKey)) ? KEY_WOW64_64KEY : 0;
}

Result<RegKeyWin32> RegKeyWin32::open(std::string_view key, unsigned long rights) {
    return open(key, rights, registry_view(key));
}

Result<RegKeyWin32> RegKeyWin32::open(std::string_view key, unsigned long rights, unsigned long view) {
    if (auto valid = check_reg_key(key); !valid) return valid.error();
    const Location at = locate(key);
    HKEY opened = nullptr;
    const LONG code = RegOpenKeyExW(at.root, at.path.c_str(), 0, rights | view, &opened);
    if (code != ERROR_SUCCESS) return windows_error("key " + std::string(key), static_cast<DWORD>(code));
    return RegKeyWin32(opened);
}

Result<RegKeyWin32> RegKeyWin32::create(std::string_view key, unsigned long rights) {
    if (auto valid = check_reg_key(key); !valid) return valid.error();
    const Location at = locate(key);
    HKEY opened = nullptr;
    const LONG code = RegCreateKeyExW(at.root, at.path.c_str(), 0, nullptr, REG_OPTION_NON_VOLATILE,
                                      rights | registry_view(key), nullptr, &opened, nullptr);
    if (code != ERROR_SUCCESS) return windows_error("key " + std::string(key), static_cast<DWORD>(code));
    return RegKeyWin32(opened);
}

RegKeyWin32::RegKeyWin32(RegKeyWin32&& other) noexcept : key_(std::exchange(other.key_, nullptr)) {}

RegKeyWin32& RegKeyWin32::operator=(RegKeyWin32&& other) noexcept {
    std::swap(key_, other.key_);
    return *this;
}

RegKeyWin32::~RegKeyWin32() {
    // Closing a predefined root, which opening an empty path may give, does nothing.
    if (key_ != nullptr) RegCloseKey(key_);
}

Result<std::wstring> wide_value_name(std::string_view name) {
    if (auto valid = check_reg_value_name(name); !valid) return valid.error();
    const auto units = utf8_to_utf16(name);
    return std::wstring(units->begin(), units->end());
}

// RegDeleteKeyW looks in the program's own view; RegDeleteKeyExW, which takes a view, is missing on 32-bit
// Windows XP, where there is only one.
long delete_key_in_view(HKEY parent, const std::wstring& name, unsigned long view) {
    using DeleteKeyEx = LONG(WINAPI*)(HKEY, LPCWSTR, REGSAM, DWORD);
    const HMODULE module = GetModuleHandleW(L"advapi32.dll");
    const auto delete_key_ex =
        reinterpret_cast<DeleteKeyEx>(reinterpret_cast<void*>(GetProcAddress(module, "RegDeleteKeyExW")));
    if (view == 0 || delete_key_ex == nullptr) return RegDeleteKeyW(parent, name.c_str());
    return delete_key_ex(parent, name.c_str(), view, 0);
}

}  // namespace upsmd
