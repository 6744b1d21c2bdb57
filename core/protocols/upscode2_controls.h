// What UPScode II units are told.
#pragma once

#include "core/control.h"
#include "core/result.h"
#include "core/settings.h"

namespace upsmd {

Result<Script> upscode2_shutdown_return(const ControlRequest&, const Reading&, const Settings&);
Result<Script> upscode2_shutdown_stayoff(const ControlRequest&, const Reading&, const Settings&);
Result<Script> upscode2_on(const ControlRequest&, const Reading&, const Settings&);  // ends a turn-off, too
Result<Script> upscode2_test(const ControlRequest&, const Reading&, const Settings&);
Result<Script> upscode2_panel_test(const ControlRequest&, const Reading&, const Settings&);
Result<Script> upscode2_beeper_on(const ControlRequest&, const Reading&, const Settings&);
Result<Script> upscode2_beeper_off(const ControlRequest&, const Reading&, const Settings&);

}  // namespace upsmd
