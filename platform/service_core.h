// What a UPS service does (CONTRACT §5), without threads, timers and processes: settings, policy, minidriver and actions
// brought together. service.cpp gives it a real clock and a real child; tests give it theirs.
//
// Every member is called on one thread. Nothing throws but std::bad_alloc.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/battery_life.h"
#include "core/policy.h"
#include "platform/clock.h"
#include "platform/hosted_driver.h"
#include "platform/registry.h"
#include "platform/service_actions.h"
#include "platform/service_settings.h"

namespace upsmd {

// The child process that runs a minidriver.
class ServiceHost {
  public:
    virtual ~ServiceHost() = default;
    // The answer is ServiceCore::on_host_line("ready"), or on_host_start_failed; not from inside this call.
    virtual void start(const std::string& minidriver) = 0;
    virtual void send(const std::string& line) = 0;
    // Nothing of it is told any more.
    virtual void end() = 0;
};

class ServiceCore {
  public:
    struct Parts {
        const Clock& clock;
        Registry& registry;
        ServiceActions& actions;
        ServiceHost& host;
        // Runs something later, on the service's thread; callable on every thread.
        std::function<void(std::function<void()>)> later;
        // After everything that may have changed deadline().
        std::function<void()> deadline_changed;
        // As in Service::Parts.
        std::function<Result<std::string>(const std::string&)> full_path;
        std::string own_minidriver;
        std::string version;
    };

    explicit ServiceCore(Parts parts);
    ServiceCore(const ServiceCore&) = delete;
    ServiceCore& operator=(const ServiceCore&) = delete;

    // As in service.h.
    void start();
    void reread_settings();
    void system_shutdown(std::function<void()> done);
    void resumed();
    void stop(std::function<void()> done);

    void on_host_line(std::string_view line);
    void on_host_end(const std::string& how);
    void on_host_start_failed(ServiceEvent event, const std::string& why);
    void on_time();

    Time deadline() const;
    DryRun dry_run() const { return settings_.dry_run; }

  private:
    void apply_settings();
    std::optional<std::string> wanted_minidriver();
    void choose_minidriver();
    bool may_change_minidriver() const;
    void forget_ups();
    void choose_battery(const std::optional<std::string>& minidriver);
    bool has_slept();
    void tell_status_lost();
    void on_ups_state(State state);
    void pump();
    void carry_out(const HostedDriver::Action& action);
    void carry_out(const PolicyAction& action);
    void tell_users(const PolicyAction& action);
    void run_task();
    void shut_down();
    void ask_hibernate();
    void hibernate();
    void turn_off(std::chrono::seconds delay);
    void turn_off_done(const std::string& problem);
    void record(PolicyRecord what, CriticalReason reason);
    void record(ServiceEvent event, std::vector<std::string> inserts = {});
    bool leaves_system_alone(const std::string& what);
    ActionDone answer(std::function<void(const Result<void>&)> then);

    Parts parts_;
    ServiceSettings settings_;
    Policy policy_{PolicySettings{}};
    HostedDriver driver_;
    std::optional<BatteryLife> battery_;  // simple signalling without a low-battery signal
    std::string watched_with_;            // the minidriver, and what it has read
    std::set<std::string> told_complaints_;
    State ups_state_ = State::no_comm;    // as the minidriver says
    std::optional<State> counted_state_;  // what the policy was told
    bool change_waits_ = false;           // a new minidriver, once the mains are back
    bool is_on_battery_ = false;          // at the last state that was one
    bool told_idle_ = false;
    int shutdown_orders_ = 0;             // since the computer was last watching
    bool turning_off_ = false;
    std::string problem_;                 // of the action that was refused last
    std::vector<std::function<void()>> after_turn_off_;
    std::function<void()> stopped_;
    // Answers that are still on their way when this is destroyed look at it first.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace upsmd
