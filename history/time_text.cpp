#include "history/time_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "history/local_time.h"

namespace upsmd::history {
namespace {

// Takes `digits` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int number = 0;
    const char* const end = text.data() + digits;
    if (text.front() == '-' || std::from_chars(text.data(), end, number).ptr != end) return std::nullopt;
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<Stamp> parse_ago(std::string_view text, Stamp now) {
    int count = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 0 || rest + 1 != text.data() + text.size()) return std::nullopt;
    constexpr std::string_view kUnits = "smhdw";
    constexpr std::array kSeconds{1, 60, 3600, 86400, 7 * 86400};
    const std::size_t unit = kUnits.find(*rest);
    if (unit == std::string_view::npos) return std::nullopt;
    return now - std::chrono::seconds(kSeconds.at(unit)) * static_cast<std::int64_t>(count);
}

// Minutes east of Greenwich; text must end behind it.
std::optional<int> take_offset(std::string_view& text) {
    if (take(text, "Zz")) return 0;
    const bool west = text.starts_with('-');
    if (!take(text, "+-")) return std::nullopt;
    const std::optional<int> hours = take_number(text, 2);
    take(text, ":");
    const std::optional<int> minutes = text.empty() ? 0 : take_number(text, 2);
    if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
    return (west ? -1 : 1) * (*hours * 60 + *minutes);
}

bool take_clock(std::string_view& text, std::tm& fields) {
    const std::optional<int> hour = take_number(text, 2);
    if (!hour || !take(text, ":")) return false;
    const std::optional<int> minute = take_number(text, 2);
    std::optional<int> second = 0;
    if (take(text, ":")) second = take_number(text, 2);
    if (!minute || !second || *hour > 23 || *minute > 59 || *second > 59) return false;
    fields.tm_hour = *hour;
    fields.tm_min = *minute;
    fields.tm_sec = *second;
    return true;
}

std::optional<Stamp> parse_iso(std::string_view text) {
    const std::optional<int> year = take_number(text, 4);
    if (!year || !take(text, "-")) return std::nullopt;
    const std::optional<int> month = take_number(text, 2);
    if (!month || !take(text, "-")) return std::nullopt;
    const std::optional<int> day = take_number(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok() || *year < 1970) return std::nullopt;
    std::tm fields{};
    fields.tm_year = *year - 1900;
    fields.tm_mon = *month - 1;
    fields.tm_mday = *day;
    if (text.empty()) return from_local(fields);
    if (!take(text, "Tt ") || !take_clock(text, fields)) return std::nullopt;
    if (text.empty()) return from_local(fields);
    const std::optional<int> offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return Stamp(std::chrono::sys_days(date) + std::chrono::hours(fields.tm_hour) +
                 std::chrono::minutes(fields.tm_min - *offset) + std::chrono::seconds(fields.tm_sec));
}

}  // namespace

Result<Stamp> parse_time(std::string_view text, Stamp now) {
    if (text == "now") return now;
    std::optional<Stamp> time = parse_iso(text);
    if (!time) time = parse_ago(text, now);
    if (time) return *time;
    return Error{ErrorCode::invalid_argument,
                 fmt::format("'{}' is no time: 2026-11-26, 2026-11-26T14:30, now, or how long ago, as 90s, 30m, 2h, "
                             "7d, 4w", text)};
}

std::string iso_time(Stamp time) {
    const std::tm local = local_time(time);
    const long offset = local.tm_gmtoff / 60;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1,
                       local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec, offset < 0 ? '-' : '+',
                       std::abs(offset) / 60, std::abs(offset) % 60);
}

std::string plain_time(Stamp time) {
    const std::tm local = local_time(time);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                       local.tm_hour, local.tm_min, local.tm_sec);
}

std::string short_time(Stamp time) {
    const std::tm local = local_time(time);
    return fmt::format("{} {} {:02}:{:02}", local.tm_mday, month_name(local), local.tm_hour, local.tm_min);
}

std::string duration_text(std::chrono::milliseconds span) {
    const long long seconds = std::chrono::round<std::chrono::seconds>(span).count();
    const auto two = [](long long many, const char* unit, long long few, const char* small) {
        return few == 0 ? fmt::format("{} {}", many, unit) : fmt::format("{} {} {} {}", many, unit, few, small);
    };
    if (seconds >= 86400) return two(seconds / 86400, "d", seconds % 86400 / 3600, "h");
    if (seconds >= 3600) return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    if (seconds >= 60) return two(seconds / 60, "min", seconds % 60, "s");
    return fmt::format("{} s", seconds);
}

}  // namespace upsmd::history
