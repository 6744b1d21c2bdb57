// Cuts a byte stream into frames: lines, or what a protocol's own cutter says. Bounded: a frame longer than the buffer is
// dropped whole, and what follows is read normally.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/reading.h"

namespace upsmd {

// What a cutter makes of the bytes that have come: `skip` bytes at the front that begin no frame, then a whole frame of
// `length` bytes. Both 0: more bytes are needed.
struct FrameCut {
    std::size_t skip = 0;
    std::size_t length = 0;
};

// For replies that are not lines. Called after every byte with all that is kept; skip + length never above the number of
// bytes given. Must not throw. After a `skip` alone it is called again with the rest.
using Cutter = FrameCut (*)(Bytes kept);

class Framer {
  public:
    static constexpr std::size_t kCapacity = 512;  // of a frame, where the protocol does not ask for more

    enum class Event : std::uint8_t {
        none,      // nothing complete yet
        line,      // line() holds one frame (a line: without its terminator); valid until the next push
        overflow,  // a frame was too long and has been dropped
    };

    // terminator: the byte that ends a line. Of CR, LF and NUL the others are padding: dropped at the start and the end of
    // a line. Empty lines are dropped. With a cutter there are no lines, and nothing is padding.
    // capacity: of a frame, 1 byte or more; allocated here and never again.
    explicit Framer(std::uint8_t terminator, Cutter cutter = nullptr, std::size_t capacity = kCapacity)
        : terminator_(terminator), cutter_(cutter), buffer_(capacity) {}

    Event push(std::uint8_t byte);
    Bytes line() const { return {buffer_.data(), complete_size_ > 0 ? complete_size_ : size_}; }
    // What has come of the present frame.
    Bytes partial() const { return complete_ ? Bytes{} : Bytes{buffer_.data(), size_}; }
    void reset();
    // Forgets what has come and cuts the next bytes by `cutter` (nullptr: into lines).
    void reset(Cutter cutter);

  private:
    Event push_line(std::uint8_t byte);
    Event push_cut(std::uint8_t byte);
    void drop(std::size_t count);
    void trim();

    std::uint8_t terminator_;
    Cutter cutter_;
    std::vector<std::uint8_t> buffer_;
    std::size_t size_ = 0;
    std::size_t complete_size_ = 0;  // with a cutter: the frame's; bytes of the next may follow
    bool complete_ = false;
    bool overflowed_ = false;
};

}  // namespace upsmd
