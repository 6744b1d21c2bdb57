// Open registry keys. For registry_*_win32.cpp only, which alone know HKEY.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

struct HKEY__;  // windows.h: HKEY is a pointer to it

namespace upsmd {

// KEY_WOW64_64KEY for HKEY_LOCAL_MACHINE\SOFTWARE\upsmd and below, else 0.
unsigned long registry_view(std::string_view key);

// Owner: one scope. Closes itself. Error{not_found} where the key is missing, {access_denied},
// {invalid_argument} for a path that is none (check_reg_key), else as windows_error; each names the key.
class RegKeyWin32 {
  public:
    static Result<RegKeyWin32> open(std::string_view key, unsigned long rights);
    static Result<RegKeyWin32> open(std::string_view key, unsigned long rights, unsigned long view);
    // With its parents, where missing.
    static Result<RegKeyWin32> create(std::string_view key, unsigned long rights);

    RegKeyWin32(RegKeyWin32&& other) noexcept;
    RegKeyWin32& operator=(RegKeyWin32&& other) noexcept;
    ~RegKeyWin32();

    HKEY__* get() const { return key_; }

  private:
    explicit RegKeyWin32(HKEY__* key) : key_(key) {}

    HKEY__* key_;
};

// Error{invalid_argument} as check_reg_value_name.
Result<std::wstring> wide_value_name(std::string_view name);

// Deletes one key without subkeys; a Windows error number.
long delete_key_in_view(HKEY__* parent, const std::wstring& name, unsigned long view);

}  // namespace upsmd
