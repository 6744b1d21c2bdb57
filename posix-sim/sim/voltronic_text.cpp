#include "posix-sim/sim/voltronic_text.h"

#include <algorithm>

namespace upsmd::sim::voltronic {

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number_of(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

std::optional<Duration> read_minutes(std::string_view text) {
    if (text.size() != 2) return std::nullopt;
    if (text[0] == '.' && all_digits(text.substr(1))) {
        const int tenths = number_of(text.substr(1));
        return std::chrono::seconds(tenths < 2 ? 0 : tenths * 6);
    }
    if (!all_digits(text)) return std::nullopt;
    return std::chrono::minutes(number_of(text));
}

std::optional<OffOrder> read_turn_off(std::string_view text, Duration most) {
    const bool with_return = text.size() == 8 && text[3] == 'R';
    if (text.size() != 3 && !with_return) return std::nullopt;
    const auto grace = read_minutes(text.substr(1, 2));
    if (!grace || *grace > most) return std::nullopt;
    OffOrder order;
    order.name = text;
    order.grace = *grace;
    if (!with_return) return order;
    const std::string_view minutes = text.substr(4);
    if (!all_digits(minutes)) return std::nullopt;
    order.sleep = std::chrono::minutes(number_of(minutes));
    order.returns = order.sleep != Duration{};
    return order;
}

}  // namespace upsmd::sim::voltronic
