// What decoding one reply gives.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>

#include "core/lines.h"
#include "core/reading.h"
#include "core/status_flags.h"
#include "core/variables.h"

namespace upsmd {

enum class Verdict : std::uint8_t {
    ok,           // whole and plausible: its values may be published
    unsupported,  // the unit says that it does not know the command (echo, NAK, NA)
    rejected,     // corrupt, implausible, no data yet, another dialect: nothing of it may be used
};

constexpr std::string_view verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::ok: return "ok";
        case Verdict::unsupported: return "unsupported";
        case Verdict::rejected: return "rejected";
    }
    return "rejected";
}

// The commands that a unit says it knows (APC smart's `a`), by their bytes: of a command of two both are in the set.
using CommandSet = std::bitset<256>;

// Filled by a decoder. Looked at only when the verdict is ok.
class Decoded {
  public:
    struct Assignment {
        Variable variable{};
        Value value;  // absent: the unit has no such measurement now; a published value must go
    };
    static constexpr std::size_t kMaxValues = 48;

    void set(Variable variable, const Value& value);
    void number(Variable variable, double number, int decimals) { set(variable, Value::number(number, decimals)); }
    void text(Variable variable, std::string_view text) { set(variable, Value::text(text)); }
    void absent(Variable variable) { set(variable, Value{}); }

    std::span<const Assignment> values() const { return {values_.data(), count_}; }
    // nullptr where the reply said nothing about the variable.
    const Value* find(Variable variable) const;

    // Present in replies to status and status_part queries only. StatusFlag::fsd here means "the unit says that a shutdown is
    // running"; whether that is FSD is the session's decision (state rules).
    std::optional<StatusFlags> status;
    // Flags that this query knows beside the status. They are added to the published words until this query's next reply
    // says otherwise. They never decide the state: OL, OB, LB and FSD among them are ignored. The alarm texts (ups.alarm)
    // of all queries are published together while one of them, or the status, says ALARM.
    std::optional<StatusFlags> extra_status;
    // Present in replies that list the unit's commands.
    std::optional<CommandSet> commands;

    // What the protocol's decoders keep about this unit from one reply to the next (which meters it has, how it scales):
    // Protocol::memory_bytes of the session, zero at the start of every contact. Empty where there is no session
    // (`upsmd decode`). Written only by a decoder that says ok.
    std::span<std::uint8_t> memory;

    // The port's lines as they stand, in sessions of protocols with Protocol::lines_beside; all low elsewhere, and where the
    // port cannot read them.
    InputLines lines{};

    void reset() {
        const auto kept = memory;
        const InputLines levels = lines;
        *this = Decoded{};
        memory = kept;
        lines = levels;
    }

  private:
    std::array<Assignment, kMaxValues> values_{};
    std::size_t count_ = 0;
};

}  // namespace upsmd
