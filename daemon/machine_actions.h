// What the daemon does to this computer, its users and its UPSes, for a Policy. Fakes stand in where nothing real can
// run; the real ones are machine_linux, dry_actions leaves everything out.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/policy.h"
#include "core/result.h"
#include "daemon/config.h"
#include "platform/log.h"
#include "platform/service_actions.h"

namespace upsmd::daemon {

// What users and commands are told.
struct Notice {
    std::string who;                   // the UPS or the group
    std::vector<std::string> members;  // the UPSes: of a UPS itself
    PolicyMessage message = PolicyMessage::none;
    CriticalReason reason = CriticalReason::none;
    std::string text;
};

// Owner: the daemon; must outlive the guards. Every member is called on the daemon's thread, returns at once, and
// throws nothing. ActionDone: on that thread, later or from inside.
class MachineActions {
  public:
    virtual ~MachineActions() = default;

    // To the log and the observers.
    virtual void record(const std::string& who, LogLevel level, const std::string& text) = 0;
    // By the ways that the policy names. One `done` for all; an error names those that failed.
    virtual void tell_users(const PolicyConfig& policy, const Notice& notice, ActionDone done) = 0;
    virtual void run_task(const CommandWords& task, const Notice& notice, ActionDone done) = 0;
    // Orders the shutdown, with power off, by this command; empty: the system's own way.
    virtual void shut_down(const CommandWords& command, const Notice& notice, ActionDone done) = 0;
    // Whether the system can hibernate; an error says why not.
    virtual void ask_hibernate(ActionDone done) = 0;
    virtual void hibernate(ActionDone done) = 0;
    // Tells these UPSes now to turn off, not before `delay`: for hibernation. done once each has taken it, or has not.
    virtual void turn_off(const std::vector<std::string>& ups, std::chrono::seconds delay, ActionDone done) = 0;
    // The late shutdown is to turn these off: the file for `upsmdd --kill-power`. An order of the same `who` is
    // replaced.
    virtual Result<void> order_kill_power(const std::string& who, const std::vector<std::string>& ups,
                                          std::chrono::seconds delay) = 0;
    // The shutdown was taken back.
    virtual void drop_kill_power(const std::string& who) = 0;
};

}  // namespace upsmd::daemon
