// What a Megatec board can be told: one builder a row of the table in megatec.cpp. Sources: the public
// protocol description (2.7, 2.8) and what users report.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

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

// One command on its own, judged as all others are.
Result<Script> megatec_command(std::string_view text);
// For relatives that end the command their own way: C, then S<n> and the tail. tail: "R0003", or empty.
Result<Script> megatec_turn_off(const ControlRequest& request, std::string_view tail, std::int64_t most_minutes = 10);
// "R0003": the return delay of the settings, at least 3 minutes. Error unsupported: more than 9999.
Result<std::string> megatec_return_tail(const Settings& settings);

// The n of S<n> for a delay: never shorter than asked, as ".2" to ".9" (tenths of a minute) or "01" to "99"
// (minutes). Error unsupported: longer than `most_minutes`, the most this kind of UPS can be told.
Result<std::string> megatec_delay(std::chrono::seconds delay, std::int64_t most_minutes = 10);

}  // namespace upsmd
