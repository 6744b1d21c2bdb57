// A contact-closure cable as data: which line tells what, which level turns the UPS off.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/lines.h"
#include "core/result.h"
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
    std::string_view aliases;      // further names, separated by blanks
    std::string_view description;  // UPSes it is known from
    std::string_view source;       // where the levels come from, and what is disputed
    OutputLines run{false, false, false};  // held while monitoring: powers the cable, never kills
    LineSign on_battery{};
    LineSign low_battery{};
    LineSign replace_battery{};
    LineSign bypass{};
    std::optional<OutputLines> kill{};  // turns the UPS off (most units: only while on battery)
    Duration kill_hold{10s};
    KillHazard hazard = KillHazard::unknown;
};

// Whether these levels may turn the UPS off if they stand for long enough. By the line that is known to do it, whatever
// the others are; where none is known, by the exact levels of `kill`.
constexpr bool kills(const Cable& cable, OutputLines levels) {
    switch (cable.hazard) {
        case KillHazard::raising_dtr: return levels.dtr;
        case KillHazard::raising_rts: return levels.rts;
        case KillHazard::raising_both: return levels.dtr && levels.rts;
        case KillHazard::dropping_rts: return !levels.rts;
        case KillHazard::dropping_dtr: return !levels.dtr;
        case KillHazard::brk: return levels.brk;
        case KillHazard::none:
        case KillHazard::unknown: return cable.kill && levels == *cable.kill;
    }
    return false;
}

std::span<const Cable> cable_table();

// By name or alias, case-insensitive. nullptr for a name that is not in the table.
const Cable* cable_by_name(std::string_view name);

// A name of the table, or a cable in words: "[NAME] [CP=…] [OL=…] [LB=…] [RB=…] [BYPASS=…] [SD=…] [HOLD=…]", in any case,
// separated by blanks or commas (docs/cables.md, "Your own cable"); without NAME, CP and OL have to be there.
// Error{invalid_argument}: says which word, and what it takes.
Result<Cable> parse_cable(std::string_view text);

// The wiring of Windows' own simple signalling for an `Options` mask (CONTRACT: UPS\ServiceProviders bit values):
// CTS power failure, DCD low battery, DTR turn off, each of either polarity.
Cable cable_from_options(std::uint32_t options);

// What the lines say. OL or OB is always set; LB, RB, BYPASS where the cable tells.
StatusFlags cable_status(const Cable& cable, InputLines lines);

}  // namespace upsmd
