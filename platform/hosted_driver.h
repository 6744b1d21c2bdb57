// A UPS minidriver in a child process (`upsmd-host --serve`, docs/minidriver.md): when it is started, what it is told, how
// long each call may take, and what happens when it dies or hangs. Sans-I/O: lines of the child and time in; actions and
// the next deadline out. Whoever owns it starts and ends the process.
//
// Not thread-safe. `now` must never go backwards. Nothing throws but std::bad_alloc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/state.h"
#include "core/time.h"
#include "platform/service_events.h"

namespace upsmd {

class HostedDriver {
  public:
    struct Action {
        enum class Kind : std::uint8_t {
            start,       // start the child for the file `text`; failing: on_start_failed()
            send,        // the line `text` (without its end) to the child
            end_child,   // destroy the child now; nothing more is wanted from it
            state,       // the UPS's state, the first one and each change; no_comm while there is no child
            event,       // `event` with `inserts` to the log
            turned_off,  // UPSTurnOff has returned, or (`text` says why) will not
            stopped,     // after stop(): there is no child any more
        };
        Kind kind{};
        std::string text{};
        State state{};
        ServiceEvent event{};
        std::vector<std::string> inserts{};
    };

    static constexpr Duration kReadyLimit = 10s;    // the process, until it says so
    static constexpr Duration kLoadLimit = 20s;     // loading the file, DllMain
    static constexpr Duration kInitLimit = 60s;     // UPSInit; ours needs 10 s at most
    static constexpr Duration kStateLimit = 20s;    // from one state to the next: the child asks every 5 s
    static constexpr Duration kTurnOffLimit = 3s;   // CONTRACT §2
    static constexpr Duration kStopLimit = 4s;      // UPSStop (CONTRACT §2: 3 s), and the end of the process
    static constexpr Duration kFirstBackOff = 1s;   // doubled with each failure in a row ...
    static constexpr Duration kLongestBackOff = 60s;
    static constexpr Duration kSteady = 60s;        // ... until it has run for as long as this

    // Watches the UPS with this minidriver (its full path): at once, in place of the one before.
    void watch(const std::string& path, Time now);
    // Stops it and starts it anew: the settings have changed, or the system was asleep.
    void restart(Time now);
    void stop(Time now);
    // UPSTurnOff. Answer: turned_off. A child that is being started is waited for.
    void turn_off(std::chrono::seconds delay, Time now);

    void on_start_failed(ServiceEvent event, const std::string& why, Time now);
    void on_line(std::string_view line, Time now);
    // The child has ended by itself.
    void on_end(const std::string& how, Time now);
    void on_time(Time now);

    Time deadline() const;
    std::vector<Action> take_actions();

  private:
    enum class Phase : std::uint8_t { off, waiting, starting, loading, initialising, running, stopping };

    struct TurnOff {
        std::chrono::seconds delay{};
        Time until{};
        bool sent = false;
    };

    bool has_child() const { return phase_ >= Phase::starting; }
    void start(Time now);
    void begin_stop(Time now);
    void ended(Time now);
    void fail(ServiceEvent event, std::vector<std::string> inserts, Time now);
    void on_init(std::string_view number, Time now);
    void on_state(std::string_view number, Time now);
    void enter(Phase phase, Duration limit, Time now);
    void give_turn_off();
    void answer_turn_off(const std::string& problem);
    void send(std::string line);
    void report(State state);
    void tell(ServiceEvent event, std::vector<std::string> inserts);

    std::vector<Action> actions_;
    std::string path_;      // empty: nothing is wanted
    Phase phase_ = Phase::off;
    Time until_ = kNever;   // the phase's limit
    Time running_since_{};
    Duration back_off_ = kFirstBackOff;
    std::optional<State> state_;
    std::optional<std::uint32_t> unknown_state_;
    std::optional<TurnOff> turn_off_;
    // From UPSTurnOff on nothing is taken back: a minidriver that starts anew would set the lines and ask the UPS.
    bool is_turning_off_ = false;
    std::string last_failure_;  // the same one again is not told
};

}  // namespace upsmd
