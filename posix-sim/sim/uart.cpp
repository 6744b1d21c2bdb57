#include "posix-sim/sim/uart.h"

#include <algorithm>

namespace upsmd::sim {

namespace {

constexpr int kBits = 10;  // start, 8 data (lowest first), stop
constexpr int kStop = 9;

}  // namespace

Waveform::Nanoseconds Waveform::add(std::uint8_t byte, double baud, Nanoseconds now) {
    Frame frame{std::max(now, frames_.empty() ? now : frames_.back().end), 0, 1e9 / baud, byte};
    frame.end = edge(frame, kBits);
    frames_.push_back(frame);
    return frame.end;
}

bool Waveform::level(const Frame& frame, int bit) {
    if (bit <= 0) return false;
    if (bit >= kStop) return true;
    return ((frame.byte >> (bit - 1)) & 1) != 0;
}

Waveform::Nanoseconds Waveform::edge(const Frame& frame, int bit) {
    return frame.start + static_cast<Nanoseconds>(frame.bit * bit);
}

bool Waveform::high(Nanoseconds at) const {
    for (const Frame& frame : frames_) {
        if (at < frame.start) return true;
        if (at >= frame.end) continue;
        int bit = static_cast<int>(static_cast<double>(at - frame.start) / frame.bit);
        while (edge(frame, bit + 1) <= at) ++bit;  // edges are rounded
        return level(frame, bit);
    }
    return true;
}

std::optional<Waveform::Nanoseconds> Waveform::find(bool wanted, Nanoseconds at) const {
    if (high(at) == wanted) return at;
    for (const Frame& frame : frames_) {
        if (frame.end <= at) continue;
        if (wanted && frame.start > at) return at;  // idle
        for (int bit = 0; bit < kBits; ++bit)
            if (edge(frame, bit) >= at && level(frame, bit) == wanted) return edge(frame, bit);
    }
    return wanted ? std::optional(std::max(at, end())) : std::nullopt;
}

void Waveform::forget_before(Nanoseconds at) {
    while (!frames_.empty() && frames_.front().end <= at) frames_.pop_front();
}

Waveform::Nanoseconds UartReader::sample(Waveform::Nanoseconds start, int bit) const {
    return start + static_cast<Waveform::Nanoseconds>(bit_ * (bit + habits_.phase));
}

std::optional<UartReader::Heard> UartReader::next(const Waveform& wire, Waveform::Nanoseconds until) {
    for (;;) {
        const auto start = wire.find(false, from_);
        if (!start || sample(*start, kStop) > until) return std::nullopt;
        if (wire.high(sample(*start, 0))) {  // a spike, shorter than half a bit
            from_ = *wire.find(true, *start);
            continue;
        }
        Heard heard{sample(*start, kStop), 0};
        for (int bit = 1; bit < kStop; ++bit)
            if (wire.high(sample(*start, bit))) heard.byte = static_cast<std::uint8_t>(heard.byte | (1U << (bit - 1)));
        from_ = heard.at;
        const bool good = wire.high(heard.at);
        if (!good && habits_.waits_for_high) from_ = *wire.find(true, from_);
        if (good || habits_.keeps_bad_bytes) return heard;
    }
}

std::optional<Waveform::Nanoseconds> UartReader::deadline(const Waveform& wire) const {
    const auto start = wire.find(false, from_);
    if (!start) return std::nullopt;
    return sample(*start, kStop);
}

}  // namespace upsmd::sim
