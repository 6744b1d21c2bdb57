// How one UPS is spoken to, as the users of the engine say it who have no registry: names and texts, as docs/settings.md
// has them. One piece of code, the settings' reader, knows what each may be.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/cable.h"
#include "core/protocol.h"
#include "core/result.h"
#include "core/settings.h"

namespace upsmd {

struct SettingInfo;

// By the name as the settings' table writes it ("PollInterval").
using UpsOptions = std::map<std::string, std::string>;

// `protocol` and `settings.cable` may point into the other members.
struct UpsChoice {
    const Protocol* protocol = nullptr;
    std::unique_ptr<Protocol> own_protocol;  // with another speed
    std::unique_ptr<Cable> cable;
    Settings settings;
};

// The options there are: those of the settings' table that say how one UPS is spoken to, and Baud (300..115200, in place
// of the protocol's own; not with `auto` and `simple`).
std::vector<const SettingInfo*> ups_option_table();
// In any case, with or without blanks, dashes, dots and underscores: "poll_interval", "pollinterval". nullptr: there is none.
const SettingInfo* find_ups_option(std::string_view name);

// Error{invalid_argument}: no number, or out of range. Other kinds are looked at by resolve_ups_options.
Result<void> check_ups_option(const SettingInfo& option, const std::string& value);

// `where` begins each message: the port, the UPS's name. Protocol defaults to `auto`, `simple` where Cable is set.
// Error{not_found}: an unknown protocol; {invalid_argument}: what does not go together, and what the settings' reader
// refuses.
Result<UpsChoice> resolve_ups_options(const std::string& where, UpsOptions options);

}  // namespace upsmd
