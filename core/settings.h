// What an administrator can set for one UPS. Units and ranges as said; a backend checks ranges when it reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/lines.h"
#include "core/time.h"

namespace upsmd {

struct Cable;
struct Protocol;

// Where a UPS was found by `auto`.
struct FoundLine {
    const Protocol* protocol = nullptr;  // lives for ever; nullptr: nothing is known
    std::uint32_t baud = 2400;
    OutputLines outputs;
    bool operator==(const FoundLine&) const = default;
};

struct Settings {
    // Start to start of two status polls, 100 ms .. 60 s; 0 = the protocol's own.
    Duration poll_interval{0};

    // Thresholds that make LOWBATTERY beside the UPS's own sign; off while absent.
    std::optional<double> low_battery_charge;   // percent, 1..99
    std::optional<double> low_battery_runtime;  // seconds, 1..86400

    // Factor from the reported to the whole string's voltage; absent = worked out once from the nominal voltage.
    std::optional<double> battery_packs;
    // Voltage of the empty and of the full battery for the charge estimate; absent = from the nominal voltage.
    std::optional<double> battery_voltage_low;
    std::optional<double> battery_voltage_high;

    // Run time estimate for units that report none, from two measured points: seconds at percent load.
    struct RuntimePoint {
        double seconds = 0;
        double load = 0;
    };
    std::optional<RuntimePoint> runtime_high_load;
    std::optional<RuntimePoint> runtime_low_load;

    // How long a UPS that was told to come back stays off at the least: 3 min .. 9999 min (Megatec SnRm).
    std::chrono::minutes return_delay{3};

    // `auto` only: what it found last on this port; tried first.
    FoundLine remembered;

    // How the UPS is turned off: one of Protocol::turn_off_methods; empty: the protocol's default.
    std::string turn_off_method;

    // Simple signalling. Not owned; must outlive the session. nullptr elsewhere.
    const Cable* cable = nullptr;
    // The administrator says that this UPS, once told over its kill line, waits by itself at least this long.
    // 0 = it has no delay of its own, and UPSTurnOff is refused.
    std::chrono::seconds kill_line_delay{0};
};

}  // namespace upsmd
