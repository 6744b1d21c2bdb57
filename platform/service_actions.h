// What a UPS service does to its system and its users. Fakes stand in where nothing real can run; the Windows one is
// win32/service_actions_win32.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "core/result.h"
#include "platform/service_events.h"

namespace upsmd {

// Called once at most, on any thread, also from inside the call that it was given to.
using ActionDone = std::function<void(const Result<void>&)>;

// Owner: the program; must outlive the service and what it has begun. Every member is called on the service's thread and
// returns at once (what takes time is done on a thread of the implementation's own). Nothing is thrown.
// DryRun is not known here: the service leaves the calls out.
class ServiceActions {
  public:
    virtual ~ServiceActions() = default;

    // To the event log, at once.
    virtual void record(ServiceEvent event, const std::vector<std::string>& inserts) = 0;

    // A message box, or whatever the system has, for everybody who is logged in; it goes away by itself after `shown`.
    virtual void tell_users(const std::string& text, std::chrono::seconds shown, ActionDone done) = 0;

    // The system's scheduled task, or (where `command_file` is not empty: an absolute path, environment variables not
    // yet expanded) that program, without a shell and without arguments. `done` once it has ended; the service waits
    // 30 s for it and then goes on. Nothing is killed.
    virtual void run_task(const std::string& task_name, const std::string& command_file, ActionDone done) = 0;

    // Orders the system's shutdown, with power off. `command`, if it is not empty, is run instead (environment variables
    // not yet expanded, no shell). `done` once the order is given; an error where it was refused.
    virtual void shut_down(const std::string& reason, const std::string& command, ActionDone done) = 0;

    // Whether the system can hibernate; an error says why not.
    virtual void ask_hibernate(ActionDone done) = 0;

    // Hibernates. `done` with an error where it was refused; otherwise after the system is up again, or never.
    virtual void hibernate(ActionDone done) = 0;
};

}  // namespace upsmd
