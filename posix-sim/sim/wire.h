// A serial cable on virtual time: every character takes 10 bit times, in each direction on its own. Without pacing
// everything arrives at once. Sans-I/O; not thread-safe.
#pragma once

#include <deque>
#include <span>

#include "core/time.h"
#include "posix-sim/sim/escape.h"

namespace upsmd::sim {

// One direction.
class PacedQueue {
  public:
    PacedQueue(unsigned baud, bool paced) : baud_(baud), paced_(paced) {}

    void push(std::span<const std::uint8_t> bytes, Time now);
    // The bytes whose last bit has arrived by `now`.
    Bytes take(Time now);
    // When the next byte arrives; kNever when nothing is on its way.
    Time deadline() const { return bytes_.empty() ? kNever : bytes_.front().at; }
    void clear() { bytes_.clear(); }

  private:
    struct Arrival {
        Time at;
        std::uint8_t byte;
    };

    Time arrival(Duration::rep count) const;

    unsigned baud_;
    bool paced_;
    std::deque<Arrival> bytes_;
    // Characters since the line was last idle; counted, so that rounding never adds up.
    Time burst_start_{};
    Duration::rep burst_count_ = 0;
};

class Wire {
  public:
    // `baud` > 0.
    Wire(unsigned baud, bool paced) : to_ups(baud, paced), to_pc(baud, paced) {}

    Time deadline() const { return to_ups.deadline() < to_pc.deadline() ? to_ups.deadline() : to_pc.deadline(); }
    void clear() {
        to_ups.clear();
        to_pc.clear();
    }

    PacedQueue to_ups;
    PacedQueue to_pc;
};

}  // namespace upsmd::sim
