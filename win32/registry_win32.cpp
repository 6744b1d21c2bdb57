#include "win32/registry_win32.h"

#include <windows.h>

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "platform/backend.h"
#include "platform/reg_data.h"
#include "platform/utf16.h"
#include "win32/error_win32.h"
#include "win32/registry_key_win32.h"
#include "win32/registry_watch_win32.h"

namespace upsmd {

namespace {

std::string describe_value(std::string_view key, std::string_view value) {
    return "value \"" + std::string(value) + "\" in key " + std::string(key);
}

Result<RegData> query(HKEY key, const std::wstring& name, const std::string& what) {
    RegData data;
    data.bytes.resize(256);
    for (;;) {
        DWORD type = 0;
        DWORD size = static_cast<DWORD>(data.bytes.size());
        const LONG code = RegQueryValueExW(key, name.c_str(), nullptr, &type,
                                           reinterpret_cast<BYTE*>(data.bytes.data()), &size);
        if (code == ERROR_MORE_DATA) {
            // The value may grow between two calls, hence the loop.
            data.bytes.resize(size > data.bytes.size() ? size : data.bytes.size() * 2);
            continue;
        }
        if (code != ERROR_SUCCESS) return windows_error(what, static_cast<DWORD>(code));
        data.bytes.resize(size);
        data.type = type;
        return data;
    }
}

// RegEnumKeyExW and RegEnumValueW differ only in parameters that stay unused here.
using EnumerateOne = LONG (*)(HKEY key, DWORD index, wchar_t* name, DWORD* length);

LONG enumerate_key(HKEY key, DWORD index, wchar_t* name, DWORD* length) {
    return RegEnumKeyExW(key, index, name, length, nullptr, nullptr, nullptr, nullptr);
}

LONG enumerate_value(HKEY key, DWORD index, wchar_t* name, DWORD* length) {
    return RegEnumValueW(key, index, name, length, nullptr, nullptr, nullptr, nullptr);
}

Result<std::vector<std::string>> enumerate(std::string_view key, unsigned long rights, EnumerateOne one) {
    auto opened = RegKeyWin32::open(key, rights);
    if (!opened) return opened.error();
    std::vector<std::string> names;
    std::u16string name(kRegMaxValueName + 1, u'\0');
    for (DWORD index = 0;; ++index) {
        DWORD length = static_cast<DWORD>(name.size());
        const LONG code = one(opened->get(), index, reinterpret_cast<wchar_t*>(name.data()), &length);
        if (code == ERROR_NO_MORE_ITEMS) return names;
        if (code != ERROR_SUCCESS) return windows_error("key " + std::string(key), static_cast<DWORD>(code));
        auto text = utf16_to_utf8(std::u16string_view(name).substr(0, length));
        if (!text)
            return Error{ErrorCode::malformed,
                         "key " + std::string(key) + ": a name that is not well-formed UTF-16", 0};
        names.push_back(std::move(*text));
    }
}

// By hand: RegDeleteTree is newer than Windows XP. `name` is relative to `parent`.
LONG delete_tree(HKEY parent, const std::wstring& name, DWORD view) {
    HKEY opened = nullptr;
    LONG code = RegOpenKeyExW(parent, name.c_str(), 0, KEY_ENUMERATE_SUB_KEYS | view, &opened);
    if (code != ERROR_SUCCESS) return code;
    std::array<wchar_t, kRegMaxKeyPart + 1> below{};
    while (code == ERROR_SUCCESS) {
        // Always the first one, because deleting moves the others up.
        DWORD length = static_cast<DWORD>(below.size());
        code = enumerate_key(opened, 0, below.data(), &length);
        if (code == ERROR_SUCCESS) code = delete_tree(opened, std::wstring(below.data(), length), view);
    }
    RegCloseKey(opened);
    if (code != ERROR_NO_MORE_ITEMS) return code;
    return delete_key_in_view(parent, name, view);
}

}  // namespace

std::unique_ptr<Registry> make_system_registry() {
    return std::make_unique<RegistryWin32>();
}

Result<RegValue> RegistryWin32::get(std::string_view key, std::string_view value) {
    const auto name = wide_value_name(value);
    if (!name) return name.error();
    auto opened = RegKeyWin32::open(key, KEY_QUERY_VALUE);
    if (!opened) return opened.error();
    const std::string what = describe_value(key, value);
    auto data = query(opened->get(), *name, what);
    if (!data) return data.error();
    auto decoded = decode_reg_value(*data);
    if (decoded) return decoded;
    Error error = decoded.error();
    error.message = what + ": " + error.message;
    return error;
}

Result<void> RegistryWin32::set(std::string_view key, std::string_view value, const RegValue& data) {
    const auto name = wide_value_name(value);
    if (!name) return name.error();
    const auto encoded = encode_reg_value(data);
    if (!encoded) return encoded.error();
    // Open first: creating asks for rights on the parent, which a service may not have.
    auto opened = RegKeyWin32::open(key, KEY_SET_VALUE);
    if (!opened && opened.error().code == ErrorCode::not_found)
        opened = RegKeyWin32::create(key, KEY_SET_VALUE);
    if (!opened) return opened.error();
    const LONG code = RegSetValueExW(opened->get(), name->c_str(), 0, encoded->type,
                                     reinterpret_cast<const BYTE*>(encoded->bytes.data()),
                                     static_cast<DWORD>(encoded->bytes.size()));
    if (code != ERROR_SUCCESS) return windows_error(describe_value(key, value), static_cast<DWORD>(code));
    return {};
}

Result<void> RegistryWin32::remove_value(std::string_view key, std::string_view value) {
    const auto name = wide_value_name(value);
    if (!name) return name.error();
    auto opened = RegKeyWin32::open(key, KEY_SET_VALUE);
    if (!opened) return opened.error();
    const LONG code = RegDeleteValueW(opened->get(), name->c_str());
    if (code != ERROR_SUCCESS) return windows_error(describe_value(key, value), static_cast<DWORD>(code));
    return {};
}

Result<void> RegistryWin32::remove_key(std::string_view key) {
    const std::string_view parent = parent_reg_key(key);
    if (auto valid = check_reg_key(key); !valid) return valid;
    if (parent.empty()) return Error{ErrorCode::invalid_argument, "a root key cannot be removed", 0};
    const auto name = utf8_to_utf16(key.substr(parent.size() + 1));
    // The view of the key, not of its parent: SOFTWARE\upsmd has one of its own.
    const DWORD view = registry_view(key);
    auto opened = RegKeyWin32::open(parent, KEY_ENUMERATE_SUB_KEYS, view);
    if (!opened) return opened.error();
    const LONG code = delete_tree(opened->get(), std::wstring(name->begin(), name->end()), view);
    if (code != ERROR_SUCCESS) return windows_error("key " + std::string(key), static_cast<DWORD>(code));
    return {};
}

Result<std::vector<std::string>> RegistryWin32::value_names(std::string_view key) {
    return enumerate(key, KEY_QUERY_VALUE, enumerate_value);
}

Result<std::vector<std::string>> RegistryWin32::key_names(std::string_view key) {
    return enumerate(key, KEY_ENUMERATE_SUB_KEYS, enumerate_key);
}

Result<std::unique_ptr<Registry::Watch>> RegistryWin32::watch(std::string_view key,
                                                              std::function<void()> on_change) {
    return watch_registry_key(key, std::move(on_change));
}

}  // namespace upsmd
