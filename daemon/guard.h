// What this computer does about one UPS or one group: its policy, the states that it is given, and the actions, brought
// together without a thread, a timer or a process. The daemon gives it a real clock and real actions; tests give it
// theirs.
//
// Every member is called on one thread. Nothing throws but std::bad_alloc.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/battery_life.h"
#include "core/policy.h"
#include "core/supplies.h"
#include "daemon/config.h"
#include "daemon/machine_actions.h"
#include "platform/clock.h"

namespace upsmd::daemon {

struct GuardedUps {
    std::string name;
    // Where the UPS tells no low battery: how long it lasts, how fast it is charged again.
    std::optional<std::chrono::minutes> battery_life;
    std::chrono::minutes recharge_rate{100};

    bool operator==(const GuardedUps&) const = default;
};

struct GuardPlan {
    std::string name;
    std::vector<GuardedUps> members;
    unsigned group_minimum = 0;  // 0: a single UPS
    PolicyConfig policy;

    // Another policy is no other guard.
    bool has_same_members(const GuardPlan& other) const {
        return name == other.name && members == other.members && group_minimum == other.group_minimum;
    }
};

class Guard {
  public:
    // A UPS that has said nothing this long after the start counts as lost.
    static constexpr Duration kFirstContact = 30s;
    // After a sleep of the system what was said before holds again if nothing else has come so long.
    static constexpr Duration kAfterSleep = 15s;

    struct Parts {
        const Clock& clock;
        MachineActions& actions;
        // Runs something later, on the daemon's thread.
        std::function<void(std::function<void()>)> later;
        // After everything that may have changed deadline().
        std::function<void()> deadline_changed;
        // How long the system has been asleep since it was started: the clock stands still meanwhile.
        std::function<Duration()> slept;
    };

    Guard(Parts parts, GuardPlan plan);
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    const GuardPlan& plan() const { return plan_; }
    // New settings hold at once.
    void set_policy(const PolicyConfig& policy);
    // A member is begun anew, with other settings: what it said before is over, and its silence means nothing yet.
    void on_ups_added(const std::string& ups);
    void on_ups_state(const std::string& ups, State state);
    void on_time();
    Time deadline() const;

    // Nothing has been ordered, and no mains are away: members may change.
    bool is_calm() const;
    // The shutdown is ordered, or about to be.
    bool is_going_down() const { return policy_.phase() != Policy::Phase::watching; }

  private:
    struct Member {
        std::optional<BatteryLife> battery;
        State reported = State::no_comm;
        bool told_lost = false;
        std::optional<Time> lost_told_at;
    };

    void look_whether_slept();
    std::optional<std::size_t> index_of(const std::string& ups) const;
    void take(std::size_t index, State reported);
    void tell_of_member(std::size_t index, State before);
    void feed_policy();
    void give_up_waiting();
    void pump();
    void carry_out(const PolicyAction& action);
    void record(PolicyRecord what, CriticalReason reason);
    void record(LogLevel level, const std::string& text) { parts_.actions.record(plan_.name, level, text); }
    void tell_users(const Notice& notice);
    void run_task();
    void shut_down();
    void order_kill_power();
    void ask_hibernate();
    void hibernate();
    void turn_off(std::chrono::seconds delay);
    Notice notice(PolicyMessage message, CriticalReason reason) const;
    std::vector<std::string> member_names() const;
    ActionDone answer(std::function<void(const Result<void>&)> then);

    Parts parts_;
    GuardPlan plan_;
    Policy policy_;
    Supplies supplies_;
    std::vector<Member> members_;
    std::optional<State> counted_;  // what the policy was told
    Time first_contact_until_;      // until then silence means nothing; kNever: over
    Duration slept_;
    int shutdown_orders_ = 0;       // since the computer was last watching
    bool has_kill_order_ = false;
    bool turning_off_ = false;
    std::vector<std::function<void()>> after_turn_off_;
    std::string problem_;           // of the action that was refused last
    // Answers that are still on their way when this is destroyed look at it first.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace upsmd::daemon
