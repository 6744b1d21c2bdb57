// Waking an APC smart unit up, and the exchanges that make it act, but for turning it off after a delay
// (apc_smart_turn_off.h). Facts: public NUT and apcupsd
// documentation and the exchanges that NUT's driver was measured to send.
//
// Every byte here acts. What may go wrong decides the form: a digit after an `@` that was refused is a
// command of its own
// (`1` leads to programming mode), a second K or Z after a refused first one as well. So the first byte is
// sent alone, and any answer to it ends the exchange.
#pragma once

#include "core/control.h"
#include "core/reading.h"
#include "core/result.h"
#include "core/settings.h"

namespace upsmd::apc {

// Y has to be answered with SM. Judges every step of the wake-up: the answer may come late.
StepOutcome judge_smart_mode(Bytes reply, const Step& step);

Result<Script> shutdown_stop(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> load_off(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> load_on(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> self_test(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> panel_test(const ControlRequest& request, const Reading& reading, const Settings& settings);
Result<Script> simulate_failure(const ControlRequest& request, const Reading& reading,
                                const Settings& settings);
Result<Script> calibrate_start(const ControlRequest& request, const Reading& reading,
                               const Settings& settings);
Result<Script> calibrate_stop(const ControlRequest& request, const Reading& reading,
                              const Settings& settings);

}  // namespace upsmd::apc
