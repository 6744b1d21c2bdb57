// What `upsmd watch` knows: the UPSes and what happened to them. Without terminal, socket and clock.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/upsmd/watch/condition.h"
#include "core/time.h"
#include "nut/driver_client.h"

namespace upsmd::watch {

struct Ups {
    std::string path;   // of its socket: what it is told apart by
    std::string name;   // as NUT knows it
    std::string label;  // the name, or, where two have the same one, the socket's
    Condition condition;
    std::string alarm;  // ups.alarm
    std::optional<Time> since;  // when the condition began, where that was seen
    bool was_on_battery = false;  // in the last data
    bool is_named = false;        // by its driver; that is done once
    // Of the last data; only those that are numbers in a range that makes sense.
    std::optional<double> load, charge, runtime, input, output;  // %, %, s, V, V
    std::string model;
    const nut::DriverClient* client = nullptr;
};

struct Event {
    std::string time;  // as it was handed in
    std::string path;
    std::string label;
    Severity severity = Severity::fine;
    std::string text;
};

enum class SortBy { trouble, name, load, charge, runtime };
inline constexpr int kSortings = 5;

std::string sorting_name(SortBy sorting);

// Not thread-safe.
class Model {
  public:
    static constexpr std::size_t kMostEvents = 500;

    // The client told something; it must live until forget. `time`: the wall clock's, for events.
    void update(const std::string& path, const nut::DriverClient& client, Time now, const std::string& time);
    void forget(const std::string& path);

    std::size_t size() const { return upses_.size(); }
    const Ups* find(const std::string& path) const;
    // The worst, or least, first (load: the most); those without the value come last, ties by label. Valid until the
    // next update or forget.
    std::vector<const Ups*> sorted(SortBy sorting) const;
    // The newest first.
    const std::deque<Event>& events() const { return events_; }
    // How many UPSes are in a condition.
    std::size_t count(Severity severity) const;

  private:
    void take_values(Ups& ups);
    void note(const Ups& ups, Severity severity, const std::string& text, const std::string& time);
    void label_all();

    std::map<std::string, Ups> upses_;
    std::deque<Event> events_;
};

}  // namespace upsmd::watch
