// The Windows registry as this project uses it: typed values below keys, enumeration, change
// notification. Backends: win32/registry_win32 (the real one), posix-sim/registry_file (a file in
// the Registry Editor's export format).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

namespace upsmd {

enum class RegType { sz, expand_sz, dword };

// One value. Text is UTF-8 (backends translate), without a terminating NUL, at most 16383 UTF-16 units.
struct RegValue {
    RegType type = RegType::sz;
    std::string text;          // sz, expand_sz (not expanded)
    std::uint32_t number = 0;  // dword
    bool operator==(const RegValue&) const = default;

    static RegValue sz(std::string s) { return {RegType::sz, std::move(s), 0}; }
    static RegValue expand_sz(std::string s) { return {RegType::expand_sz, std::move(s), 0}; }
    static RegValue dword(std::uint32_t n) { return {RegType::dword, {}, n}; }
};

// Keys are full paths with backslashes and the long root name, without a trailing backslash:
// "HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\UPS\Config". Key and value names are
// case-insensitive (ASCII) and case-preserving. The empty value name is the key's default value.
//
// Thread: every call may come from any thread; an implementation serialises.
// Failure: Error{not_found} where a key or value is missing, {access_denied}, {malformed} for a value of
// a type not listed above or a torn file (naming file, line and reason), {io} else. Nothing is changed by
// a call that fails.
class Registry {
  public:
    // While alive, on_change is called (from a thread of the registry's own, or from the watching loop's
    // thread; see the backend) after something below the watched key changed. Destroying it returns only after a
    // running callback has ended; never destroy it from inside the callback.
    class Watch {
      public:
        virtual ~Watch() = default;
    };

    virtual ~Registry() = default;

    virtual Result<RegValue> get(std::string_view key, std::string_view value) = 0;

    // Creates the key, and its parents, where missing.
    virtual Result<void> set(std::string_view key, std::string_view value, const RegValue& data) = 0;

    virtual Result<void> remove_value(std::string_view key, std::string_view value) = 0;

    // Removes the key with everything below it.
    virtual Result<void> remove_key(std::string_view key) = 0;

    // Names in the order stored. A missing key is Error{not_found}.
    virtual Result<std::vector<std::string>> value_names(std::string_view key) = 0;
    virtual Result<std::vector<std::string>> key_names(std::string_view key) = 0;

    // Watches the key and everything below it. The key must exist.
    virtual Result<std::unique_ptr<Watch>> watch(std::string_view key, std::function<void()> on_change) = 0;
};

}  // namespace upsmd
