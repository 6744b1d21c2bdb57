// What an APC smart unit is and which commands it knows: the replies to V, b, a, ^A and y, and the command
// lists of firmware that cannot list them itself. Facts: public NUT and apcupsd documentation, captures of
// real units.
#pragma once

#include <optional>
#include <string_view>

#include "core/decode.h"

namespace upsmd::apc {

// Commands of a firmware that has no usable `a`; nullopt for every other firmware. `code`: the reply to V, or
// "5.4.D".
std::optional<CommandSet> fixed_commands(std::string_view code);

// True for firmware of the first two generations (and the Back-UPS CS 350), on which S, @ and K act without
// any delay.
bool is_old_firmware(std::string_view firmware);

// Back-UPS CS 350 and 500: of the commands that turn off they take S only, and that only on battery.
bool takes_only_soft_shutdown(std::string_view firmware);

// Back-UPS Pro and Smart-UPS v/s: their @ sleeps for six minutes or more, @000 may be refused.
bool sleeps_at_least_once(std::string_view firmware);

// V: "DWI". Gives the firmware, and for old units model and commands, which nothing else tells.
Verdict old_firmware(Bytes reply, Decoded& out);

// b: "21.3.I". Two hexadecimal digits in its place are a voltage: a very old unit.
Verdict firmware(Bytes reply, Decoded& out);

// a: version.alerts.commands[.two-byte commands]. All bytes are data.
Verdict command_list(Bytes reply, Decoded& out);

Verdict model(Bytes reply, Decoded& out);      // ^A "SMART-UPS 420   "
Verdict copyright(Bytes reply, Decoded& out);  // y "(C) APCC": proof of an APC unit

}  // namespace upsmd::apc
