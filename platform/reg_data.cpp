#include "platform/reg_data.h"

#include <algorithm>
#include <array>
#include <utility>

#include "platform/utf16.h"

namespace upsmd {

namespace {

struct RootName {
    std::string_view full;
    std::string_view brief;
};

constexpr std::array<RootName, 5> kRoots{{
    {"HKEY_LOCAL_MACHINE", "HKLM"},
    {"HKEY_CURRENT_USER", "HKCU"},
    {"HKEY_CLASSES_ROOT", "HKCR"},
    {"HKEY_USERS", "HKU"},
    {"HKEY_CURRENT_CONFIG", "HKCC"},
}};

// Names of REG_NONE to REG_QWORD, by number.
constexpr std::array<std::string_view, 12> kTypeNames{"REG_NONE",
                                                      "REG_SZ",
                                                      "REG_EXPAND_SZ",
                                                      "REG_BINARY",
                                                      "REG_DWORD",
                                                      "REG_DWORD_BIG_ENDIAN",
                                                      "REG_LINK",
                                                      "REG_MULTI_SZ",
                                                      "REG_RESOURCE_LIST",
                                                      "REG_FULL_RESOURCE_DESCRIPTOR",
                                                      "REG_RESOURCE_REQUIREMENTS_LIST",
                                                      "REG_QWORD"};

char fold(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

Error invalid(std::string reason) {
    return {ErrorCode::invalid_argument, std::move(reason), 0};
}
Error malformed(std::string reason) {
    return {ErrorCode::malformed, std::move(reason), 0};
}

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::string quoted(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

Result<RegValue> decode_text(const RegData& data) {
    if (data.bytes.size() % 2 != 0) return malformed("text with an odd number of bytes");
    std::u16string units;
    for (std::size_t i = 0; i < data.bytes.size(); i += 2) {
        const auto low = static_cast<unsigned char>(data.bytes[i]);
        const auto high = static_cast<unsigned char>(data.bytes[i + 1]);
        const auto unit = static_cast<char16_t>(low | (high << 8));
        if (unit == 0) break;
        units.push_back(unit);
    }
    auto text = utf16_to_utf8(units);
    if (!text) return malformed("text that is not well-formed UTF-16");
    return data.type == kRegSz ? RegValue::sz(std::move(*text)) : RegValue::expand_sz(std::move(*text));
}

}  // namespace

Result<RegData> encode_reg_value(const RegValue& value) {
    RegData data;
    if (value.type == RegType::dword) {
        data.type = kRegDword;
        for (unsigned shift = 0; shift < 32; shift += 8)
            data.bytes.push_back(static_cast<char>((value.number >> shift) & 0xFFu));
        return data;
    }
    data.type = value.type == RegType::sz ? kRegSz : kRegExpandSz;
    if (value.text.find('\0') != std::string::npos) return invalid("text with a NUL character");
    const auto units = utf8_to_utf16(value.text);
    if (!units) return invalid("text that is not well-formed UTF-8");
    if (units->size() > kRegMaxText) return invalid("text of more than 16383 characters");
    data.bytes.reserve(units->size() * 2 + 2);
    for (const char16_t unit : *units) {
        data.bytes.push_back(static_cast<char>(unit & 0xFFu));
        data.bytes.push_back(static_cast<char>(unit >> 8));
    }
    data.bytes.append(2, '\0');
    return data;
}

Result<RegValue> decode_reg_value(const RegData& data) {
    if (data.type == kRegSz || data.type == kRegExpandSz) return decode_text(data);
    if (data.type != kRegDword)
        return malformed("type " + reg_type_name(data.type) +
                         " where REG_SZ, REG_EXPAND_SZ or REG_DWORD must be");
    if (data.bytes.size() != 4)
        return malformed("REG_DWORD of " + std::to_string(data.bytes.size()) + " bytes instead of 4");
    std::uint32_t number = 0;
    for (std::size_t i = 4; i-- > 0;) number = (number << 8) | static_cast<unsigned char>(data.bytes[i]);
    return RegValue::dword(number);
}

std::string reg_type_name(std::uint32_t type) {
    if (type < kTypeNames.size()) return std::string(kTypeNames.at(type));
    return "REG_TYPE_" + std::to_string(type);
}

std::string fold_reg_name(std::string_view name) {
    std::string folded(name);
    std::transform(folded.begin(), folded.end(), folded.begin(), fold);
    return folded;
}

bool same_reg_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return fold(x) == fold(y); });
}

bool is_at_or_below(std::string_view folded_key, std::string_view folded_top) {
    if (!folded_key.starts_with(folded_top)) return false;
    return folded_key.size() == folded_top.size() || folded_key[folded_top.size()] == '\\';
}

std::string_view parent_reg_key(std::string_view key) {
    const std::size_t slash = key.rfind('\\');
    return slash == std::string_view::npos ? std::string_view() : key.substr(0, slash);
}

Result<void> check_reg_key(std::string_view key) {
    const std::string_view root = key.substr(0, key.find('\\'));
    const bool known = std::any_of(kRoots.begin(), kRoots.end(),
                                   [root](const RootName& name) { return same_reg_name(root, name.full); });
    if (!known)
        return invalid("key " + quoted(key) + " does not begin with a root such as HKEY_LOCAL_MACHINE");
    if (has_control_character(key)) return invalid("key with a control character");
    for (std::size_t at = root.size(); at < key.size();) {
        const std::size_t begin = at + 1;
        at = std::min(key.find('\\', begin), key.size());
        const auto part = utf8_to_utf16(key.substr(begin, at - begin));
        if (!part) return invalid("key name that is not well-formed UTF-8");
        if (part->empty()) return invalid("key " + quoted(key) + " with an empty name between backslashes");
        if (part->size() > kRegMaxKeyPart) return invalid("key name of more than 255 characters");
    }
    return {};
}

Result<void> check_reg_value_name(std::string_view name) {
    if (has_control_character(name)) return invalid("value name with a control character");
    const auto units = utf8_to_utf16(name);
    if (!units) return invalid("value name that is not well-formed UTF-8");
    if (units->size() > kRegMaxValueName) return invalid("value name of more than 16383 characters");
    return {};
}

std::string expand_reg_root(std::string_view key) {
    const std::string_view root = key.substr(0, key.find('\\'));
    for (const RootName& name : kRoots)
        if (same_reg_name(root, name.brief)) return std::string(name.full).append(key.substr(root.size()));
    return std::string(key);
}

}  // namespace upsmd
