#include "core/battery_life.h"

#include <algorithm>

namespace upsmd {

void BatteryLife::count(Time now) {
    const Duration passed = now - counted_until_;
    counted_until_ = now;
    if (is_on_battery_) used_ = std::min(used_ + passed, life_);
    else used_ = std::max(used_ - passed / recharge_.count(), Duration{0});
}

State BatteryLife::on_state(State reported, Time now) {
    count(now);
    reported_ = reported;
    if (reported != State::no_comm) is_on_battery_ = reported != State::online;
    return reported == State::on_battery && used_ >= life_ ? State::low_battery : reported;
}

Time BatteryLife::deadline() const {
    return reported_ == State::on_battery && used_ < life_ ? counted_until_ + (life_ - used_) : kNever;
}

}  // namespace upsmd
