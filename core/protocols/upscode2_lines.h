// UPScode II's replies: labels and values, each on a line of its own, and what is kept about a unit. Source: the
// vendor's "Concept for the UPScode II Serial Interface Protocol", 1002889 rev. J.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/decode.h"
#include "core/framer.h"

namespace upsmd {

// Takes the next whole line that is not empty off `text`, without its CR LF. nullopt: there is none.
std::optional<std::string_view> take_upscode2_line(std::string_view& text);

// Everything up to the value of the last label, or to the last line.
FrameCut cut_upscode2_status(Bytes kept);   // MOFFF
FrameCut cut_upscode2_nominal(Bytes kept);  // NOFLL
FrameCut cut_upscode2_list(Bytes kept);     // the line UPCL
// One label and its value; messages that come unasked before it are passed over.
FrameCut cut_upscode2_type(Bytes kept);      // NNAME
FrameCut cut_upscode2_accepted(Bytes kept);  // AC and two letters: the answer to a command with an argument

// What stands after this label in the frame of one pair.
std::optional<std::string_view> upscode2_value(Bytes reply, std::string_view label);

// `0220.00`, `-022.00`: always seven characters. nullopt: anything else.
struct Upscode2Number {
    double value = 0;
    int decimals = 0;
};
std::optional<Upscode2Number> upscode2_number(std::string_view value);

// The commands that a unit need not know; UPCL lists those that it does.
enum class Upscode2Command : std::uint8_t { upsn, uppn, upid, upsd, upcd, uppm, upbt, upis, uppc, uppd, uppu, updv };
inline constexpr std::size_t kUpscode2Commands = 12;
std::string_view upscode2_name(Upscode2Command command);

// What decoders keep about a unit (Decoded::memory).
enum class Upscode2Memory : std::uint8_t {
    list_told,       // 1: the list is known
    commands,        // 2 bytes, a bit a command
    told = 3,        // labels that its status has: kToldStuf, ...
    phases,          // of the output, 1 or 3; 0: not known
    power_is_whole,  // 1: its nominal power is not that of a phase
    amperes,         // 4 bytes, lowest first: nominal output current in 0.01 A, 0: not known
};
inline constexpr std::size_t kUpscode2MemoryBytes = 10;

std::uint8_t recall(std::span<const std::uint8_t> memory, Upscode2Memory slot);

// Whether the unit lists it. A unit that has told no list: false.
bool upscode2_lists(std::span<const std::uint8_t> memory, Upscode2Command command);

}  // namespace upsmd
