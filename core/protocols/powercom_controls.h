// What a Powercom unit can be told. It never answers: its status has to confirm what it was told. Source: powercom, section 7.
#pragma once

#include "core/protocol.h"

namespace upsmd::powercom {

// Off after `delay`, rounded up to 1 s: 255 s at the most where the order has no minutes, 255 min 59 s where it has.
Result<Script> shutdown_return_seconds(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> shutdown_stayoff_seconds(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> shutdown_return_minutes(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> shutdown_stayoff_minutes(const ControlRequest& request, const Reading& reading, const Settings& settings);
// About 10 s; refused on battery.
Result<Script> battery_test(const ControlRequest& request, const Reading& reading, const Settings& settings);

}  // namespace upsmd::powercom
