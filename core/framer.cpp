#include "core/framer.h"

#include <algorithm>
#include <cassert>

namespace upsmd {
namespace {

bool is_padding(std::uint8_t byte) { return byte == '\r' || byte == '\n' || byte == 0; }

}  // namespace

Framer::Event Framer::push(std::uint8_t byte) { return cutter_ != nullptr ? push_cut(byte) : push_line(byte); }

Framer::Event Framer::push_line(std::uint8_t byte) {
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
    if (size_ == buffer_.size())
        overflowed_ = true;
    else
        buffer_[size_++] = byte;
    return Event::none;
}

Framer::Event Framer::push_cut(std::uint8_t byte) {
    if (complete_) drop(complete_size_);
    complete_ = false;
    complete_size_ = 0;
    if (size_ == buffer_.size()) {
        reset();
        return Event::overflow;
    }
    buffer_[size_++] = byte;
    while (size_ > 0) {
        const FrameCut cut = cutter_(partial());
        assert(cut.skip + cut.length <= size_);
        drop(std::min(cut.skip, size_));
        if (cut.length > 0) {
            complete_ = true;
            complete_size_ = std::min(cut.length, size_);
            return Event::line;
        }
        if (cut.skip == 0) break;
    }
    return Event::none;
}

void Framer::drop(std::size_t count) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(count), buffer_.begin() + static_cast<std::ptrdiff_t>(size_),
              buffer_.begin());
    size_ -= count;
}

void Framer::reset(Cutter cutter) {
    cutter_ = cutter;
    reset();
}

void Framer::reset() {
    size_ = 0;
    complete_size_ = 0;
    complete_ = false;
    overflowed_ = false;
}

void Framer::trim() {
    while (size_ > 0 && is_padding(buffer_[size_ - 1])) --size_;
}

}  // namespace upsmd
