// --dry-run: says what would be done, and does nothing.
#pragma once

#include <utility>

#include "daemon/machine_actions.h"

namespace upsmd::daemon {

class DryActions final : public MachineActions {
  public:
    // What is recorded, and what is left out, goes to `real`'s record(). It must outlive this.
    explicit DryActions(MachineActions& real) : real_(real) {}

    void record(const std::string& who, LogLevel level, const std::string& text) override {
        real_.record(who, level, text);
    }
    void tell_users(const PolicyConfig& policy, const Notice& notice, ActionDone done) override;
    void run_task(const CommandWords& task, const Notice& notice, ActionDone done) override;
    void shut_down(const CommandWords& command, const Notice& notice, ActionDone done) override;
    void ask_hibernate(ActionDone done) override;
    void hibernate(ActionDone done) override;
    void turn_off(const std::vector<std::string>& ups, std::chrono::seconds delay, ActionDone done) override;
    Result<void> order_kill_power(const std::string& who, const std::vector<std::string>& ups,
                                  std::chrono::seconds delay) override;
    void drop_kill_power(const std::string& who) override;

  private:
    void leave_out(const std::string& who, const std::string& what) {
        real_.record(who, LogLevel::warning, "dry run, not done: " + what);
    }

    MachineActions& real_;
};

}  // namespace upsmd::daemon
