#include "core/framer.h"

namespace upsmd {
namespace {

bool is_padding(std::uint8_t byte) { return byte == '\r' || byte == '\n' || byte == 0; }

}  // namespace

LineFramer::Event LineFramer::push(std::uint8_t byte) {
    if (complete_) reset();
    if (byte == terminator_) {
        const bool overflowed = overflowed_;
        trim();
        if (overflowed) {
            reset();
            return Event::overflow;
        }
        if (size_ == 0) {
            reset();
            return Event::none;
        }
        complete_ = true;
        return Event::line;
    }
    if (size_ == 0 && is_padding(byte)) return Event::none;
    if (size_ == kCapacity)
        overflowed_ = true;
    else
        buffer_[size_++] = byte;
    return Event::none;
}

void LineFramer::reset() {
    size_ = 0;
    complete_ = false;
    overflowed_ = false;
}

void LineFramer::trim() {
    while (size_ > 0 && is_padding(buffer_[size_ - 1])) --size_;
}

}  // namespace upsmd
