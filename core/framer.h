// Cuts a byte stream into lines. Bounded: a line longer than the buffer is dropped whole, and what follows its
// terminator is read normally.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/reading.h"

namespace upsmd {

class LineFramer {
  public:
    static constexpr std::size_t kCapacity = 512;

    enum class Event : std::uint8_t {
        none,      // nothing complete yet
        line,      // line() holds one line, without terminator; valid until the next push
        overflow,  // a line was too long and has been dropped
    };

    // terminator: '\r' or '\n'. The other of the two and NUL are padding: dropped at the start and the end of a line.
    // Empty lines are dropped.
    explicit LineFramer(std::uint8_t terminator) : terminator_(terminator) {}

    Event push(std::uint8_t byte);
    Bytes line() const { return {buffer_.data(), size_}; }
    // What has come of the present line.
    Bytes partial() const { return complete_ ? Bytes{} : Bytes{buffer_.data(), size_}; }
    void reset();

  private:
    void trim();

    std::uint8_t terminator_;
    std::array<std::uint8_t, kCapacity> buffer_{};
    std::size_t size_ = 0;
    bool complete_ = false;
    bool overflowed_ = false;
};

}  // namespace upsmd
