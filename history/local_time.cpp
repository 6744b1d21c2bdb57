#include "history/local_time.h"

#include <array>

namespace upsmd::history {

std::tm local_time(Stamp time) {
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    std::tm fields{};
    localtime_r(&seconds, &fields);
    return fields;
}

Stamp from_local(std::tm fields) {
    fields.tm_isdst = -1;
    return Stamp(std::chrono::seconds(std::mktime(&fields)));
}

const char* month_name(const std::tm& time) {
    static constexpr std::array kNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return kNames.at(static_cast<std::size_t>(time.tm_mon));
}

}  // namespace upsmd::history
