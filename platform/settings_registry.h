// What the minidriver reads from the registry: the system's port and mask, and our own settings (docs/settings.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/cable.h"
#include "core/protocol.h"
#include "core/settings.h"
#include "platform/log.h"
#include "platform/registry.h"

namespace upsmd {

struct MinidriverSettings {
    std::string port;                    // Config\Port, then UPS\Port, then the backend's default
    const Protocol* protocol = nullptr;  // SOFTWARE\upsmd\Protocol; default megatec
    std::optional<Cable> cable;          // simple only: SOFTWARE\upsmd\Cable, else from Config\Options or UPS\Options
    Settings session;                    // session.cable is set by the user of this struct, to &*cable
    std::string log_file;                // SOFTWARE\upsmd\LogFile; empty: no log
    LogLevel log_level = LogLevel::info; // SOFTWARE\upsmd\LogLevel
    // One line for each value that was ignored: its key, its name, what it holds, what it may hold.
    std::vector<std::string> complaints;
};

// Values of a wrong type or out of range are ignored with a complaint, and the default holds. Fails only where the
// registry itself cannot be read (a torn file, a missing UPS key): Error as Registry gives it.
Result<MinidriverSettings> read_minidriver_settings(Registry& registry);

}  // namespace upsmd
