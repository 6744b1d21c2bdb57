#include "capi/event_queue.h"

#include <algorithm>
#include <utility>

#include "capi/ups.h"

namespace upsmd::capi {

void EventQueue::push(Event event) {
    const std::lock_guard lock(mutex_);
    UpsQueueState& of_ups = event.ups->in_queue;
    if (!event.completion && event.variable) {
        const auto bit = static_cast<std::size_t>(*event.variable);
        if (of_ups.values.test(bit)) return;
        of_ups.values.set(bit);
    } else if (!event.completion) {
        if (of_ups.events > kMostOfOne) return;
        if (of_ups.events == kMostOfOne) event.kind = UPSMD_EVENT_DROPPED;
        ++of_ups.events;
    }
    events_.push_back(std::move(event));
    refresh();
    filled_.notify_one();
}

std::optional<Event> EventQueue::take() {
    const std::lock_guard lock(mutex_);
    if (events_.empty()) return std::nullopt;
    Event event = std::move(events_.front());
    events_.pop_front();
    UpsQueueState& of_ups = event.ups->in_queue;
    if (!event.completion && event.variable) of_ups.values.reset(static_cast<std::size_t>(*event.variable));
    else if (!event.completion) --of_ups.events;
    refresh();
    return event;
}

std::vector<Event> EventQueue::take_all(const upsmd_ups& ups) {
    const std::lock_guard lock(mutex_);
    std::vector<Event> completions;
    for (Event& event : events_)
        if (event.ups.get() == &ups && event.completion) completions.push_back(event);
    std::erase_if(events_, [&ups](const Event& event) { return event.ups.get() == &ups; });
    refresh();
    return completions;
}

std::size_t EventQueue::size() const {
    const std::lock_guard lock(mutex_);
    return events_.size();
}

bool EventQueue::wait() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return ended_ || !events_.empty(); });
    return !ended_;
}

void EventQueue::begin_wait() {
    const std::lock_guard lock(mutex_);
    ended_ = false;
}

void EventQueue::end_wait() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    filled_.notify_all();
}

void EventQueue::refresh() {
    if (events_.empty()) pipe_.clear();
    else pipe_.raise();
}

}  // namespace upsmd::capi
