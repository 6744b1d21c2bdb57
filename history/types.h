// What is kept of a UPS: numbers, states and events, each with the time of the wall clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/state.h"
#include "core/variables.h"

namespace upsmd::history {

// UTC. It may jump in both directions; nothing here takes it to be steady.
using Stamp = std::chrono::sys_time<std::chrono::milliseconds>;

// From `time` on the value holds, until the next sample of the same variable. No value: it is not known any more.
struct Sample {
    std::string ups;
    Variable variable{};
    Stamp time{};
    std::optional<double> value;
};

// From `time` on. No state: nobody watches the UPS any more.
struct StateChange {
    std::string ups;
    Stamp time{};
    std::optional<State> state;
    std::string words;  // of ups.status, "OL CHRG"
};

struct Event {
    std::string ups;
    Stamp time{};
    std::string kind;  // one word, "comm-lost"
    std::string text;
};

// A writer gives a sign of life at least this often.
inline constexpr std::chrono::minutes kLag{6};

// What was known at `time` still held then.
struct Alive {
    std::string ups;
    Stamp time{};
};

// What is written in one transaction.
struct Batch {
    std::vector<Sample> samples;
    std::vector<StateChange> states;
    std::vector<Event> events;
    std::vector<Alive> alive;

    std::size_t size() const { return samples.size() + states.size() + events.size(); }
};

struct Limits {
    std::chrono::hours full{72};           // every change is kept for so long; then 10-minute values
    std::chrono::hours keep{24 * 400};     // everything older is dropped
    std::uint64_t bytes = 64'000'000;      // of the database; the oldest goes first

    bool operator==(const Limits&) const = default;
};

}  // namespace upsmd::history
