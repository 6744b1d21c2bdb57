#include "core/reading.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace upsmd {

Value Value::number(double number, int decimals) {
    Value value;
    value.kind_ = Kind::number;
    value.number_ = number;
    value.decimals_ = static_cast<std::uint8_t>(std::clamp(decimals, 0, 6));
    return value;
}

Value Value::text(std::string_view text) {
    Value value;
    value.kind_ = Kind::text;
    value.size_ = static_cast<std::uint8_t>(std::min(text.size(), kMaxText));
    std::copy_n(text.data(), value.size_, value.text_.data());
    return value;
}

std::string Value::to_string() const {
    if (kind_ == Kind::text) return std::string(as_text());
    if (kind_ == Kind::absent) return {};
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number_, std::chars_format::fixed,
                                   static_cast<int>(decimals_));
    return end.ec == std::errc{} ? std::string(buffer.data(), end.ptr) : std::string{};
}

bool Value::operator==(const Value& other) const {
    if (kind_ != other.kind_) return false;
    if (kind_ == Kind::number) return number_ == other.number_ && decimals_ == other.decimals_;
    return as_text() == other.as_text();
}

std::optional<double> Reading::number(Variable variable) const {
    const Value& value = get(variable);
    if (value.kind() != Value::Kind::number) return std::nullopt;
    return value.as_number();
}

bool Reading::set(Variable variable, const Value& value) {
    const auto index = static_cast<std::size_t>(variable);
    if (values_[index] == value) return false;
    values_[index] = value;
    changed_.set(index);
    return true;
}

void Reading::clear_all() {
    for (std::size_t i = 0; i < kVariableCount; ++i) clear(static_cast<Variable>(i));
}

std::bitset<kVariableCount> Reading::take_changed() {
    const auto changed = changed_;
    changed_.reset();
    return changed;
}

}  // namespace upsmd
