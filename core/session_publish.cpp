// Session: what replies, alerts and silence mean for the published values and the state.
#include <algorithm>
#include <string>

#include "core/cable.h"
#include "core/session.h"

namespace upsmd {
namespace {

constexpr int kLossFailures = 3;
constexpr int kShutdownPolls = 2;
// A port that stays silent this long may be helped by opening it again (USB adapters).
constexpr Duration kReopenAfter = 60s;
// Below this an input voltage is none: induced voltages of a few volts are common on an open input.
constexpr double kMainsVolts = 50.0;
// What a computer acts on: only the status query says these.
constexpr StatusFlags kDeciding{StatusFlag::ol, StatusFlag::ob, StatusFlag::lb, StatusFlag::fsd};

}  // namespace

void Session::accept(const Query& query, const Decoded& decoded, Time now) {
    QueryState& state = queries_[query_];
    const bool estimates = estimates_battery(query, decoded);
    state.filled.reset();
    state.extra = decoded.extra_status.value_or(StatusFlags{}).without(kDeciding);
    state.alarm = {};
    for (const Decoded::Assignment& assignment : decoded.values()) {
        if (assignment.variable == Variable::ups_alarm) {
            state.alarm = assignment.value;
            continue;
        }
        if (query.fills_gaps && given_by_another(assignment.variable)) continue;
        const bool estimated = estimates && assignment.variable == Variable::battery_voltage;
        if (!estimated) reading_.set(assignment.variable, assignment.value);
        charge_is_new_ = charge_is_new_ || assignment.variable == Variable::battery_charge;
        runtime_is_new_ = runtime_is_new_ || assignment.variable == Variable::battery_runtime;
        state.filled.set(static_cast<std::size_t>(assignment.variable));
    }
    if (decoded.commands) listed_ = decoded.commands;
    if (query.schedule == Schedule::status_part) state.part = decoded.status.value_or(StatusFlags{});
    if (!decoded.status || query.schedule != Schedule::status) {
        if (have_status_) publish_words();
        return;
    }
    if (estimates) {
        const Value* const voltage = decoded.find(Variable::battery_voltage);
        const bool known = voltage != nullptr && voltage->present();
        const bool runtime_is_told = given_by_another(Variable::battery_runtime);
        battery_.apply(reading_, known ? std::optional<Value>(*voltage) : std::nullopt,
                       decoded.status->has(StatusFlag::ol), settings_, now, runtime_is_told);
        charge_is_new_ = true;
        state.filled.set(static_cast<std::size_t>(Variable::battery_charge));
        if (!runtime_is_told) {
            runtime_is_new_ = true;
            state.filled.set(static_cast<std::size_t>(Variable::battery_runtime));
        }
    }
    StatusFlags flags = *decoded.status;
    for (const QueryState& each : queries_) flags = flags.with(each.part);
    publish_status(flags, now, false);
}

// A unit that tells its charge itself needs no estimate, and its voltage is the string's.
bool Session::estimates_battery(const Query& query, const Decoded& decoded) const {
    if (!protocol_->estimates_battery || decoded.find(Variable::battery_charge) != nullptr) return false;
    return query.schedule != Schedule::status || !given_by_another(Variable::battery_charge);
}

bool Session::given_by_another(Variable variable) const {
    for (std::size_t i = 0; i < queries_.size(); ++i)
        if (i != query_ && queries_[i].answered && queries_[i].filled.test(static_cast<std::size_t>(variable)))
            return true;
    return false;
}

void Session::publish_status(StatusFlags flags, Time now, bool provisional) {
    if (!provisional) filter_shutdown_bit(flags, now);
    last_status_ = flags;
    have_status_ = true;
    if (protocol_->lines_only) on_poll_good(now);
    for (std::size_t i = 0; i < queries_.size(); ++i)
        if (!is_wanted(protocol_->queries[i])) forget(queries_[i]);
    publish_words();

    StatusSample sample{flags, std::nullopt, std::nullopt, std::nullopt};
    if (!provisional) {
        if (charge_is_new_) sample.charge = reading_.number(Variable::battery_charge);
        if (runtime_is_new_) sample.runtime = reading_.number(Variable::battery_runtime);
        charge_is_new_ = runtime_is_new_ = false;
    }
    if (const auto volts = reading_.number(Variable::input_voltage)) sample.mains_voltage = *volts > kMainsVolts;
    const State before = rules_.state();
    rules_.on_sample(sample, now, provisional);
    if (rules_.state() != before)
        note(SessionEvent::Kind::state_changed, now, static_cast<std::uint32_t>(rules_.state()));
}

// The words of the last status and of every query beside it; the state is not theirs to change.
void Session::publish_words() {
    StatusFlags flags = last_status_;
    std::string alarms;
    for (const QueryState& state : queries_) {
        flags = flags.with(state.extra);
        if (!state.alarm.present()) continue;
        if (!alarms.empty()) alarms += "; ";
        alarms += state.alarm.as_text();
    }
    reading_.set(Variable::ups_status, Value::text(flags.to_string()));
    const bool told = flags.has(StatusFlag::alarm) && !alarms.empty();
    reading_.set(Variable::ups_alarm, told ? Value::text(alarms) : Value{});
}

// The unit's "shutdown active" bit is FSD only if it rose while we watched, without our order, for two polls: the unit
// will then cut the power even on mains. Set at first contact, or left over once the mains are back, it is only told.
void Session::filter_shutdown_bit(StatusFlags& flags, Time now) {
    if (!flags.has(StatusFlag::fsd)) {
        // Our own order shows up in the bit only after a while: forget it when the bit falls, not before it rose.
        if (shutdown_polls_ > 0) shutdown_known_ = false;
        shutdown_polls_ = 0;
        return;
    }
    const bool mains_back = last_status_.has(StatusFlag::ob) && flags.has(StatusFlag::ol);
    const bool leftover = !have_status_ || (shutdown_polls_ > 0 && mains_back);
    if (leftover && !shutdown_known_) {
        shutdown_known_ = true;
        note(SessionEvent::Kind::shutdown_noticed, now);
    }
    if (shutdown_polls_ <= kShutdownPolls) ++shutdown_polls_;
    const bool is_fsd = !shutdown_known_ && shutdown_polls_ >= kShutdownPolls;
    if (is_fsd && shutdown_polls_ == kShutdownPolls) note(SessionEvent::Kind::shutdown_active, now);
    flags.set(StatusFlag::fsd, is_fsd);
}

void Session::on_poll_good(Time now) {
    failures_ = 0;
    last_good_ = now;
    reopen_at_ = kNever;
    if (communicating_) return;
    communicating_ = true;
    ever_communicated_ = true;
    // It may be another unit that answers now: everything about it is asked again.
    ask_all_again();
    for (std::size_t i = 0; i < queries_.size(); ++i) {
        if (protocol_->queries[i].schedule == Schedule::status_part) continue;  // this very poll asked them
        queries_[i].dropped = false;
        queries_[i].answered = false;
        queries_[i].failures = 0;
    }
    note(SessionEvent::Kind::comm_restored, now);
}

void Session::ask_all_again() {
    round_over_ = false;
    identity_next_ = 0;
    identity_again_ = kNever;
    first_round_ = true;
    measurement_next_ = 0;
}

void Session::on_poll_failed(Time now) {
    ++failures_;
    // A unit that was switched off and on has left its smart mode.
    entered_ = false;
    lose_if_due(now);
}

void Session::lose_if_due(Time now) {
    if (!communicating_ || now - last_good_ < kLossAfter) return;
    if (phase_ != Phase::closed && failures_ < kLossFailures) return;
    communicating_ = false;
    lost_on_battery_ = last_status_.has(StatusFlag::ob);
    rules_.on_comm_lost();
    have_status_ = false;
    last_status_ = {};
    forget_measurements();
    for (std::size_t i = 0; i < queries_.size(); ++i)
        if (protocol_->queries[i].schedule == Schedule::status_part) queries_[i] = {};
    shutdown_polls_ = 0;
    shutdown_known_ = false;
    listed_.reset();
    std::fill(memory_.begin(), memory_.end(), std::uint8_t{0});
    battery_.reset();
    // Re-opening moves DTR and RTS: never on battery, never where lines are the protocol or may turn the unit off.
    if (!protocol_->lines_only && !protocol_->opening_may_kill && !lost_on_battery_) reopen_at_ = now + kReopenAfter;
    note(SessionEvent::Kind::comm_lost, now);
    note(SessionEvent::Kind::state_changed, now, static_cast<std::uint32_t>(State::no_comm));
}

// Who the unit is stays known; what was measured is no longer true.
void Session::forget_measurements() {
    reading_.clear(Variable::ups_status);
    reading_.clear(Variable::ups_alarm);
    for (std::size_t i = 0; i < queries_.size(); ++i)
        if (protocol_->queries[i].schedule != Schedule::identity) forget(queries_[i]);
}

void Session::forget(QueryState& state) {
    for (std::size_t i = 0; i < kVariableCount; ++i)
        if (state.filled.test(i)) reading_.clear(static_cast<Variable>(i));
    state.filled.reset();
    const bool told = state.extra != StatusFlags{} || state.alarm.present();
    state.extra = {};
    state.part = {};
    state.alarm = {};
    if (told && have_status_) publish_words();
}

}  // namespace upsmd
