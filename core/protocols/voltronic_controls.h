// What a Voltronic P unit can be told: one builder a row of the table in voltronic_p.cpp. Sources: the public
// description of the protocol, version 1.3, and the bytes that other programs send.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/protocol.h"

namespace upsmd {

// One order, twice if it is refused: a refusal may be the line's fault.
Script voltronic_order(std::string_view text);

Result<Script> voltronic_shutdown_return(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_shutdown_stayoff(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_cancel(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_load_off(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_load_on(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_test_quick(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_test_deep(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_test_minutes(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_test_stop(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_beeper_enable(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_beeper_disable(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_beeper_toggle(const ControlRequest&, const Reading&, const Settings&);
// ECO mode, a setting for good.
Result<Script> voltronic_eco_start(const ControlRequest&, const Reading&, const Settings&);
Result<Script> voltronic_eco_stop(const ControlRequest&, const Reading&, const Settings&);
// The request's control says which outlet. Error unsupported: the unit has not said that it can be switched.
Result<Script> voltronic_switch_outlet(const ControlRequest&, const Reading&, const Settings&);

// The n of S<n> for a delay: never shorter than asked, as ".2" to ".9" (tenths of a minute) or two digits (minutes).
// Error unsupported: longer than `most_minutes`, the most that the unit takes.
Result<std::string> voltronic_delay(std::chrono::seconds delay, std::int64_t most_minutes);

// The four digits of R<mmmm>. Error unsupported: more than 9999 minutes.
Result<std::string> voltronic_return_minutes(const Settings& settings);

}  // namespace upsmd
