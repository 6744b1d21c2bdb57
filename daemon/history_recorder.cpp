#include "daemon/history_recorder.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "history/time_text.h"
#include "platform/clock.h"

namespace upsmd::daemon {
namespace {

using history::Stamp;

// Setting a clock right bit by bit stays below this between two looks.
constexpr std::chrono::milliseconds kJump{2000};

std::optional<double> number_of(const std::string& text) {
    double number = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

ClockReading read_clocks() {
    return {std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()), system_clock().now()};
}

HistoryRecorder::HistoryRecorder(std::function<ClockReading()> clocks, std::function<void()> on_urgent)
    : clocks_(std::move(clocks)), on_urgent_(std::move(on_urgent)), last_(clocks_()), settled_since_(last_.steady) {}

// The time of the wall clock. Where it has jumped: what was known ends when it jumped, and begins again behind the jump.
Stamp HistoryRecorder::tick() {
    const ClockReading now = clocks_();
    const Stamp expected = last_.wall + std::chrono::floor<std::chrono::milliseconds>(now.steady - last_.steady);
    const auto jump = now.wall - expected;
    last_ = now;
    if (abs(jump) < kJump || ended_) return now.wall;
    settled_since_ = now.steady;
    forget_all(expected);
    repeat_all(now.wall);
    const char* const way = jump.count() > 0 ? "forward (it was set, or the computer slept)" : "back";
    for (const auto& [ups, known] : known_)
        put_event({ups, now.wall, "info", fmt::format("the clock has gone {} {}", history::duration_text(abs(jump)), way)});
    return now.wall;
}

void HistoryRecorder::forget(const std::string& ups, const Known& known, Stamp time) {
    for (const auto& [variable, value] : known.values) put({ups, variable, time, std::nullopt});
    batch_.states.push_back({ups, time, std::nullopt, ""});
}

void HistoryRecorder::forget_all(Stamp time) {
    for (const auto& [ups, known] : known_) forget(ups, known, time);
}

void HistoryRecorder::repeat_all(Stamp time) {
    for (const auto& [ups, known] : known_) {
        for (const auto& [variable, value] : known.values) put({ups, variable, time, value});
        batch_.states.push_back({ups, time, known.state, known.words});
    }
}

void HistoryRecorder::put(history::Sample sample) {
    if (batch_.samples.size() < kMostRows) batch_.samples.push_back(std::move(sample));
    else ++lost_;
}

void HistoryRecorder::put_event(history::Event event) {
    if (batch_.events.size() < kMostEvents) batch_.events.push_back(std::move(event));
    else ++events_left_out_;
}

void HistoryRecorder::on_ups_added(const std::string& ups, const std::string&) {
    const std::lock_guard lock(mutex_);
    const Stamp now = tick();
    known_[ups] = {};
    batch_.states.push_back({ups, now, State::no_comm, ""});
}

void HistoryRecorder::on_ups_removed(const std::string& ups) {
    const std::lock_guard lock(mutex_);
    const Stamp now = tick();
    const auto found = known_.find(ups);
    if (found == known_.end()) return;
    forget(ups, found->second, now);
    batch_.alive.push_back({ups, now});
    known_.erase(found);
}

void HistoryRecorder::on_state(const std::string& ups, State state) {
    {
        const std::lock_guard lock(mutex_);
        const Stamp now = tick();
        Known& known = known_[ups];
        known.state = state;
        known.words.clear();  // those of the new state come with the values
        // States are few; should the disk be away for long, they stay bounded like the rest.
        if (batch_.states.size() < kMostRows) batch_.states.push_back({ups, now, state, ""});
    }
    on_urgent_();
}

void HistoryRecorder::on_values(const std::string& ups, std::span<const ObservedValue> changed) {
    const std::lock_guard lock(mutex_);
    const Stamp now = tick();
    Known& known = known_[ups];
    for (const ObservedValue& value : changed) {
        const std::optional<Variable> variable = variable_by_name(value.name);
        if (!variable) continue;
        if (*variable == Variable::ups_status) {
            known.words = value.text;
            if (batch_.states.size() < kMostRows) batch_.states.push_back({ups, now, known.state, value.text});
        }
        if (variable_kind(*variable) != VariableKind::number) continue;
        const std::optional<double> number = number_of(value.text);
        if (number) known.values[*variable] = *number;
        else if (known.values.erase(*variable) == 0) continue;  // was not known before either
        put({ups, *variable, now, number});
    }
}

void HistoryRecorder::on_event(const std::string& who, LogLevel level, const std::string& text) {
    if (level < LogLevel::info) return;
    const std::lock_guard lock(mutex_);
    const Stamp now = tick();
    put_event({who, now, std::string(log_level_name(level)), text});
}

history::Batch HistoryRecorder::take() {
    const std::lock_guard lock(mutex_);
    const Stamp now = tick();
    if (events_left_out_ > 0) {
        for (const auto& [ups, known] : known_)
            batch_.events.push_back({ups, now, "warning", fmt::format("{} more events", events_left_out_)});
        events_left_out_ = 0;
    }
    history::Batch batch = std::exchange(batch_, {});
    if (!ended_)
        for (const auto& [ups, known] : known_) batch.alive.push_back({ups, now});
    return batch;
}

void HistoryRecorder::end() {
    const std::lock_guard lock(mutex_);
    const Stamp now = tick();
    forget_all(now);
    for (const auto& [ups, known] : known_) batch_.alive.push_back({ups, now});
    known_.clear();
    ended_ = true;
}

bool HistoryRecorder::any_on_battery() const {
    const std::lock_guard lock(mutex_);
    for (const auto& [ups, known] : known_)
        if (known.state == State::on_battery || known.state == State::low_battery) return true;
    return false;
}

Duration HistoryRecorder::clock_settled_for() const {
    const std::lock_guard lock(mutex_);
    return clocks_().steady - settled_since_;
}

std::size_t HistoryRecorder::take_lost() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lost_, 0);
}

}  // namespace upsmd::daemon
