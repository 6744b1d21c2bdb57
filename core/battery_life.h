// How long a UPS without a low-battery signal lasts (CONTRACT §3.1, §4): a battery that is taken to be full at the start,
// is empty after `life` on battery, and wants `recharge` minutes of mains for each minute of it.
//
// Not thread-safe. `now` must never go backwards.
#pragma once

#include <chrono>

#include "core/state.h"
#include "core/time.h"

namespace upsmd {

class BatteryLife {
  public:
    // Both at least one minute.
    BatteryLife(std::chrono::minutes life, std::chrono::minutes recharge) : life_(life), recharge_(recharge) {}

    // New numbers; what was used stays used.
    void set(std::chrono::minutes life, std::chrono::minutes recharge) {
        life_ = life;
        recharge_ = recharge;
    }

    // The state that the UPS reports; the state that it counts as: low_battery once the battery must be empty.
    State on_state(State reported, Time now);
    // When an on_battery turns into low_battery: on_state() has to be called again. kNever: not as things are.
    Time deadline() const;

  private:
    void count(Time now);

    Duration life_;
    std::chrono::minutes recharge_;
    Duration used_{0};
    State reported_ = State::no_comm;
    bool is_on_battery_ = false;  // no_comm: as before
    Time counted_until_{};
};

}  // namespace upsmd
