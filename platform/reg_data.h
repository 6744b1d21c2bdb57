// A registry value as it is stored: a type number and bytes. Both backends read and write values through
// these functions, so that what counts as malformed is the same on Windows and on POSIX.
// Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "platform/registry.h"

namespace upsmd {

// Type numbers of the Windows registry (winnt.h, REG_*).
inline constexpr std::uint32_t kRegNone = 0;
inline constexpr std::uint32_t kRegSz = 1;
inline constexpr std::uint32_t kRegExpandSz = 2;
inline constexpr std::uint32_t kRegBinary = 3;
inline constexpr std::uint32_t kRegDword = 4;
inline constexpr std::uint32_t kRegMultiSz = 7;

struct RegData {
    std::uint32_t type = kRegNone;
    std::string bytes;  // text as UTF-16LE with its terminating NUL; dword as four bytes, lowest first
    bool operator==(const RegData&) const = default;
};

// Limits of the registry (Microsoft, "Registry Element Size Limits"), in UTF-16 units.
inline constexpr std::size_t kRegMaxKeyPart = 255;
inline constexpr std::size_t kRegMaxValueName = 16383;
inline constexpr std::size_t kRegMaxText = 16383;

// Error{invalid_argument}: text that is not UTF-8, holds a NUL or is too long.
Result<RegData> encode_reg_value(const RegValue& value);

// Text ends at the first NUL or, where there is none, with the bytes (the registry does not enforce one).
// Error{malformed}, the reason only (the caller knows where): another type, an odd number of bytes, text
// that is not UTF-16, a dword that is not four bytes.
Result<RegValue> decode_reg_value(const RegData& data);

// "REG_SZ", ...; "REG_TYPE_77" for a number without a name.
std::string reg_type_name(std::uint32_t type);

// Lower case for ASCII only: the rule by which names are equal (platform/registry.h).
std::string fold_reg_name(std::string_view name);
bool same_reg_name(std::string_view a, std::string_view b);

// Whether `key` is `top` or lies below it; both folded.
bool is_at_or_below(std::string_view folded_key, std::string_view folded_top);

// The key one level up; empty for a root.
std::string_view parent_reg_key(std::string_view key);

// Error{invalid_argument} with the reason unless `key` is a path as platform/registry.h describes it.
Result<void> check_reg_key(std::string_view key);
Result<void> check_reg_value_name(std::string_view name);

// "HKLM\x" -> "HKEY_LOCAL_MACHINE\x"; anything else stays as it is.
std::string expand_reg_root(std::string_view key);

}  // namespace upsmd
