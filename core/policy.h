// What a computer does about its UPS: messages, shutdown or hibernation, turning the UPS off (CONTRACT §5). Sans-I/O like
// the session: states, answers and time in; actions and the next deadline out. The same object serves the Windows service
// and a daemon; whoever carries the actions out tells back how they went.
//
// Not thread-safe. `now` must never go backwards. Nothing throws but std::bad_alloc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/state.h"
#include "core/time.h"

namespace upsmd {

enum class CriticalAction : std::uint8_t { shut_down, hibernate };

// Ranges: CONTRACT §3.1 and §3.2; whoever reads them checks them. The last two are our own.
struct PolicySettings {
    bool notify = true;                                  // NotifyEnable: tell the users
    std::chrono::seconds first_message_delay{5};         // 0..120
    std::chrono::seconds message_interval{120};          // 5..300
    bool shutdown_on_battery = false;                    // ShutdownOnBatteryEnable
    std::chrono::minutes shutdown_on_battery_wait{2};    // 2..720
    bool run_task = false;                               // RunTaskEnable
    bool turn_off = false;                               // TurnUPSOffEnable
    std::chrono::seconds turn_off_wait{180};             // TurnUPSOffWait, 0..86400
    CriticalAction critical_action = CriticalAction::shut_down;
    std::chrono::seconds lost_on_battery_wait{60};       // 0..3600: silent for this long on battery counts as low

    bool operator==(const PolicySettings&) const = default;
};

// Why the computer goes down.
enum class CriticalReason : std::uint8_t { none, low_battery, too_long_on_battery, lost_on_battery };

// What is written to the system's event log.
enum class PolicyRecord : std::uint8_t {
    none,
    power_failed,
    power_restored,
    battery_low,
    comm_lost,
    comm_lost_on_battery,
    comm_restored,
    going_down,         // with a reason
    task_late,          // the task is not through after 30 s: the shutdown goes on without it
    shutdown_refused,   // the system did not take the order; it is given again
    shutdown_overdue,   // it took it, and did not go down; it is given again
    shutdown_dropped,   // the same, and the mains are back: back to watching
    hibernate_refused,  // shut down in its place
    turning_off,
};

// What the users are told.
enum class PolicyMessage : std::uint8_t { none, power_failed, power_restored, comm_lost, comm_restored, going_down };

struct PolicyAction {
    enum class Kind : std::uint8_t {
        record,         // `record`, `reason`
        tell_users,     // `message`; must not wait for anybody
        run_task,       // answer: on_task_done()
        shut_down,      // order it; answer: on_refused() where the system does not take it
        ask_hibernate,  // find out whether the system can; answer: on_hibernate_answer()
        hibernate,      // do it; answer: on_refused(), or on_resume() after it
        turn_off,       // UPSTurnOff(delay)
    };
    Kind kind{};
    PolicyRecord record = PolicyRecord::none;
    PolicyMessage message = PolicyMessage::none;
    CriticalReason reason = CriticalReason::none;
    std::chrono::seconds delay{0};

    bool operator==(const PolicyAction&) const = default;
};

class Policy {
  public:
    enum class Phase : std::uint8_t {
        watching,
        task,            // critical: the task runs
        asking,          // critical: may the system hibernate?
        going_down,      // critical: the system has been told to shut down
        gone,            // the system goes down; from UPSTurnOff on nothing is taken back
    };

    static constexpr Duration kTaskLimit = 30s;
    static constexpr Duration kHibernateLimit = 60s;  // for the question, and for going to sleep
    static constexpr Duration kRefusedRetry = 30s;
    static constexpr Duration kOverdueRetry = 5min;

    explicit Policy(const PolicySettings& settings) : settings_(settings) {}

    // New settings hold at once, timers that run included.
    void on_settings(const PolicySettings& settings, Time now);
    // The UPS's state, the first one and each change.
    void on_state(State state, Time now);
    void on_time(Time now);
    void on_task_done(Time now);
    void on_hibernate_answer(bool can, Time now);
    // shut_down or hibernate did not work.
    void on_refused(Time now);
    // The system is going down, by whosever order. Only an order of ours turns the UPS off.
    void on_system_shutdown();
    // The system was asleep: everything that was known is old.
    void on_resume();

    // When on_time() has something to do; kNever: nothing.
    Time deadline() const;
    std::vector<PolicyAction> take_actions();
    Phase phase() const { return phase_; }
    CriticalReason reason() const { return reason_; }

  private:
    void begin_outage(Time now);
    void end_outage();
    void lose_comm(Time now);
    void regain_comm();
    void set_shutdown_time();
    void message_due(Time now);
    void go_critical(CriticalReason reason, Time now);
    void go_down(Time now);
    void order_shutdown(Time now);
    void retry(Time now);
    void turn_off();
    void record(PolicyRecord what, CriticalReason reason = CriticalReason::none);
    void tell(PolicyMessage what);
    void act(PolicyAction::Kind kind);

    PolicySettings settings_;
    std::vector<PolicyAction> actions_;
    Phase phase_ = Phase::watching;
    CriticalReason reason_ = CriticalReason::none;
    std::optional<State> state_;
    std::optional<Time> outage_since_;
    std::optional<Time> lost_since_;  // on battery
    Time next_message_ = kNever;
    Time shutdown_at_ = kNever;   // ShutdownOnBatteryWait is over
    Time lost_until_ = kNever;    // lost_on_battery_wait is over
    Time phase_until_ = kNever;   // the task's limit, the next order to shut down
    std::optional<Time> comm_told_;
    bool outage_told_ = false;
    bool comm_loss_told_ = false;
    bool turned_off_ = false;
    bool hibernating_ = false;   // told to, and not asleep yet
    bool refused_ = false;       // the last order; who goes down now was told by somebody else
    bool system_is_down_ = false;
};

}  // namespace upsmd
