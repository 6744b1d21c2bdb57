// What a UART reads off a wire on which another one sends at another speed: bytes become other bytes. 8N1 on both sides.
// Sans-I/O; time in nanoseconds, as far back and forth as the caller likes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace upsmd::sim {

// Bytes on the wire, as levels. Idle is high.
class Waveform {
  public:
    using Nanoseconds = std::int64_t;

    // A character that begins now or when the last one is over, whichever is later. Returns where its last bit ends.
    Nanoseconds add(std::uint8_t byte, double baud, Nanoseconds now);
    bool high(Nanoseconds at) const;
    // The first moment at or after `at` at which the level is low, high; nothing where that never comes.
    std::optional<Nanoseconds> find(bool level, Nanoseconds at) const;
    // Where the last character ends.
    Nanoseconds end() const { return frames_.empty() ? 0 : frames_.back().end; }
    void forget_before(Nanoseconds at);
    void clear() { frames_.clear(); }

  private:
    struct Frame {
        Nanoseconds start;
        Nanoseconds end;
        double bit;  // ns
        std::uint8_t byte;
    };
    static bool level(const Frame& frame, int bit);
    static Nanoseconds edge(const Frame& frame, int bit);

    std::deque<Frame> frames_;
};

// The reading side.
class UartReader {
  public:
    // What a UART does where the stop bit is missing: some keep the byte, some drop it; some take the low level for the
    // next start bit at once, some wait until the line was high.
    struct Habits {
        bool keeps_bad_bytes = true;
        bool waits_for_high = true;
        // Where in a bit it samples, in bits: a start bit is seen up to a sixteenth late.
        double phase = 0.5;
    };

    explicit UartReader(double baud) : UartReader(baud, Habits{}) {}
    UartReader(double baud, Habits habits, Waveform::Nanoseconds from = 0)
        : bit_(1e9 / baud), habits_(habits), from_(from) {}

    struct Heard {
        Waveform::Nanoseconds at;  // the middle of the stop bit
        std::uint8_t byte;
    };
    // The next byte that is whole at `until`; nothing: not yet, or none.
    std::optional<Heard> next(const Waveform& wire, Waveform::Nanoseconds until);
    // When next() will have decided about the character that has begun; nothing: no level says that there is one.
    std::optional<Waveform::Nanoseconds> deadline(const Waveform& wire) const;
    Waveform::Nanoseconds position() const { return from_; }

  private:
    Waveform::Nanoseconds sample(Waveform::Nanoseconds start, int bit) const;

    double bit_;
    Habits habits_;
    Waveform::Nanoseconds from_;
};

}  // namespace upsmd::sim
