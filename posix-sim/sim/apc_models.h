// What differs between the simulated units of the APC smart family: identity, the letters they know, how they refuse.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace upsmd::sim {

struct ApcModel {
    std::string_view name;
    std::string_view model;          // ^A
    std::string_view old_firmware;   // V
    std::string_view firmware;       // b
    std::string_view command_list;   // a, without CR LF; empty: unknown
    std::string_view letters;        // every byte that it knows
    std::string_view capabilities;   // ^Z, without CR LF; empty: unknown
    std::string_view second_bytes{}; // what it knows after 9F
    bool old = false;                // '*' for OK, no grace, wakes by the clock, silent on what it does not know
    bool silent_refusal = false;     // silence in place of NA
    bool only_line_alerts = false;   // v/s and Back-UPS: no % = # & *, no calibration bit
    bool star_alert = false;         // '*' before the output goes off
    bool grace = true;               // p rules S, @ and K
    int shortest_sleep = 0;          // @ with fewer tenths of an hour than this is refused
};

// Null when there is no such model.
const ApcModel* find_apc_model(std::string_view name);

// Names separated by blanks, for error texts.
std::string apc_model_names();

}  // namespace upsmd::sim
