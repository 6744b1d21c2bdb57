// A contact-closure cable as data: which line tells what, which level turns the UPS off.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/lines.h"
#include "core/status_flags.h"
#include "core/time.h"

namespace upsmd {

enum class InputLine : std::uint8_t { none, cts, dsr, ri, dcd };

// "The fact holds while `line` is at `asserted`". InputLine::none: the cable does not tell.
struct LineSign {
    InputLine line = InputLine::none;
    bool asserted = true;
};

// Which line transition switches the load off (docs/cables.md): what a backend must never cause by accident.
enum class KillHazard : std::uint8_t { none, raising_dtr, raising_rts, raising_both, dropping_rts, dropping_dtr, brk, unknown };

struct Cable {
    std::string_view name;         // "940-0020B"
    std::string_view description;  // UPSes it is known from
    OutputLines run;               // held while monitoring: powers the cable, never kills
    LineSign on_battery;
    LineSign low_battery;
    LineSign replace_battery;
    LineSign bypass;
    std::optional<OutputLines> kill;  // turns the UPS off (most units: only while on battery)
    Duration kill_hold{10s};
    KillHazard hazard = KillHazard::unknown;
};

std::span<const Cable> cable_table();

// Case-insensitive. nullptr for a name that is not in the table.
const Cable* cable_by_name(std::string_view name);

// The wiring of Windows' own simple signalling for an `Options` mask (CONTRACT: UPS\ServiceProviders bit values):
// CTS power failure, DCD low battery, DTR turn off, each of either polarity.
Cable cable_from_options(std::uint32_t options);

// What the lines say. OL or OB is always set; LB, RB, BYPASS where the cable tells.
StatusFlags cable_status(const Cable& cable, InputLines lines);

}  // namespace upsmd
