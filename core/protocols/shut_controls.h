// What a SHUT unit can be told: builders of the rows in mge_shut.cpp. Everything is a report that is set: two packets,
// each taken by the unit. A report that holds something else besides is not set.
#pragma once

#include "core/protocol.h"

namespace upsmd {

// Return with the mains, delay of the start, delay of the turn-off; the last is read back, and ended again where the
// unit has made it shorter.
Result<Script> shut_shutdown_return(const ControlRequest&, const Reading&, const Settings&);
Result<Script> shut_shutdown_stayoff(const ControlRequest&, const Reading&, const Settings&);
Result<Script> shut_shutdown_stop(const ControlRequest&, const Reading&, const Settings&);
Result<Script> shut_load_off(const ControlRequest&, const Reading&, const Settings&);
Result<Script> shut_load_on(const ControlRequest&, const Reading&, const Settings&);
Result<Script> shut_test(const ControlRequest&, const Reading&, const Settings&);
Result<Script> shut_beeper(const ControlRequest&, const Reading&, const Settings&);

// Settings: the remaining capacity at which the battery is low, in the range that the unit's descriptor gives; whether the
// unit returns with the mains.
Result<SettingChoices> shut_limit_choices(const SettingRow&, const SettingUnit&);
Result<Script> shut_set_limit(const SettingRow&, const Value& wanted, const SettingUnit&);
Result<SettingChoices> shut_restart_choices(const SettingRow&, const SettingUnit&);
Result<Script> shut_set_restart(const SettingRow&, const Value& wanted, const SettingUnit&);

}  // namespace upsmd
