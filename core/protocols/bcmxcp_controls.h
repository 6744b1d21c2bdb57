// What an XCP unit can be told: authorisation, 2 s, command, acknowledgement. Source: bcm-xcp, section 9.
#pragma once

#include "core/protocol.h"

namespace upsmd::bcmxcp {

Result<Script> shutdown_return(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> shutdown_stop(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> load_off(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> load_on(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> battery_test(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> beeper_enable(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> beeper_disable(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> beeper_toggle(const ControlRequest& request, const Reading& reading, const Settings& settings);

// Ends the wake-up when the unit has sent its identity.
StepOutcome judge_identity(Bytes reply, const Step& step);

// AB 04 CF 69 E8 D5 5C
extern const std::string_view kAuthorisation;

}  // namespace upsmd::bcmxcp
