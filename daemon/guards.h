// All guards: one for each UPS with a policy, and for each group.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/guard.h"
#include "daemon/observer.h"

namespace upsmd::daemon {

std::vector<GuardPlan> guard_plans(const Config& config);

// Owner: the daemon. Thread: its.
class Guards final : public Observer {
  public:
    explicit Guards(Guard::Parts parts) : parts_(std::move(parts)) {}

    // A guard whose members are the same goes on with what it knows. The states of UPSes come after this, by on_state:
    // those of UPSes that are watched already by `state_of`.
    void apply(const Config& config, const std::function<State(const std::string&)>& state_of);
    void on_time();
    Time deadline() const;
    // No guard would be begun anew, or would end, that has something to see through; nothing is ordered.
    bool may_apply(const Config& config) const;
    bool is_going_down() const;

    void on_ups_added(const std::string& ups, const std::string& port) override;
    void on_state(const std::string& ups, State state) override;

  private:
    Guard::Parts parts_;
    std::vector<std::unique_ptr<Guard>> guards_;
};

}  // namespace upsmd::daemon
