// What a unit of the "~00" family can be told: builders of the rows in belkin.cpp and tripplite_su.cpp. Every set is
// answered by ~00A or ~00R; silence means that nothing is known, and nothing is sent again. Source: vendor paper 1.44, and
// the bytes that were tried on an F6C525-SER.
#pragma once

#include <string_view>

#include "core/protocol.h"

namespace upsmd {

// Name and parameter in a set frame; taken or not.
Script tilde_set(std::string_view what);

// Both families.
Result<Script> tilde_test_quick(const ControlRequest&, const Reading&, const Settings&);
Result<Script> tilde_test_deep(const ControlRequest&, const Reading&, const Settings&);
Result<Script> tilde_test_stop(const ControlRequest&, const Reading&, const Settings&);
Result<Script> tilde_cancel(const ControlRequest&, const Reading&, const Settings&);

// A Belkin unit says ~00A to nonsense too: a turn-off counts when the alarms show it.
Result<Script> belkin_shutdown_return(const ControlRequest&, const Reading&, const Settings&);
Result<Script> belkin_shutdown_stayoff(const ControlRequest&, const Reading&, const Settings&);
Result<Script> belkin_load_off(const ControlRequest&, const Reading&, const Settings&);
Result<Script> belkin_load_on(const ControlRequest&, const Reading&, const Settings&);
Result<Script> belkin_beeper_enable(const ControlRequest&, const Reading&, const Settings&);
Result<Script> belkin_beeper_disable(const ControlRequest&, const Reading&, const Settings&);

// A SmartOnline's.
Result<Script> tripplite_su_shutdown_return(const ControlRequest&, const Reading&, const Settings&);
Result<Script> tripplite_su_shutdown_stayoff(const ControlRequest&, const Reading&, const Settings&);
Result<Script> tripplite_su_load_off(const ControlRequest&, const Reading&, const Settings&);
Result<Script> tripplite_su_load_on(const ControlRequest&, const Reading&, const Settings&);
Result<Script> tripplite_su_beeper_enable(const ControlRequest&, const Reading&, const Settings&);
Result<Script> tripplite_su_beeper_disable(const ControlRequest&, const Reading&, const Settings&);

}  // namespace upsmd
