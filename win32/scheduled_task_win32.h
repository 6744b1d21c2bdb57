// A task of the Task Scheduler, run by its name.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd {

// Runs it and waits until it has ended, for ever if need be. `name` is a task of the root folder, or its path ("\UPS\x").
//
// By the Task Scheduler's interface of Windows Vista and later, the Windows versions that the service is for: it needs no
// quoting, tells when the task has ended whatever the system's language (schtasks.exe does not), and finds tasks of the
// older kind (at, .job) in the root folder too. Windows 2000, XP and Server 2003 lack it, and have a UPS service of their
// own that runs the task; there this is an error.
Result<void> run_scheduled_task(const std::string& name);

}  // namespace upsmd
