// From status flags to the state a computer acts on (docs/states.md). Pure: flags and time in, state out.
#pragma once

#include <cstdint>
#include <optional>

#include "core/state.h"
#include "core/status_flags.h"
#include "core/time.h"

namespace upsmd {

// One look at the UPS: a status reply, an alert applied to the last one, or the lines.
struct StatusSample {
    StatusFlags flags;
    // The last input voltage says that there are mains; absent = not known.
    std::optional<bool> mains_voltage;
    // Only what the UPS has said since the last sample: one odd value must not be counted twice.
    std::optional<double> charge;   // percent
    std::optional<double> runtime;  // seconds
};

class StateRules {
  public:
    struct Options {
        // 0: a sign is steady when the next sample shows it too (polled UPSes). Else: when it held this long (lines).
        Duration steady{0};
        std::optional<double> low_battery_charge;
        std::optional<double> low_battery_runtime;
    };

    explicit StateRules(const Options& options) : options_(options) {}

    // A valid sample. `provisional`: from an alert, which the next poll has to confirm; it counts as a first sign,
    // never as a second.
    void on_sample(const StatusSample& sample, Time now, bool provisional = false);

    // Lines only: a pending change may have become steady.
    void on_time(Time now);

    // The lines cannot be seen any more: a change that was not steady yet never was.
    void forget_pending() { pending_.reset(); }

    // Communication is lost. The next sample decides as at first contact.
    void on_comm_lost();

    // When on_time must be called; kNever if nothing is pending or samples decide.
    Time deadline() const;

    State state() const { return state_; }

  private:
    // What a sample says by itself. nullopt: nothing about the input (OL and OB both missing): no change.
    std::optional<State> target(const StatusSample& sample);
    bool low_by_threshold(const StatusSample& sample);
    void propose(State wanted, Time now, bool provisional);

    Options options_;
    State state_ = State::no_comm;
    // A change that waits to become steady.
    std::optional<State> pending_;
    Time pending_since_{};
    int under_charge_ = 0;  // consecutive values below the threshold
    int under_runtime_ = 0;
};

}  // namespace upsmd
