// Work that may take long, or for ever, away from the service's thread.
#pragma once

#include <functional>

#include "platform/service_actions.h"

namespace upsmd {

// Runs `work` on a thread of its own, which nobody waits for, and gives what it returns to `done` there; where there is no
// thread, an error at once. Both must own what they use.
void in_background(std::function<Result<void>()> work, ActionDone done);

}  // namespace upsmd
