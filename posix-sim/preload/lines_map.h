// The shared mapping between upsmd-sim and the preload library: one file a simulated port, named "<major>-<minor>" of
// the pty slave, in the folder that the environment variable UPSMD_LINES_DIR names. Fixed layout, the same for 32 and
// 64 bit. Every word is accessed atomically.
#pragma once

#include <stdint.h>

#define UPSMD_LINES_VARIABLE "UPSMD_LINES_DIR"

namespace upsmd::lines {

inline constexpr uint32_t kMagic = 0x4C535055;  // "UPSL"
inline constexpr uint32_t kVersion = 1;
inline constexpr uint32_t kEventCount = 256;

// Besides TIOCM_DTR and TIOCM_RTS: a steady space on TxD.
inline constexpr uint32_t kBreakBit = 0x80000000U;

// One change of the outputs, so that a short pulse is not lost between two looks of the simulator.
struct OutputEvent {
    uint32_t number;   // its place in the sequence + 1, written last
    uint32_t levels;
    uint64_t time_us;  // CLOCK_MONOTONIC
};

// Order of the interrupt counters.
enum { kCountCts, kCountDsr, kCountRi, kCountDcd, kCounts };

struct Map {
    uint32_t magic;         // written last at creation
    uint32_t version;
    uint32_t gone;          // 1: the port was pulled out; never reset
    uint32_t inputs;        // TIOCM_CTS, _DSR, _RNG, _CAR; the simulator writes
    uint32_t outputs;       // TIOCM_DTR, _RTS, kBreakBit; the programs write
    uint32_t input_turns;   // futex: bumped after every change of the inputs and when the port goes
    uint32_t output_turns;  // futex: bumped after every event below
    uint32_t next_event;    // place of the next event in the sequence
    uint32_t counts[kCounts];
    uint32_t unused[4];
    OutputEvent events[kEventCount];
};

static_assert(sizeof(OutputEvent) == 16 && sizeof(Map) == 64 + 16 * kEventCount, "one layout for both word sizes");

}  // namespace upsmd::lines
