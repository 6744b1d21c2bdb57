// What makes an APC smart unit act. A command is one byte without an end, so each acts wherever it stands. Facts: public
// NUT and apcupsd documentation, the public UPS-Link description, Microsoft KB 105308.
#pragma once

#include <array>
#include <string_view>

#include "core/protocol.h"

namespace upsmd::apc {

namespace bytes_that_act {

using namespace std::string_view_literals;

constexpr Destructive at_once(std::string_view bytes) {
    return {.bytes = bytes, .at_line_start = false};
}

constexpr Destructive twice(std::string_view bytes, Duration gap) {
    return {.bytes = bytes, .at_line_start = false, .again = bytes, .gap = gap};
}

// More than 1.5 s by the documentation; less than that is no promise that nothing happens.
constexpr Duration kDoubledGap = 1s;
// 4 s by the documentation.
constexpr Duration kProgrammingGap = 2s;

}  // namespace bytes_that_act

inline constexpr auto kDestructive = [] {
    using namespace bytes_that_act;
    return std::array{
        at_once("S"sv),     // off after the grace delay, at once on old units
        at_once("@"sv),     // the same with the three digits that follow; refused, the digits are commands
        at_once("D"sv),     // calibration: discharges the battery, or ends one
        at_once("U"sv),     // simulated power failure: discharges the battery
        at_once("W"sv),     // self test
        at_once("A"sv),     // panel test
        at_once("^"sv),     // to bypass, or back
        at_once("-"sv),     // changes the setting that was read last
        at_once("+"sv),
        at_once("z"sv),     // all settings as from the factory
        at_once("R"sv),     // leaves smart mode; in programming mode it stores
        at_once("\x7F"sv),  // cancels a turn-off that somebody has asked for
        twice("K"sv, kDoubledGap),     // off after the grace delay, stays off
        twice("Z"sv, kDoubledGap),     // off at once, stays off
        twice("\x0E"sv, kDoubledGap),  // output on
        twice("1"sv, kProgrammingGap),  // programming mode: - and + change the battery constant
        // Nobody has published what these do.
        at_once("0"sv), at_once("2"sv), at_once("3"sv), at_once("4"sv), at_once("5"sv), at_once("6"sv), at_once(")"sv),
        at_once("`"sv), at_once("\x05"sv), at_once("\x09"sv), at_once("\x14"sv),
        // Two-byte commands: on, off, enter and store settings; of the group 81 nothing is known.
        at_once("\x9F\xCA"sv), at_once("\x9F\xCB"sv), at_once("\x9F\xFE"sv), at_once("\x9F\xFF"sv),
        at_once("\x81\xD0"sv), at_once("\x81\xE2"sv), at_once("\x81\xF0"sv), at_once("\x81\xFD"sv),
        at_once("\x81\xFE"sv), at_once("\x81\xFF"sv)};
}();

}  // namespace upsmd::apc
