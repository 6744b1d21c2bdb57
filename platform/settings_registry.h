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
    std::string port;                     // Config\Port, then UPS\Port, then the backend's default
    // SOFTWARE\upsmd\Protocol; without it and Cable simple where Options says so, then what Config's Vendor and Model
    // speak (core/ups_models.h), then auto.
    const Protocol* protocol = nullptr;
    std::optional<Cable> cable;           // simple only: SOFTWARE\upsmd\Cable, else Config\Options or UPS\Options, or the model's
    Settings session;                     // session.cable is set by the user of this struct, to &*cable
    // One line for each value that was ignored: its key, its name, what it holds, what it may hold.
    std::vector<std::string> complaints;
};

struct LogSettings {
    std::string file;                 // SOFTWARE\upsmd\LogFile; empty: no log
    LogLevel level = LogLevel::info;  // SOFTWARE\upsmd\LogLevel
    std::vector<std::string> complaints;
};

// Never fails: a log that cannot be read about is no log. Apart from the rest, so that its errors can be logged.
LogSettings read_log_settings(Registry& registry);

// Values of a wrong type or out of range are ignored with a complaint, and the default holds. Fails (Error as Registry
// gives it, naming the place) where the registry itself cannot be read: a torn file, a missing UPS key.
//
// Protocol and Cable are never guessed, because a wrong guess can turn a UPS off: a name that is not known, a value of
// another type, simple signalling without both Cable and Options, and `auto` with one of them are
// Error{invalid_argument}.
Result<MinidriverSettings> read_minidriver_settings(Registry& registry);

}  // namespace upsmd
