#include "platform/setting_reader.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace upsmd {

std::string setting_shown(const RegValue& value) {
    return value.type == RegType::dword ? fmt::format("{}", value.number) : fmt::format("\"{}\"", value.text);
}

std::string setting_place(const char* key, const char* name) { return fmt::format("{}\\{}", key, name); }

std::optional<double> decimal_number(std::string_view text) {
    double number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

bool SettingReader::is_missing(const char* key, const char* name) {
    const Result<RegValue> value = registry_.get(key, name);
    return !value && value.error().code == ErrorCode::not_found;
}

std::optional<RegValue> SettingReader::get(const char* key, const char* name) {
    Result<RegValue> value = registry_.get(key, name);
    if (value) return std::move(*value);
    if (value.error().code != ErrorCode::not_found)
        complaints_.push_back(fmt::format("{} ignored: {}", setting_place(key, name), value.error().message));
    return std::nullopt;
}

std::optional<std::string> SettingReader::text(const char* key, const char* name) {
    const std::optional<RegValue> value = get(key, name);
    if (!value) return std::nullopt;
    if (value->type != RegType::sz) return complain(key, name, *value, "text (REG_SZ)");
    if (value->text.empty()) return std::nullopt;
    return value->text;
}

std::optional<std::string> SettingReader::path(const char* key, const char* name) {
    const std::optional<RegValue> value = get(key, name);
    if (!value) return std::nullopt;
    if (value->type == RegType::dword) return complain(key, name, *value, "text (REG_SZ or REG_EXPAND_SZ)");
    if (value->text.empty()) return std::nullopt;
    return value->text;
}

std::optional<std::uint32_t> SettingReader::dword(const char* key, const char* name, std::uint32_t low,
                                                  std::uint32_t high) {
    const std::optional<RegValue> value = get(key, name);
    if (!value) return std::nullopt;
    if (value->type != RegType::dword || value->number < low || value->number > high)
        return complain(key, name, *value, fmt::format("a number (REG_DWORD) from {} to {}", low, high));
    return value->number;
}

std::optional<double> SettingReader::decimal(const char* key, const char* name, double low, double high) {
    const std::optional<RegValue> value = get(key, name);
    if (!value) return std::nullopt;
    std::optional<double> number;
    if (value->type == RegType::dword) number = value->number;
    if (value->type == RegType::sz) number = decimal_number(value->text);
    if (!number || !(*number >= low && *number <= high))  // "nan" is a number too
        return complain(key, name, *value, fmt::format("a number (REG_SZ or REG_DWORD) from {} to {}", low, high));
    return number;
}

std::nullopt_t SettingReader::complain(const char* key, const char* name, const RegValue& value,
                                       const std::string& wanted) {
    complaints_.push_back(
        fmt::format("{} ignored: it holds {}, it has to be {}", setting_place(key, name), setting_shown(value), wanted));
    return std::nullopt;
}

}  // namespace upsmd
