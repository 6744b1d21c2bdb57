// The real actions: commands, systemd's logind, and the UPSes themselves. Where systemd is not, `shutdown_command` says
// how the system is shut down.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/command_runner.h"
#include "daemon/devices.h"
#include "daemon/kill_power_file.h"
#include "daemon/machine_actions.h"

namespace upsmd::daemon {

class MachineLinux final : public MachineActions {
  public:
    // All must outlive this.
    MachineLinux(CommandRunner& commands, Devices& devices, KillPowerFile& kill_power)
        : commands_(commands), devices_(devices), kill_power_(kill_power) {}

    void set_command_limit(std::chrono::seconds limit) { limit_ = limit; }

    void record(const std::string& who, LogLevel level, const std::string& text) override;
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
    class All;

    void run(CommandWords words, std::vector<std::string> environment, ActionDone done);

    CommandRunner& commands_;
    Devices& devices_;
    KillPowerFile& kill_power_;
    std::chrono::seconds limit_{60};
};

}  // namespace upsmd::daemon
