// How a UPS is, in words that are readable without colour: trouble in capitals.
#pragma once

#include <string>

#include "nut/driver_client.h"

namespace upsmd::watch {

// The worst first.
enum class Severity { critical, on_battery, no_data, warning, opening, fine };

struct Condition {
    Severity severity = Severity::opening;
    std::string text;    // "ON BATTERY, LOW", "online, charging", "NO DATA"; printable ASCII, 100 characters at most
    std::string reason;  // why there is no data; "" where there is
    bool on_battery = false;

    bool has_data() const { return reason.empty(); }
};

// Words of ups.status that are not known are shown as they are.
Condition condition_of(const nut::DriverClient& client);

}  // namespace upsmd::watch
