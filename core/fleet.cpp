#include "core/fleet.h"

namespace upsmd {

Fleet::Id Fleet::add(const Protocol& protocol, const Settings& settings) {
    const Id id = next_id_++;
    entries_[id].session = std::make_unique<Session>(protocol, settings);
    requeue(id);
    return id;
}

void Fleet::remove(Id id) {
    const auto entry = entries_.find(id);
    if (entry == entries_.end()) return;
    queue_.erase(entry->second.key);
    entries_.erase(entry);
}

Time Fleet::deadline() const { return queue_.empty() ? kNever : queue_.begin()->first.first; }

void Fleet::run_due(Time now, const std::function<void(Id)>& ran) {
    // A session whose deadline stays in the past gets a new, later sequence number, so that every other due session
    // runs before it does again; the bound keeps one that never moves on from holding the loop.
    for (std::size_t left = queue_.size(); left > 0 && deadline() <= now; --left) {
        const Id id = queue_.begin()->second;
        with(id, [now](Session& session) { session.on_time(now); });
        ran(id);
    }
}

void Fleet::requeue(Id id) {
    const auto entry = entries_.find(id);
    if (entry == entries_.end()) return;
    queue_.erase(entry->second.key);
    entry->second.key = {kNever, 0};
    const Time deadline = entry->second.session->deadline();
    if (deadline == kNever) return;
    entry->second.key = {deadline, ++sequence_};
    queue_.emplace(entry->second.key, id);
}

}  // namespace upsmd
