// upsmd_options, and what they mean.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "capi/error.h"
#include "core/cable.h"
#include "core/protocol.h"
#include "core/settings.h"

struct upsmd_options {
    std::map<std::string, std::string> values;  // by the name as the table writes it
    mutable upsmd::capi::LastError error;
};

namespace upsmd::capi {

// `protocol` and `settings.cable` may point into the other members.
struct Choice {
    const Protocol* protocol = nullptr;
    std::unique_ptr<Protocol> own_protocol;  // with another speed
    std::unique_ptr<Cable> cable;
    Settings settings;
    bool wait_for_port = false;
};

// options may be nullptr. Error{not_found}: an unknown protocol; {invalid_argument}: what does not go together, and what
// the settings' reader refuses.
Result<Choice> resolve(const std::string& port, const upsmd_options* options);

}  // namespace upsmd::capi
