// Battery values that a UPS does not report but that follow from what it does report: the string's voltage from
// the voltage of a cell or block, the charge from the voltage, the run time from two measured points.
#pragma once

#include <optional>

#include "core/reading.h"
#include "core/settings.h"
#include "core/time.h"

namespace upsmd {

class BatteryEstimate {
  public:
    // Works on the reading a status reply has just been put into: scales battery.voltage to the whole string (the
    // factor is decided once, on mains, from battery.voltage.nominal; a setting overrides it) and fills
    // battery.charge and battery.runtime where they can be estimated. Empty and full are the settings' voltages, else what
    // the UPS says of itself (battery.voltage.low and .high, both), else parts of battery.voltage.nominal. Values the UPS reports itself are never passed
    // through here: call it only for protocols whose table says estimates_battery.
    // runtime_is_told: the UPS tells its run time, but not its charge; battery.runtime is left alone.
    // `voltage_as_reported` is absent when this reply had none: then the estimates go absent too.
    void apply(Reading& reading, std::optional<Value> voltage_as_reported, bool on_mains, const Settings& settings,
               Time now, bool runtime_is_told = false);

    // The factor in force, once decided.
    std::optional<double> packs() const { return packs_; }

    void reset() { *this = BatteryEstimate{}; }

  private:
    std::optional<double> packs_;
    std::optional<double> runtime_at_full_load_;  // seconds left at 100 % load
    Time last_{};
};

}  // namespace upsmd
