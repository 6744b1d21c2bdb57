// Shutting the system down, and hibernating it.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd {

// Orders a shutdown with power off, at once, whatever programs say. A shutdown that is under way already is none to fail
// about; one that is scheduled for later is replaced. `reason` is shown to the users.
Result<void> order_shutdown(const std::string& reason);

// An error says why the system cannot hibernate.
Result<void> ask_hibernation();

// Returns after the system is up again, or with an error where it was refused.
Result<void> hibernate_system();

}  // namespace upsmd
