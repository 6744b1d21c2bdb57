#include "core/policy.h"

#include <algorithm>
#include <utility>

namespace upsmd {

void Policy::on_settings(const PolicySettings& settings, Time now) {
    settings_ = settings;
    if (phase_ != Phase::watching || !outage_since_) return;
    set_shutdown_time();
    if (lost_since_) lost_until_ = *lost_since_ + settings_.lost_on_battery_wait;
    if (!outage_told_) next_message_ = std::max(now, *outage_since_ + settings_.first_message_delay);
    else next_message_ = std::min(next_message_, now + settings_.message_interval);
    on_time(now);
}

void Policy::on_state(State state, Time now) {
    // Mains that are back come before a timer that ran out meanwhile.
    if (state != State::online) on_time(now);
    if (state_ == state) return;
    const bool was_lost = state_ == State::no_comm;
    state_ = state;
    if (was_lost) regain_comm();
    switch (state) {
        case State::online: end_outage(); on_time(now); return;
        case State::on_battery: begin_outage(now); return;
        case State::low_battery:
            begin_outage(now);
            record(PolicyRecord::battery_low);
            go_critical(CriticalReason::low_battery, now);
            return;
        case State::no_comm: lose_comm(now); return;
    }
}

void Policy::begin_outage(Time now) {
    lost_until_ = kNever;
    if (outage_since_) return;
    outage_since_ = now;
    outage_told_ = false;
    record(PolicyRecord::power_failed);
    if (phase_ != Phase::watching) return;
    next_message_ = now + settings_.first_message_delay;
    set_shutdown_time();
    on_time(now);
}

// What has gone critical stays so: the task has run, and the system has been told.
void Policy::end_outage() {
    lost_until_ = kNever;
    if (!outage_since_) return;
    outage_since_.reset();
    next_message_ = shutdown_at_ = kNever;
    record(PolicyRecord::power_restored);
    if (outage_told_) tell(PolicyMessage::power_restored);
    outage_told_ = false;
}

void Policy::lose_comm(Time now) {
    record(outage_since_ ? PolicyRecord::comm_lost_on_battery : PolicyRecord::comm_lost);
    // A plug that wobbles is not worth a message each time.
    if (!comm_told_ || now >= *comm_told_ + settings_.message_interval) {
        comm_told_ = now;
        comm_loss_told_ = true;
        tell(PolicyMessage::comm_lost);
    }
    if (!outage_since_ || phase_ != Phase::watching) return;
    lost_since_ = now;
    lost_until_ = now + settings_.lost_on_battery_wait;
    on_time(now);
}

void Policy::regain_comm() {
    record(PolicyRecord::comm_restored);
    if (comm_loss_told_) tell(PolicyMessage::comm_restored);
    comm_loss_told_ = false;
    lost_since_.reset();
    lost_until_ = kNever;
}

void Policy::set_shutdown_time() {
    shutdown_at_ = settings_.shutdown_on_battery ? *outage_since_ + settings_.shutdown_on_battery_wait : kNever;
}

void Policy::on_time(Time now) {
    if (now >= next_message_) message_due(now);
    if (now >= shutdown_at_) go_critical(CriticalReason::too_long_on_battery, now);
    if (now >= lost_until_) go_critical(CriticalReason::lost_on_battery, now);
    if (now < phase_until_) return;
    if (phase_ == Phase::task) {
        record(PolicyRecord::task_late);
        go_down(now);
    } else if (phase_ == Phase::asking || hibernating_) {
        record(PolicyRecord::hibernate_refused);
        order_shutdown(now);
    } else {
        retry(now);
    }
}

void Policy::message_due(Time now) {
    tell(PolicyMessage::power_failed);
    outage_told_ = true;
    // In step with the first one, however late this call is.
    while (next_message_ <= now) next_message_ += std::max<Duration>(settings_.message_interval, 1s);
}

void Policy::go_critical(CriticalReason reason, Time now) {
    next_message_ = shutdown_at_ = lost_until_ = kNever;
    // A shutdown that was ordered for less, and has not come: not to be waited for any longer.
    if (phase_ == Phase::going_down && reason == CriticalReason::low_battery && reason_ != reason) {
        reason_ = reason;
        return order_shutdown(now);
    }
    if (phase_ != Phase::watching) return;
    reason_ = reason;
    record(PolicyRecord::going_down, reason);
    tell(PolicyMessage::going_down);
    outage_told_ = true;
    if (!settings_.run_task) return go_down(now);
    phase_ = Phase::task;
    phase_until_ = now + kTaskLimit;
    act(PolicyAction::Kind::run_task);
}

void Policy::on_task_done(Time now) {
    if (phase_ == Phase::task) go_down(now);
}

void Policy::go_down(Time now) {
    if (settings_.critical_action == CriticalAction::shut_down) return order_shutdown(now);
    phase_ = Phase::asking;
    phase_until_ = now + kHibernateLimit;
    act(PolicyAction::Kind::ask_hibernate);
}

void Policy::on_hibernate_answer(bool can, Time now) {
    if (phase_ != Phase::asking) return;
    if (!can) {
        record(PolicyRecord::hibernate_refused);
        return order_shutdown(now);
    }
    phase_ = Phase::gone;
    phase_until_ = now + kHibernateLimit;
    hibernating_ = true;
    turn_off();
    act(PolicyAction::Kind::hibernate);
}

void Policy::order_shutdown(Time now) {
    if (phase_ != Phase::gone) phase_ = Phase::going_down;
    phase_until_ = now + kOverdueRetry;
    refused_ = hibernating_ = false;
    act(PolicyAction::Kind::shut_down);
}

void Policy::on_refused(Time now) {
    if (system_is_down_ || (phase_ != Phase::going_down && phase_ != Phase::gone)) return;
    if (hibernating_) {
        record(PolicyRecord::hibernate_refused);
        return order_shutdown(now);
    }
    record(PolicyRecord::shutdown_refused);
    refused_ = true;
    phase_until_ = now + kRefusedRetry;
}

// Somebody has taken the shutdown back, or a program holds it up.
void Policy::retry(Time now) {
    const bool mains_are_back = state_ == State::online;
    if (mains_are_back && !turned_off_) {
        record(PolicyRecord::shutdown_dropped);
        phase_ = Phase::watching;
        phase_until_ = kNever;
        reason_ = CriticalReason::none;
        return;
    }
    record(PolicyRecord::shutdown_overdue);
    order_shutdown(now);
}

void Policy::on_system_shutdown() {
    const bool is_ours = phase_ != Phase::watching && !system_is_down_ && !refused_;
    system_is_down_ = true;
    hibernating_ = false;
    phase_ = Phase::gone;
    next_message_ = shutdown_at_ = lost_until_ = phase_until_ = kNever;
    if (is_ours) turn_off();
}

void Policy::turn_off() {
    if (!settings_.turn_off || turned_off_) return;
    turned_off_ = true;
    record(PolicyRecord::turning_off);
    actions_.push_back({.kind = PolicyAction::Kind::turn_off, .delay = settings_.turn_off_wait});
}

void Policy::on_resume() {
    const PolicySettings settings = settings_;
    std::vector<PolicyAction> actions = std::move(actions_);
    *this = Policy(settings);
    actions_ = std::move(actions);
}

Time Policy::deadline() const { return std::min({next_message_, shutdown_at_, lost_until_, phase_until_}); }

std::vector<PolicyAction> Policy::take_actions() { return std::exchange(actions_, {}); }

void Policy::record(PolicyRecord what, CriticalReason reason) {
    actions_.push_back({.kind = PolicyAction::Kind::record, .record = what, .reason = reason});
}

void Policy::tell(PolicyMessage what) {
    if (settings_.notify) actions_.push_back({.kind = PolicyAction::Kind::tell_users, .message = what, .reason = reason_});
}

void Policy::act(PolicyAction::Kind kind) { actions_.push_back({.kind = kind}); }

}  // namespace upsmd
