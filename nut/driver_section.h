// What a section of ups.conf means for our driver.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "nut/served_ups.h"
#include "nut/ups_conf.h"
#include "platform/ups_options.h"

namespace upsmd::nut {

inline constexpr char kDriverName[] = "upsmd-nut";

struct DriverSection {
    std::string name;
    std::string port;
    UpsChoice choice;
    ServedUpsOptions served;
};

// section: with what the command line adds (later assignments win). path: of the file, for messages.
//
// Names: driver, port, desc and others of ups.conf that only upsdrvctl reads; protocol, cable, … as docs/settings.md has
// them, in any case; pollinterval (s, NUT's; whole or not); offdelay (s); allow_killpower; override.NAME, default.NAME.
// Error{invalid_argument}, all of them at once, each with its line: a name that is not known, a value out of range, what
// does not go together, no port.
Result<DriverSection> read_driver_section(const Section& section, const std::string& path);

}  // namespace upsmd::nut
