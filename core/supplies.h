// Several UPSes that feed one computer, as one state for its Policy: as long as enough of them supply it, it goes on.
// The rules, with their reasons: docs/daemon.md, "Groups". Sans-I/O.
//
// Not thread-safe. `now` must never go backwards.
#pragma once

#include <cstddef>
#include <vector>

#include "core/state.h"
#include "core/time.h"

namespace upsmd {

class Supplies {
  public:
    // minimum: 1..members. lost_wait: a member that is silent while the mains are away supplies this long yet.
    Supplies(std::size_t members, std::size_t minimum, Duration lost_wait);

    void set_lost_wait(Duration lost_wait) { lost_wait_ = lost_wait; }
    // The state that a member has from now on. Until then it is no_comm.
    void on_state(std::size_t member, State state, Time now);
    // Everything that was known is old: as at the start.
    void forget();

    // low_battery: fewer than `minimum` supply. no_comm: nobody says anything, and nothing was wrong before.
    // on_battery: fewer than `minimum` would supply without their batteries. Else online.
    State state(Time now) const;
    // When state() changes by itself. kNever: not as things are.
    Time deadline(Time now) const;

    // How many supply.
    std::size_t supplying(Time now) const;

  private:
    struct Member {
        bool heard = false;            // it says something now
        State last = State::online;    // what it said last; a member that was never heard is taken to be on line
        Time silent_since{};           // while it is not heard
    };

    // Since when it is not known whether a silent member supplies. kNever: it is taken to be as it was.
    Time doubtful_since(const Member& member) const;
    bool supplies(const Member& member, Time now) const;
    bool has_mains(const Member& member) const;

    std::vector<Member> members_;
    std::size_t minimum_;
    Duration lost_wait_;
    Time outage_since_ = kNever;  // the mains are away at a member at least
};

}  // namespace upsmd
