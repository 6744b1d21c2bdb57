#include "history/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "history/local_time.h"

namespace upsmd::history {
namespace {

constexpr int kMinute = 60;
constexpr int kHour = 3600;
constexpr int kDay = 86400;

// Seconds; from a day on whole days, from a month on whole months.
constexpr std::array kSteps{1,          5,           15,          kMinute,      2 * kMinute, 5 * kMinute, 10 * kMinute,
                            30 * kMinute, kHour,     2 * kHour,   3 * kHour,    6 * kHour,   12 * kHour,  kDay,
                            2 * kDay,   7 * kDay,    14 * kDay};
constexpr std::array kMonths{1, 2, 3, 6, 12, 24, 60, 120};
constexpr int kMonthDays = 31;

std::string day_text(const std::tm& time) { return fmt::format("{} {}", time.tm_mday, month_name(time)); }

std::string clock_text(const std::tm& time, int step) {
    if (step % kMinute == 0) return fmt::format("{:02}:{:02}", time.tm_hour, time.tm_min);
    return fmt::format("{:02}:{:02}:{:02}", time.tm_hour, time.tm_min, time.tm_sec);
}

// Ticks of less than a day: counted from local midnight.
std::vector<TimeTick> clock_ticks(Stamp from, Stamp to, int step) {
    std::vector<TimeTick> ticks;
    std::string day;
    std::tm midnight = local_time(from);
    midnight.tm_hour = midnight.tm_min = midnight.tm_sec = 0;
    // A day has up to 25 hours; the next one begins anew.
    for (; from_local(midnight) <= to; ++midnight.tm_mday) {
        std::tm next = midnight;
        ++next.tm_mday;
        const Stamp end = std::min(from_local(next), to + std::chrono::milliseconds(1));
        for (std::tm at = midnight; from_local(at) < end; at.tm_sec += step) {
            const Stamp time = from_local(at);
            if (time < from || (!ticks.empty() && time <= ticks.back().time)) continue;
            const std::tm local = local_time(time);
            const std::string today = day_text(local);
            ticks.push_back({time, clock_text(local, step), today == day ? "" : today});
            day = today;
        }
    }
    return ticks;
}

std::vector<TimeTick> day_ticks(Stamp from, Stamp to, int days) {
    std::vector<TimeTick> ticks;
    int year = 0;
    std::tm at = local_time(from);
    at.tm_hour = at.tm_min = at.tm_sec = 0;
    for (; from_local(at) <= to; at.tm_mday += days) {
        while (from_local(at) < from) ++at.tm_mday;
        const Stamp time = from_local(at);
        if (time > to) break;
        const std::tm local = local_time(time);
        ticks.push_back({time, day_text(local), local.tm_year == year ? "" : std::to_string(local.tm_year + 1900)});
        year = local.tm_year;
    }
    return ticks;
}

std::vector<TimeTick> month_ticks(Stamp from, Stamp to, int months) {
    std::vector<TimeTick> ticks;
    int year = 0;
    std::tm at = local_time(from);
    at.tm_hour = at.tm_min = at.tm_sec = 0;
    at.tm_mday = 1;
    at.tm_mon -= at.tm_mon % std::min(months, 12);
    for (; from_local(at) <= to; at.tm_mon += months) {
        const Stamp time = from_local(at);
        if (time < from) continue;
        const std::tm local = local_time(time);
        const std::string label = months >= 12 ? std::to_string(local.tm_year + 1900) : month_name(local);
        ticks.push_back({time, label, months >= 12 || local.tm_year == year ? "" : std::to_string(local.tm_year + 1900)});
        year = local.tm_year;
    }
    return ticks;
}

}  // namespace

std::string Scale::label(double value) const {
    const int decimals = step >= 1.0 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
    const std::string text = fmt::format("{:.{}f}", value, decimals);
    return value == 0.0 || text == "-0" ? "0" : text;
}

Scale make_scale(double low, double high, int most) {
    if (high <= low) {
        low -= 0.5;
        high += 0.5;
    }
    const double rough = (high - low) / most;
    double step = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0}) {
        const double wider = step * factor;
        const double begin = std::floor(low / wider + 1e-9) * wider;
        const double end = std::ceil(high / wider - 1e-9) * wider;
        if (end - begin <= wider * (most + 1e-6)) return {begin, end, wider};
    }
    return {low, high, high - low};
}

std::vector<TimeTick> time_ticks(Stamp from, Stamp to, int most) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(to - from).count();
    for (const int step : kSteps)
        if (seconds / step <= most)
            return step < kDay ? clock_ticks(from, to, step) : day_ticks(from, to, step / kDay);
    for (const int months : kMonths)
        if (seconds / (kDay * kMonthDays) / months <= most) return month_ticks(from, to, months);
    return month_ticks(from, to, kMonths.back());
}

}  // namespace upsmd::history
