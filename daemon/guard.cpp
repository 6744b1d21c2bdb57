#include "daemon/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/words.h"

namespace upsmd::daemon {

Guard::Guard(Parts parts, GuardPlan plan)
    : parts_(std::move(parts)),
      plan_(std::move(plan)),
      policy_(plan_.policy.settings),
      supplies_(plan_.members.size(), std::max(plan_.group_minimum, 1U), plan_.policy.settings.lost_on_battery_wait),
      members_(plan_.members.size()),
      first_contact_until_(parts_.clock.now() + kFirstContact),
      slept_(parts_.slept()) {
    for (std::size_t i = 0; i < members_.size(); ++i)
        if (const auto life = plan_.members[i].battery_life)
            members_[i].battery.emplace(*life, plan_.members[i].recharge_rate);
}

void Guard::set_policy(const PolicyConfig& policy) {
    plan_.policy = policy;
    supplies_.set_lost_wait(policy.settings.lost_on_battery_wait);
    policy_.on_settings(policy.settings, parts_.clock.now());
    feed_policy();
    pump();
}

std::optional<std::size_t> Guard::index_of(const std::string& ups) const {
    const auto found = std::ranges::find(plan_.members, ups, &GuardedUps::name);
    if (found == plan_.members.end()) return std::nullopt;
    return static_cast<std::size_t>(found - plan_.members.begin());
}

void Guard::on_ups_added(const std::string& ups) {
    const auto index = index_of(ups);
    if (!index) return;
    take(*index, State::no_comm);
    counted_.reset();
    first_contact_until_ = parts_.clock.now() + kFirstContact;
    parts_.deadline_changed();
}

void Guard::on_ups_state(const std::string& ups, State state) {
    const auto index = index_of(ups);
    if (!index) return;
    look_whether_slept();
    const State before = members_[*index].reported;
    take(*index, state);
    tell_of_member(*index, before);
    feed_policy();
    pump();
}

void Guard::take(std::size_t index, State reported) {
    Member& member = members_[index];
    member.reported = reported;
    const Time now = parts_.clock.now();
    supplies_.on_state(index, member.battery ? member.battery->on_state(reported, now) : reported, now);
}

// Of a group the policy knows the whole only: that one member cannot be heard any more is worth a message of its own.
void Guard::tell_of_member(std::size_t index, State before) {
    Member& member = members_[index];
    const Time now = parts_.clock.now();
    const bool is_lost = member.reported == State::no_comm;
    if (plan_.group_minimum == 0 || is_lost == (before == State::no_comm)) return;
    if (!is_lost && !std::exchange(member.told_lost, false)) return;
    if (is_lost) {
        const bool is_too_soon =
            member.lost_told_at && now < *member.lost_told_at + plan_.policy.settings.message_interval;
        if (is_too_soon) return;
        member.lost_told_at = now;
        member.told_lost = true;
    }
    Notice told = notice(is_lost ? PolicyMessage::comm_lost : PolicyMessage::comm_restored, CriticalReason::none);
    told.who = plan_.members[index].name;
    told.members = {told.who};
    if (plan_.policy.settings.notify) tell_users(told);
}

// A UPS that has not been heard yet is given its time: no word of a loss before.
void Guard::feed_policy() {
    const Time now = parts_.clock.now();
    // A single UPS that is lost on battery is the policy's own matter.
    const State state =
        plan_.group_minimum == 0 && members_[0].reported == State::no_comm ? State::no_comm : supplies_.state(now);
    if (state == State::no_comm && !counted_ && first_contact_until_ != kNever) return;
    counted_ = state;
    policy_.on_state(state, now);
}

void Guard::give_up_waiting() {
    first_contact_until_ = kNever;
    // After a sleep: what has not changed since.
    for (std::size_t i = 0; i < members_.size(); ++i) take(i, members_[i].reported);
    for (std::size_t i = 0; i < members_.size(); ++i)
        if (members_[i].reported == State::no_comm && !members_[i].told_lost) tell_of_member(i, State::online);
    feed_policy();
}

// Everything that was known before a sleep is old.
void Guard::look_whether_slept() {
    const Duration slept = parts_.slept();
    // The two clocks that this comes from are not read at one instant.
    if (slept < slept_ + 1s) return;
    slept_ = slept;
    record(LogLevel::info, "this computer was asleep");
    policy_.on_resume();
    supplies_.forget();
    counted_.reset();
    first_contact_until_ = parts_.clock.now() + kAfterSleep;
}

void Guard::on_time() {
    look_whether_slept();
    const Time now = parts_.clock.now();
    if (now >= first_contact_until_) give_up_waiting();
    for (std::size_t i = 0; i < members_.size(); ++i)
        if (members_[i].battery && now >= members_[i].battery->deadline()) take(i, members_[i].reported);
    if (counted_) feed_policy();
    policy_.on_time(now);
    pump();
}

Time Guard::deadline() const {
    Time next = std::min({policy_.deadline(), first_contact_until_, supplies_.deadline(parts_.clock.now())});
    for (const Member& member : members_)
        if (member.battery) next = std::min(next, member.battery->deadline());
    return next;
}

bool Guard::is_calm() const {
    const bool has_mains = !counted_ || *counted_ == State::online || *counted_ == State::no_comm;
    return has_mains && !is_going_down();
}

void Guard::pump() {
    for (bool busy = true; busy;) {
        const auto actions = policy_.take_actions();
        for (const PolicyAction& action : actions) carry_out(action);
        busy = !actions.empty();
    }
    if (!is_going_down()) {
        shutdown_orders_ = 0;
        if (std::exchange(has_kill_order_, false)) parts_.actions.drop_kill_power(plan_.name);
    }
    parts_.deadline_changed();
}

void Guard::carry_out(const PolicyAction& action) {
    using Kind = PolicyAction::Kind;
    switch (action.kind) {
        case Kind::record: return record(action.record, action.reason);
        case Kind::tell_users: return tell_users(notice(action.message, action.reason));
        case Kind::run_task: return run_task();
        case Kind::shut_down: return shut_down();
        case Kind::ask_hibernate: return ask_hibernate();
        case Kind::hibernate: return hibernate();
        case Kind::turn_off: return turn_off(action.delay);
    }
}

void Guard::record(PolicyRecord what, CriticalReason reason) {
    const bool names_problem = what == PolicyRecord::shutdown_refused || what == PolicyRecord::hibernate_refused;
    const std::string problem = names_problem ? std::exchange(problem_, {}) : std::string();
    record(record_level(what), record_text(what, reason, plan_.group_minimum, problem));
}

// An action may answer after this object has gone.
ActionDone Guard::answer(std::function<void(const Result<void>&)> then) {
    const std::weak_ptr<bool> alive = alive_;
    return [this, alive, later = parts_.later, then = std::move(then)](const Result<void>& result) {
        later([this, alive, then, result] {
            if (alive.expired()) return;
            then(result);
            pump();
        });
    };
}

std::vector<std::string> Guard::member_names() const {
    std::vector<std::string> names;
    for (const GuardedUps& ups : plan_.members) names.push_back(ups.name);
    return names;
}

Notice Guard::notice(PolicyMessage message, CriticalReason reason) const {
    return {plan_.name, member_names(), message, reason, notice_text(message, reason, plan_.group_minimum)};
}

void Guard::tell_users(const Notice& what) {
    parts_.actions.tell_users(plan_.policy, what, answer([this](const Result<void>& result) {
        if (!result) record(LogLevel::warning, "users were not told: " + result.error().message);
    }));
}

void Guard::run_task() {
    const Notice why = notice(PolicyMessage::going_down, policy_.reason());
    record(LogLevel::info, "runs the task: " + command_text(plan_.policy.task));
    parts_.actions.run_task(plan_.policy.task, why, answer([this](const Result<void>& result) {
        if (!result) record(LogLevel::error, "the task: " + result.error().message);
        policy_.on_task_done(parts_.clock.now());
    }));
}

// A command that has not brought the system down is not asked a second time: then the system's own way.
void Guard::shut_down() {
    order_kill_power();
    const CommandWords command = shutdown_orders_++ == 0 ? plan_.policy.shutdown_command : CommandWords();
    const Notice why = notice(PolicyMessage::going_down, policy_.reason());
    parts_.actions.shut_down(command, why, answer([this](const Result<void>& result) {
        if (result) return;
        problem_ = result.error().message;
        policy_.on_refused(parts_.clock.now());
    }));
}

// Before the shutdown is ordered: from then on nobody knows how much time is left.
void Guard::order_kill_power() {
    if (!plan_.policy.settings.turn_off || has_kill_order_) return;
    const auto delay = plan_.policy.settings.turn_off_wait;
    const Result<void> ordered = parts_.actions.order_kill_power(plan_.name, member_names(), delay);
    has_kill_order_ = static_cast<bool>(ordered);
    if (ordered)
        record(LogLevel::warning, fmt::format("told to turn off at the end of the shutdown, after {} s: {}",
                                              delay.count(), names_text(member_names())));
    else record(LogLevel::error, "the UPS will not be turned off: " + ordered.error().message);
}

void Guard::ask_hibernate() {
    parts_.actions.ask_hibernate(answer([this](const Result<void>& result) {
        if (!result) problem_ = result.error().message;
        policy_.on_hibernate_answer(static_cast<bool>(result), parts_.clock.now());
    }));
}

// The turn-off comes first, and has to be through before the system sleeps.
void Guard::hibernate() {
    if (turning_off_) {
        after_turn_off_.emplace_back([this] { hibernate(); });
        return;
    }
    parts_.actions.hibernate(answer([this](const Result<void>& result) {
        if (result) return;
        problem_ = result.error().message;
        policy_.on_refused(parts_.clock.now());
    }));
}

void Guard::turn_off(std::chrono::seconds delay) {
    turning_off_ = true;
    parts_.actions.turn_off(member_names(), delay, answer([this](const Result<void>& result) {
        if (!result) record(LogLevel::error, "not turned off: " + result.error().message);
        turning_off_ = false;
        for (const auto& next : std::exchange(after_turn_off_, {})) next();
    }));
}

}  // namespace upsmd::daemon
