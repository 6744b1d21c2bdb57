#include "core/state_rules.h"

namespace upsmd {
namespace {

// Real units' charge and run time jump between reads: fewer values in a row than this decide nothing.
constexpr int kThresholdSamples = 3;

void count_below(const std::optional<double>& value, const std::optional<double>& threshold, int& count) {
    if (value && threshold) count = *value < *threshold ? count + 1 : 0;
}

}  // namespace

void StateRules::on_sample(const StatusSample& sample, Time now, bool provisional) {
    if (const auto wanted = target(sample)) propose(*wanted, now, provisional);
}

void StateRules::on_time(Time now) {
    if (deadline() > now) return;
    state_ = *pending_;
    pending_.reset();
}

void StateRules::on_comm_lost() {
    state_ = State::no_comm;
    pending_.reset();
    under_charge_ = 0;
    under_runtime_ = 0;
}

Time StateRules::deadline() const {
    if (options_.steady == Duration{0} || !pending_) return kNever;
    return pending_since_ + options_.steady;
}

std::optional<State> StateRules::target(const StatusSample& sample) {
    const bool on_battery = sample.flags.has(StatusFlag::ob);
    if (!on_battery && !sample.flags.has(StatusFlag::ol)) return std::nullopt;
    const bool low = low_by_threshold(sample) || sample.flags.has(StatusFlag::lb);
    if (!on_battery) return State::online;
    // A test or a calibration empties the battery on purpose, with the mains there to fall back on.
    const bool on_purpose = sample.flags.has(StatusFlag::cal) || sample.flags.has(StatusFlag::test);
    if (low && !(on_purpose && sample.mains_voltage.value_or(false))) return State::low_battery;
    return State::on_battery;
}

bool StateRules::low_by_threshold(const StatusSample& sample) {
    if (!sample.flags.has(StatusFlag::ob)) {
        under_charge_ = 0;
        under_runtime_ = 0;
        return false;
    }
    count_below(sample.charge, options_.low_battery_charge, under_charge_);
    count_below(sample.runtime, options_.low_battery_runtime, under_runtime_);
    return under_charge_ >= kThresholdSamples || under_runtime_ >= kThresholdSamples;
}

void StateRules::propose(State wanted, Time now, bool provisional) {
    if (wanted == state_) {
        if (!provisional) pending_.reset();
        return;
    }
    // A power failure counts at its first sign, whatever else still has to be confirmed; and at first contact
    // there is nothing to compare with.
    const bool at_once = state_ == State::no_comm || (state_ == State::online && wanted != State::online);
    if (at_once) {
        state_ = wanted == State::low_battery ? State::on_battery : wanted;
        pending_.reset();
        if (state_ == wanted) return;
    }
    if (pending_ != wanted) {
        pending_ = wanted;
        pending_since_ = now;
        return;
    }
    const bool steady = options_.steady == Duration{0} ? !provisional : now - pending_since_ >= options_.steady;
    if (!steady) return;
    state_ = wanted;
    pending_.reset();
}

}  // namespace upsmd
