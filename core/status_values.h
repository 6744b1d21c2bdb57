// The seven values of UPS\Status (CONTRACT §3.3) from a reading and a state. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "core/reading.h"
#include "core/state.h"

namespace upsmd {

struct StatusValues {
    std::string serial_number;
    std::string firmware_rev;
    std::uint32_t utility_power_status = 0;  // 0 unknown, 1 OK, 2 power failure
    std::uint32_t total_ups_runtime = 0;     // minutes
    std::uint32_t battery_status = 0;        // 0 unknown, 1 OK, 2 needs replacing
    std::uint32_t battery_capacity = 0;      // percent, 0..100
    std::uint32_t comm_status = 1;           // 0 unknown, 1 OK, 2 lost

    bool operator==(const StatusValues&) const = default;
};

// What a minidriver writes before it knows anything: the documented defaults.
StatusValues initial_status_values();

// While communication is lost the last serial number and firmware stay; everything measured is unknown (0).
StatusValues status_values(const Reading& reading, State state);

}  // namespace upsmd
