// The simulator's only source of chance: a seed replays every fault exactly, on every machine. (The standard
// library's distributions differ between implementations, so they are not used.)
#pragma once

#include <cstdint>

namespace upsmd::sim {

class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    // SplitMix64 (Steele, Lea, Flood 2014).
    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }

    std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : next() % limit; }
    std::uint8_t byte() { return static_cast<std::uint8_t>(next() & 0xFFU); }

  private:
    std::uint64_t state_;
};

}  // namespace upsmd::sim
