#include "posix-sim/sim/wire.h"

namespace upsmd::sim {

namespace {

constexpr Duration::rep kBitsPerCharacter = 10;  // start, 8 data, stop

}  // namespace

Time PacedQueue::arrival(Duration::rep count) const {
    return burst_start_ + Duration(count * kBitsPerCharacter * 1'000'000 / static_cast<Duration::rep>(baud_));
}

void PacedQueue::set_speeds(unsigned sender, unsigned reader) {
    if (sender == baud_ && reader == reader_baud_) return;
    baud_ = sender;
    reader_baud_ = reader;
    clear();
}

void PacedQueue::clear() {
    bytes_.clear();
    waveform_.clear();
    reader_ = UartReader(reader_baud_);
}

Time PacedQueue::deadline() const {
    if (!misread()) return bytes_.empty() ? kNever : bytes_.front().at;
    const auto at = reader_.deadline(waveform_);
    return at ? Time(Duration(*at / 1000 + 1)) : kNever;
}

void PacedQueue::push(std::span<const std::uint8_t> bytes, Time now) {
    if (misread()) {
        for (const std::uint8_t byte : bytes) waveform_.add(byte, baud_, now.time_since_epoch().count() * 1000);
        return;
    }
    if (!paced_) {
        for (const std::uint8_t byte : bytes) bytes_.push_back({now, byte});
        return;
    }
    if (arrival(burst_count_) <= now) {
        burst_start_ = now;
        burst_count_ = 0;
    }
    for (const std::uint8_t byte : bytes) bytes_.push_back({arrival(++burst_count_), byte});
}

Bytes PacedQueue::take(Time now) {
    Bytes out;
    if (misread()) {
        while (const auto heard = reader_.next(waveform_, now.time_since_epoch().count() * 1000)) out.push_back(heard->byte);
        waveform_.forget_before(reader_.position());
        return out;
    }
    while (!bytes_.empty() && bytes_.front().at <= now) {
        out.push_back(bytes_.front().byte);
        bytes_.pop_front();
    }
    return out;
}

}  // namespace upsmd::sim
