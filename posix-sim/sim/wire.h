// A serial cable on virtual time: every character takes 10 bit times, in each direction on its own. Without pacing
// everything arrives at once. Where the two ends are set to different speeds the reader hears what a UART would make of it.
// Sans-I/O; not thread-safe.
#pragma once

#include <deque>
#include <span>

#include "core/time.h"
#include "posix-sim/sim/escape.h"
#include "posix-sim/sim/uart.h"

namespace upsmd::sim {

// One direction.
class PacedQueue {
  public:
    PacedQueue(unsigned baud, bool paced) : baud_(baud), reader_baud_(baud), paced_(paced), reader_(baud) {}

    // The speeds of the sender and of the reader. What is on its way is lost.
    void set_speeds(unsigned sender, unsigned reader);

    void push(std::span<const std::uint8_t> bytes, Time now);
    // The bytes whose last bit has arrived by `now`.
    Bytes take(Time now);
    // When the next byte arrives; kNever when nothing is on its way.
    Time deadline() const;
    void clear();

  private:
    struct Arrival {
        Time at;
        std::uint8_t byte;
    };

    Time arrival(Duration::rep count) const;

    bool misread() const { return baud_ != reader_baud_; }

    unsigned baud_;
    unsigned reader_baud_;
    bool paced_;
    Waveform waveform_;  // where the speeds differ
    UartReader reader_;
    std::deque<Arrival> bytes_;
    // Characters since the line was last idle; counted, so that rounding never adds up.
    Time burst_start_{};
    Duration::rep burst_count_ = 0;
};

class Wire {
  public:
    // `baud` > 0.
    Wire(unsigned baud, bool paced) : to_ups(baud, paced), to_pc(baud, paced) {}

    void set_speeds(unsigned pc, unsigned ups) {
        to_ups.set_speeds(pc, ups);
        to_pc.set_speeds(ups, pc);
    }

    Time deadline() const { return to_ups.deadline() < to_pc.deadline() ? to_ups.deadline() : to_pc.deadline(); }
    void clear() {
        to_ups.clear();
        to_pc.clear();
    }

    PacedQueue to_ups;
    PacedQueue to_pc;
};

}  // namespace upsmd::sim
