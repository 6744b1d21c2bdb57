// What a Megatec board can be told: one builder a row of the table in megatec.cpp. Sources: the public
// protocol description (2.7, 2.8) and what users report.
#pragma once

#include <chrono>
#include <string>

#include "core/protocol.h"

namespace upsmd {

Result<Script> megatec_shutdown_return(const ControlRequest& request, const Reading& reading,
                                       const Settings& settings);
Result<Script> megatec_shutdown_stayoff(const ControlRequest& request, const Reading& reading,
                                        const Settings& settings);
Result<Script> megatec_cancel(const ControlRequest& request, const Reading& reading,
                              const Settings& settings);
Result<Script> megatec_load_off(const ControlRequest& request, const Reading& reading,
                                const Settings& settings);
Result<Script> megatec_test_quick(const ControlRequest& request, const Reading& reading,
                                  const Settings& settings);
Result<Script> megatec_test_deep(const ControlRequest& request, const Reading& reading,
                                 const Settings& settings);
Result<Script> megatec_test_minutes(const ControlRequest& request, const Reading& reading,
                                    const Settings& settings);
Result<Script> megatec_test_stop(const ControlRequest& request, const Reading& reading,
                                 const Settings& settings);
Result<Script> megatec_beeper_toggle(const ControlRequest& request, const Reading& reading,
                                     const Settings& settings);
Result<Script> megatec_beeper_enable(const ControlRequest& request, const Reading& reading,
                                     const Settings& settings);
Result<Script> megatec_beeper_disable(const ControlRequest& request, const Reading& reading,
                                      const Settings& settings);

// The n of S<n> for a delay: never shorter than asked, as ".2" to ".9" (tenths of a minute) or "01" to "10"
// (minutes). Error unsupported: longer than 600 s, the most the command can say.
Result<std::string> megatec_delay(std::chrono::seconds delay);

}  // namespace upsmd
