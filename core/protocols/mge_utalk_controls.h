// What a U-Talk unit can be told: builders of the rows in mge_utalk.cpp. Orders are answered by OK, NOK or `?`.
#pragma once

#include <string_view>

#include "core/protocol.h"

namespace upsmd {

// One order, taken or not.
Script utalk_order(std::string_view text);

// The delay is set, read back, and only then started; what is wanted of the restart is set only where the unit says that
// it stands otherwise.
Result<Script> utalk_shutdown_return(const ControlRequest&, const Reading&, const Settings&);
Result<Script> utalk_shutdown_stayoff(const ControlRequest&, const Reading&, const Settings&);
Result<Script> utalk_start(const ControlRequest&, const Reading&, const Settings&);
Result<Script> utalk_load_off(const ControlRequest&, const Reading&, const Settings&);
Result<Script> utalk_load_on(const ControlRequest&, const Reading&, const Settings&);
Result<Script> utalk_test(const ControlRequest&, const Reading&, const Settings&);
Result<Script> utalk_panel_test(const ControlRequest&, const Reading&, const Settings&);
Result<Script> utalk_bypass_start(const ControlRequest&, const Reading&, const Settings&);
Result<Script> utalk_bypass_stop(const ControlRequest&, const Reading&, const Settings&);

}  // namespace upsmd
