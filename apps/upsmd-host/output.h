// What upsmd-host prints: one line an event, with a time stamp, flushed at once ("12:34:56.789 UPSInit returned 1
// (UPS_INITOK)"). docs/minidriver.md lists the lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace upsmd::host {

// Thread: any.
void print_line(std::string_view text);

std::string state_text(std::uint32_t state);       // "2 (UPS_ONBATTERY)"
std::string init_result_text(std::uint32_t code);  // "1 (UPS_INITOK)"

// "online", "onbattery", "lowbattery", "nocomm" (with or without "UPS_", any case), or the number; 0: not a state.
std::uint32_t state_by_name(std::string_view name);

}  // namespace upsmd::host
