#include "core/supplies.h"

#include <algorithm>

namespace upsmd {

Supplies::Supplies(std::size_t members, std::size_t minimum, Duration lost_wait)
    : members_(members), minimum_(minimum), lost_wait_(lost_wait) {}

void Supplies::on_state(std::size_t index, State state, Time now) {
    Member& member = members_[index];
    if (state == State::no_comm) {
        if (member.heard) member.silent_since = now;
        member.heard = false;
    } else {
        member.heard = true;
        member.last = state;
    }
    const bool is_outage = std::ranges::any_of(members_, [](const Member& m) { return m.last != State::online; });
    if (!is_outage) outage_since_ = kNever;
    else if (outage_since_ == kNever) outage_since_ = now;
}

void Supplies::forget() {
    members_.assign(members_.size(), {});
    outage_since_ = kNever;
}

// Mains that fail at one member are taken to fail at those that say nothing, too.
Time Supplies::doubtful_since(const Member& member) const {
    if (member.heard || outage_since_ == kNever) return kNever;
    return std::max(member.silent_since, outage_since_);
}

bool Supplies::supplies(const Member& member, Time now) const {
    if (member.last == State::low_battery) return false;
    const Time since = doubtful_since(member);
    return since == kNever || now < since + lost_wait_;
}

bool Supplies::has_mains(const Member& member) const {
    return member.last == State::online && doubtful_since(member) == kNever;
}

std::size_t Supplies::supplying(Time now) const {
    return static_cast<std::size_t>(std::ranges::count_if(members_, [&](const Member& m) { return supplies(m, now); }));
}

State Supplies::state(Time now) const {
    if (supplying(now) < minimum_) return State::low_battery;
    const auto with_mains = std::ranges::count_if(members_, [this](const Member& m) { return has_mains(m); });
    if (static_cast<std::size_t>(with_mains) < minimum_) return State::on_battery;
    const bool is_silent = std::ranges::none_of(members_, [](const Member& m) { return m.heard; });
    return is_silent ? State::no_comm : State::online;
}

Time Supplies::deadline(Time now) const {
    Time next = kNever;
    for (const Member& member : members_) {
        const Time since = doubtful_since(member);
        if (since != kNever && supplies(member, now)) next = std::min(next, since + lost_wait_);
    }
    return next;
}

}  // namespace upsmd
