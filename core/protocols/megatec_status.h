// The status line of Megatec boards (Q1; QS and D have the same form): what is accepted, and what it means.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/decode.h"

namespace upsmd {

// reply: one frame without its terminator. command: what was asked, to know its echo.
Verdict decode_megatec_status(Bytes reply, std::string_view command, Decoded& out);

// The same in two steps, for relatives whose flags mean something else: the numbers and the raw flags (b7 is the highest
// bit; only with Verdict::ok), then what Megatec makes of the flags.
struct MegatecLine {
    Verdict verdict = Verdict::rejected;
    std::uint8_t bits = 0;
};
MegatecLine read_megatec_line(Bytes reply, std::string_view command, Decoded& out);
// Sets the status, ups.alarm, ups.type and ups.beeper.status. Needs the voltages in `out`.
void set_megatec_flags(std::uint8_t bits, Decoded& out);

// Eight characters '0' or '1', b7 first, some boards put a 'b' before them. nullopt: anything else.
std::optional<std::uint8_t> megatec_flag_bits(std::string_view field);

// Whether a working unit can have sent the voltages in `out` with its word about the mains. Boards that have
// not begun to measure send zeros, and their flags then say "on line".
bool megatec_is_plausible(const Decoded& out, bool on_battery);

}  // namespace upsmd
