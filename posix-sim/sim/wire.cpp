#include "posix-sim/sim/wire.h"

namespace upsmd::sim {

namespace {

constexpr Duration::rep kBitsPerCharacter = 10;  // start, 8 data, stop

}  // namespace

Time PacedQueue::arrival(Duration::rep count) const {
    return burst_start_ + Duration(count * kBitsPerCharacter * 1'000'000 / static_cast<Duration::rep>(baud_));
}

void PacedQueue::push(std::span<const std::uint8_t> bytes, Time now) {
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
    while (!bytes_.empty() && bytes_.front().at <= now) {
        out.push_back(bytes_.front().byte);
        bytes_.pop_front();
    }
    return out;
}

}  // namespace upsmd::sim
