// Turns what the observers are told into rows of the history, and keeps them until they are written.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "daemon/observer.h"
#include "history/types.h"

namespace upsmd::daemon {

// Both clocks, read at once. Their difference tells that the wall clock was set, or that the machine slept.
struct ClockReading {
    history::Stamp wall{};
    Time steady{};
};

ClockReading read_clocks();

// Thread: any. Never waits for a disk. Holds at most kMostRows: then values are dropped, and counted.
class HistoryRecorder final : public Observer {
  public:
    static constexpr std::size_t kMostRows = 20'000;
    static constexpr std::size_t kMostEvents = 200;  // of one batch: a unit that goes mad must not fill the history

    // on_urgent: called without a lock when a state has changed; must not block.
    HistoryRecorder(std::function<ClockReading()> clocks, std::function<void()> on_urgent);

    void on_ups_added(const std::string& ups, const std::string& port) override;
    void on_ups_removed(const std::string& ups) override;
    void on_state(const std::string& ups, State state) override;
    void on_values(const std::string& ups, std::span<const ObservedValue> changed) override;
    void on_event(const std::string& who, LogLevel level, const std::string& text) override;

    // Everything since the last call, with the sign of life of all UPSes.
    history::Batch take();

    // Nothing is known from now on. The last thing that is recorded.
    void end();

    bool any_on_battery() const;
    // For how long the wall clock has not jumped.
    Duration clock_settled_for() const;
    // Values that were dropped since the last call.
    std::size_t take_lost();
    history::Stamp wall() const { return clocks_().wall; }

  private:
    struct Known {
        State state = State::no_comm;
        std::string words;
        std::map<Variable, double> values;
    };

    history::Stamp tick();
    void forget_all(history::Stamp time);
    void repeat_all(history::Stamp time);
    void forget(const std::string& ups, const Known& known, history::Stamp time);
    void put(history::Sample sample);
    void put_event(history::Event event);

    std::function<ClockReading()> clocks_;
    std::function<void()> on_urgent_;
    mutable std::mutex mutex_;
    std::map<std::string, Known> known_;
    history::Batch batch_;
    ClockReading last_;
    Time settled_since_{};
    std::size_t lost_ = 0;
    std::size_t events_left_out_ = 0;
    bool ended_ = false;
};

}  // namespace upsmd::daemon
