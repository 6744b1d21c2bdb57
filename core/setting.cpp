#include "core/setting.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

namespace upsmd {
namespace {

std::optional<double> to_number(std::string_view text) {
    double number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::string plain(double number) {
    std::string text = Value::number(number, 3).to_string();
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::optional<Value> one_of(const std::vector<Value>& values, std::string_view text) {
    const auto number = to_number(text);
    for (const Value& value : values) {
        if (value.kind() == Value::Kind::text && value.as_text() == text) return value;
        if (value.kind() == Value::Kind::number && number && value.as_number() == *number) return value;
    }
    return std::nullopt;
}

std::optional<Value> in_range(const SettingChoices& choices, std::string_view text) {
    constexpr double kNearly = 1e-6;
    const auto number = to_number(text);
    if (!number || *number < choices.low || *number > choices.high) return std::nullopt;
    const double steps = (*number - choices.low) / choices.step;
    if (std::abs(steps - std::round(steps)) > kNearly) return std::nullopt;
    const std::size_t point = text.find('.');
    return Value::number(*number, point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1));
}

std::optional<Value> as_text(const SettingChoices& choices, std::string_view text) {
    if (text.empty() || text.size() > choices.max_length || text.size() > Value::kMaxText) return std::nullopt;
    if (text.front() == ' ' || text.back() == ' ') return std::nullopt;
    const bool fits = std::all_of(text.begin(), text.end(), [&](char c) {
        return c >= ' ' && c <= '~' && choices.forbidden.find(c) == std::string_view::npos;
    });
    return fits ? std::optional(Value::text(text)) : std::nullopt;
}

}  // namespace

Result<Value> parse_setting(const SettingRow& row, const SettingChoices& choices, std::string_view text) {
    std::optional<Value> value;
    switch (choices.kind) {
        case SettingChoices::Kind::values: value = one_of(choices.values, text); break;
        case SettingChoices::Kind::range: value = in_range(choices, text); break;
        case SettingChoices::Kind::text: value = as_text(choices, text); break;
    }
    if (value) return *value;
    return Error{ErrorCode::invalid_argument,
                 std::string(variable_name(row.variable)) + ": \"" + std::string(text) +
                     "\" cannot be set, this unit takes: " + describe(choices),
                 0};
}

std::string describe(const SettingChoices& choices) {
    std::string text;
    switch (choices.kind) {
        case SettingChoices::Kind::values:
            for (const Value& value : choices.values) text += (text.empty() ? "" : ", ") + value.to_string();
            break;
        case SettingChoices::Kind::range:
            text = plain(choices.low) + " to " + plain(choices.high);
            if (choices.step != 1) text += " in steps of " + plain(choices.step);
            break;
        case SettingChoices::Kind::text:
            text = "text of up to " + std::to_string(choices.max_length) + " characters";
            if (!choices.forbidden.empty()) text += " without " + std::string(choices.forbidden);
            break;
    }
    return text;
}

bool is_same_value(const Value& a, const Value& b) {
    if (a.kind() == Value::Kind::number && b.kind() == Value::Kind::number) return a.as_number() == b.as_number();
    return a == b;
}

}  // namespace upsmd
