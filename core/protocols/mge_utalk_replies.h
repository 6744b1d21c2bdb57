// What U-Talk's answers mean: numbers in a scale that the unit names, and words of eight characters 0, 1, X, where a bit
// is counted from the right and X is not implemented. Sources: the vendor's specifications 6759260ZW (rev. G) and
// 6759261ZW (rev. FA).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/decode.h"

namespace upsmd {

// What decoders keep about a unit.
enum class UtalkMemory : std::uint8_t {
    table,      // of scales, + 1
    restart,    // Ls: kOptionOn, kOptionOff
    force_off,  // Ls: the same
};
inline constexpr std::size_t kUtalkMemoryBytes = 3;
inline constexpr std::uint8_t kOptionOff = 1;
inline constexpr std::uint8_t kOptionOn = 2;

// 0 where it is not known.
constexpr std::uint8_t recall(std::span<const std::uint8_t> memory, UtalkMemory slot) {
    const auto index = static_cast<std::size_t>(slot);
    return index < memory.size() ? memory[index] : std::uint8_t{0};
}

// The whole numbers of an answer, separated by blanks: one, or one a phase.
struct UtalkNumbers {
    static constexpr std::size_t kMost = 3;
    std::array<long, kMost> values{};
    std::size_t count = 0;
};
// nullopt: anything else, or more than three.
std::optional<UtalkNumbers> utalk_numbers(Bytes reply);

// The answer's text without line ends; `?` is "unknown".
std::string_view utalk_text(Bytes reply);

// In what a number counts.
enum class UtalkUnit : std::uint8_t {
    percent,
    seconds,
    minutes,  // to seconds
    celsius,
    volts,  // this and the following by the unit's table
    amperes,
    hertz,
    volt_amperes,
    watts,
};

// One number into one variable; three numbers into the three others, where there are some. A number out of range makes
// its variable absent.
Verdict decode_utalk_number(Bytes reply, UtalkUnit unit, std::span<const Variable> variables, Decoded& out);

Verdict decode_utalk_status(Bytes reply, Decoded& out);   // Ss
Verdict decode_utalk_load(Bytes reply, Decoded& out);     // Ls, a part of the status
Verdict decode_utalk_battery(Bytes reply, Decoded& out);  // Bs
Verdict decode_utalk_bypass(Bytes reply, Decoded& out);   // Ps
Verdict decode_utalk_table(Bytes reply, Decoded& out);    // Ai
Verdict decode_utalk_model(Bytes reply, Decoded& out);    // Si 1
Verdict decode_utalk_family(Bytes reply, Decoded& out);   // Si: numbers, of units that do not know Si 1
Verdict decode_utalk_serial(Bytes reply, Decoded& out);   // Ti

}  // namespace upsmd
