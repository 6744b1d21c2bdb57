// The blocking half of the minidriver: many threads wait for one state to change (CONTRACT §2).
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "core/state.h"

namespace upsmd {

// Thread: any, every call. Waits use the steady clock.
class StateLatch {
  public:
    static constexpr std::uint32_t kInfinite = 0xFFFFFFFF;

    // Opens the latch: waits block again. A cancel that was pending is cleared.
    void open(State state);

    // Closes it: the state is NOCOMM, every waiter returns, later waits return at once, a pending cancel is cleared.
    void close();

    // Nothing while closed.
    void set(State state);
    State get() const;

    // Returns as soon as the state differs from `current` (compared as upssvc.h numbers, so a number that is no state
    // returns at once), after `milliseconds` (kInfinite: never), on cancel, or when the latch is closed.
    void wait_while(std::uint32_t current, std::uint32_t milliseconds);

    // Wakes every waiter. With no waiter pending, the next wait returns at once, and that return clears it. Nothing while
    // closed.
    void cancel();

  private:
    void release_all();

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    State state_ = State::no_comm;
    bool open_ = false;
    bool cancel_pending_ = false;
    // Counts everything that ends the waits of that moment. A waiter compares the count and not the state, so that a
    // state that changes and changes back before the waiter runs is not missed.
    std::uint64_t releases_ = 0;
    int waiters_ = 0;
};

}  // namespace upsmd
