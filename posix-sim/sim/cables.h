// Contact-closure wirings: which line says what, and which output level turns the UPS off. An own table, written from
// the published cable descriptions; it does not know the engine's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/lines.h"

namespace upsmd::sim {

enum class Input { kNone, kCts, kDsr, kRi, kDcd };
enum class Output { kNone, kDtr, kRts, kBreak };

// A line that means something when it is at `high`.
struct InputSignal {
    Input line = Input::kNone;
    bool high = true;
};

struct OutputSignal {
    Output line = Output::kNone;
    bool high = true;
};

struct Cable {
    std::string_view name;
    InputSignal on_battery;
    InputSignal low_battery;
    OutputSignal kill;
    OutputSignal power;  // bias of the UPS's transistors: without it every input reads low
    InputSignal replace_battery{};
    InputSignal bypass{};
    OutputSignal also{};  // a second line that has to stand beside `kill`
};

const Cable* find_cable(std::string_view name);
std::string cable_names();

// The wiring of the Windows UPS service for an Options mask: CTS power failure (0x02, positive with 0x10), DCD low
// battery (0x04, positive with 0x20), DTR turn-off (0x08, positive with 0x40).
Cable cable_from_mask(unsigned options);

bool at_level(const OutputSignal& signal, const OutputLines& lines);
// Sets the line to the level that means `fact`.
void drive(const InputSignal& signal, bool fact, InputLines& lines);

}  // namespace upsmd::sim
