// `auto`: which question comes next, and what an answer means (docs/detection.md). No time, no bytes on a wire: the session
// has those.
#pragma once

#include <bitset>
#include <cstddef>
#include <optional>

#include "core/protocol.h"
#include "core/settings.h"

namespace upsmd {

// Thread: none of its own.
class Detection {
  public:
    static constexpr std::size_t kMaxProbes = 96;

    // probes: those of `auto`; must outlive this. remembered: its probes are asked first.
    Detection(std::span<const Probe> probes, const FoundLine& remembered);

    // From the beginning, what was remembered included.
    void restart();

    // The next question; nullptr: nothing is left to ask. Where a protocol has been taken only those that may refine it.
    const Probe* next();

    struct Finding {
        const Probe* probe = nullptr;
        const ProbeAnswer* answer = nullptr;  // nullptr: no answer to anything that was asked
    };
    // A whole frame has come, as the present probe frames its answers. An answer to an earlier one may be late.
    Finding judge(Bytes frame);

    // True once, after a next() that has given up what was remembered.
    bool take_forgotten();

    // The line gives everything back: the same bytes came as were sent, at two speeds.
    bool echoes() const { return echoes_; }
    void note_echo(std::uint32_t baud);

    const Probe& present() const { return probes_[index_]; }

  private:
    bool is_open(std::size_t index) const;
    bool is_first_on_line(const Probe& probe) const;
    bool finds_remembered(const Probe& probe) const;
    bool leads_to_remembered(const Probe& probe) const;
    std::optional<std::size_t> find_follower() const;

    std::span<const Probe> probes_;
    FoundLine remembered_;
    std::bitset<kMaxProbes> asked_;
    std::size_t index_ = 0;
    std::size_t first_ = 0;         // of the probes for what is remembered; past the end: done
    std::size_t in_turn_ = 0;       // of the others
    Traits traits_ = 0;
    bool taken_ = false;            // a protocol is in use, and may be refined
    bool forgotten_ = false;
    std::uint32_t echo_baud_ = 0;
    bool echoes_ = false;
};

}  // namespace upsmd
