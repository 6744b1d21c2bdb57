#include "platform/clock.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

namespace upsmd {
namespace {

class SystemClock final : public Clock {
  public:
    Time now() const override {
        return Time(std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
    }

    std::string wall_time() const override {
        using namespace std::chrono;
        const auto now = floor<milliseconds>(system_clock::now());
        const auto whole = floor<seconds>(now);
        const std::tm local = fmt::localtime(system_clock::to_time_t(whole));
        // The offset is what the local calendar time differs by: no system agrees with another on how to ask for it.
        const sys_days day = year_month_day(year(local.tm_year + 1900), month(static_cast<unsigned>(local.tm_mon + 1)),
                                            std::chrono::day(static_cast<unsigned>(local.tm_mday)));
        const sys_seconds as_utc = day + hours(local.tm_hour) + minutes(local.tm_min) + seconds(local.tm_sec);
        const auto offset = round<minutes>(as_utc - whole);
        const auto size = abs(offset);
        // Field by field: fmt's formatter for std::tm would bring all of std::locale into the minidriver.
        return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}{:02}:{:02}", local.tm_year + 1900,
                           local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
                           (now - whole).count(), offset < minutes(0) ? '-' : '+', size / hours(1),
                           (size % hours(1)).count());
    }
};

}  // namespace

const Clock& system_clock() {
    // Never destroyed: a thread may still log while the process ends.
    static const Clock& clock = *new SystemClock;
    return clock;
}

}  // namespace upsmd
