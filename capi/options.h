// upsmd_options, and what they mean.
#pragma once

#include <string>

#include "capi/error.h"
#include "platform/ups_options.h"

struct upsmd_options {
    upsmd::UpsOptions values;
    mutable upsmd::capi::LastError error;
};

namespace upsmd::capi {

struct Choice : UpsChoice {
    bool wait_for_port = false;
};

// options may be nullptr. Error{not_found}: an unknown protocol; {invalid_argument}: what does not go together, and what
// the settings' reader refuses.
Result<Choice> resolve(const std::string& port, const upsmd_options* options);

}  // namespace upsmd::capi
