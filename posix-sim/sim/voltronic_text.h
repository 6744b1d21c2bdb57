// What the two simulated Voltronic families share: the arguments of their commands.
#pragma once

#include <optional>
#include <string_view>

#include "posix-sim/sim/power.h"

namespace upsmd::sim::voltronic {

bool all_digits(std::string_view text);
int number_of(std::string_view digits);

// n of S<n> and T<n>: ".2" to ".9" are tenths of a minute, two digits minutes. ".0", ".1" and "00" mean at once.
std::optional<Duration> read_minutes(std::string_view text);

// S<n> or S<n>R<mmmm>. R0000: stays off. Nothing when the form is wrong or n is above `most`.
std::optional<OffOrder> read_turn_off(std::string_view text, Duration most);

}  // namespace upsmd::sim::voltronic
