// Many sessions on one deadline queue, ordered by (time, sequence): the same order in production and in simulation.
//
// Thread: none of its own; calls must not overlap.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "core/session.h"

namespace upsmd {

class Fleet {
  public:
    using Id = std::uint32_t;

    Id add(const Protocol& protocol, const Settings& settings);
    void remove(Id id);

    // The session itself, to look at. Inputs go through `with`, so that the queue stays right.
    const Session& session(Id id) const { return *entries_.at(id).session; }

    // Calls f(Session&) and re-queues the session by its new deadline.
    template <typename F>
    decltype(auto) with(Id id, F&& f) {
        struct Requeue {
            Fleet& fleet;
            Id id;
            ~Requeue() { fleet.requeue(id); }
        } requeue{*this, id};
        return std::forward<F>(f)(*entries_.at(id).session);
    }

    // The earliest deadline of all sessions; kNever if there is none.
    Time deadline() const;

    // Runs on_time on every session whose deadline is not after now, earliest first, at most once each for the
    // same instant, and calls ran(id) after each.
    void run_due(Time now, const std::function<void(Id)>& ran);

    std::size_t size() const { return entries_.size(); }

  private:
    using Key = std::pair<Time, std::uint64_t>;
    struct Entry {
        std::unique_ptr<Session> session;
        Key key{kNever, 0};
    };

    void requeue(Id id);

    std::map<Id, Entry> entries_;
    std::map<Key, Id> queue_;
    Id next_id_ = 1;
    std::uint64_t sequence_ = 0;
};

}  // namespace upsmd
