// What units hear when `auto` asks: its probes as bit waveforms, read at every speed. For the proof that none of it makes a unit
// act (docs/detection.md, "Proof").
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/protocol.h"
#include "posix-sim/sim/uart.h"

namespace upsmd::testing {

// Bytes as a unit hears them.
struct HeardByte {
    std::uint8_t byte = 0;
    bool starts = false;  // the unit may take it for the beginning of a command
    Duration at{0};
};
using Heard = std::vector<HeardByte>;

// A unit's receiver.
struct Receiver {
    unsigned baud = 2400;
    double error = 0;  // of its clock against ours
    sim::UartReader::Habits habits;
};

// The speeds at which units of this protocol may listen.
std::set<unsigned> speeds_of(const Protocol& protocol);

// For each speed: clocks wrong by up to 3 %, all habits.
std::vector<Receiver> receivers(const std::set<unsigned>& speeds);

// What the receiver makes of one probe's bytes, sent at `at`. first, count: only those of its bytes (a unit that was just
// plugged in or started, a program that was ended).
Heard hear(const Probe& probe, unsigned baud, const Receiver& receiver, Duration at, std::size_t first = 0,
           std::size_t count = std::string::npos);

// The first thing in `heard` that makes a unit of this protocol act, as text; empty: nothing.
std::string first_act(const Heard& heard, std::span<const Destructive> destructive);

}  // namespace upsmd::testing
