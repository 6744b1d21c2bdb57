// What the UPS service does on Windows: message boxes, the event log, tasks and programs, shutdown, hibernation.
#pragma once

#include <memory>
#include <vector>

#include "platform/log.h"
#include "platform/service_actions.h"

namespace upsmd {

// `logs` get every event's text beside the event log; they must outlive the actions. What takes time runs on threads that
// nobody waits for: the logs, and whatever the callbacks use, must stay until the process ends.
std::unique_ptr<ServiceActions> make_service_actions_win32(std::vector<Log*> logs);

}  // namespace upsmd
