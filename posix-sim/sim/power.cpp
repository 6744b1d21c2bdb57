#include "posix-sim/sim/power.h"

#include <algorithm>
#include <cmath>

namespace upsmd::sim {

namespace {

// Levels are compared with this tolerance, so that "the time at which the level is reached" is really past it.
constexpr double kTiny = 1e-6;

}  // namespace

Power::Power(const PowerConfig& settings, PowerListener& listener)
    : config(settings),
      input_voltage(settings.nominal_voltage),
      load(settings.runtime_load),
      frequency(settings.nominal_frequency),
      listener_(listener) {}

double Power::rate() const {
    if (on_battery()) return -100.0 / config.runtime * std::max(load, 1.0) / config.runtime_load;
    if (mains_ && level_ < 100) return 100.0 / config.recharge;
    return 0;
}

double Power::runtime_left() const {
    return level_ / 100.0 * config.runtime * config.runtime_load / std::max(load, 1.0);
}

// 104/120 to 130/120 of the nominal voltage from empty to full, as the Megatec sheets state it, plus the charger's
// 0.7 V a 12 V block while the mains is there.
double Power::battery_voltage() const {
    const double nominal = config.nominal_battery;
    const double open = nominal * (104.0 + 26.0 * level_ / 100.0) / 120.0;
    return mains_ && !on_battery() ? open + nominal * 0.7 / 12.0 : open;
}

double Power::output_voltage() const {
    if (!output_on_) return 0;
    if (forced_output) return *forced_output;
    if (on_battery()) return config.nominal_voltage;
    if (boost) return input_voltage * 1.15;
    if (trim) return input_voltage * 0.87;
    return input_voltage;
}

bool Power::low() const { return forced_low_.value_or(level_ <= config.low_level + kTiny); }

Time Power::time_of_level(double percent) const {
    const double speed = rate();
    const double distance = percent - level_;
    if (std::abs(distance) <= kTiny || speed == 0 || (distance > 0) != (speed > 0)) return kNever;
    return at_ + Duration(static_cast<Duration::rep>(std::ceil(distance / speed * 1e6)));
}

Time Power::restore_at() const {
    if (output_on_ || dead_ || !order_.returns) return kNever;
    Time when = off_since_ + order_.sleep;
    if (!order_.needs_mains) return when;
    if (!mains_) return kNever;
    when = std::max(when, std::max(mains_since_, off_since_) + order_.after_mains);
    if (level_ < order_.min_level - kTiny) when = std::max(when, time_of_level(order_.min_level));
    return when;
}

Time Power::deadline() const {
    Time next = std::min({off_at_, test_until_, simulated_until_, restore_at()});
    next = std::min(next, time_of_level(config.low_level));
    // Just past the threshold, where a charging battery stops being low.
    if (level_ <= config.low_level + kTiny) next = std::min(next, time_of_level(config.low_level + 2 * kTiny));
    if (on_battery()) next = std::min(next, time_of_level(0));
    if (testing_) next = std::min(next, time_of_level(test_stop_level_));
    if (mains_) next = std::min(next, time_of_level(100));
    return next;
}

void Power::integrate(Time to) {
    const double seconds = std::chrono::duration<double>(to - at_).count();
    level_ = std::clamp(level_ + rate() * seconds, 0.0, 100.0);
    at_ = to;
}

void Power::advance(Time now) {
    while (deadline() <= now) {
        const Time next = std::max(deadline(), at_);
        integrate(next);
        fire_timers(next);
        announce(next);
    }
    if (now > at_) integrate(now);
}

void Power::turn_off(Time now) {
    off_at_ = kNever;
    testing_ = false;
    test_until_ = kNever;
    simulated_until_ = kNever;
    output_on_ = false;
    off_since_ = now;
    said_battery_ = false;
    listener_.on_power(PowerEvent::kOutputOff, now);
}

void Power::fire_timers(Time now) {
    if (testing_ && (now >= test_until_ || level_ <= test_stop_level_ + kTiny)) stop_test(now);
    if (now >= simulated_until_) simulated_until_ = kNever;
    if (off_at_ != kNever && order_.off_at_low && !mains_ && low()) off_at_ = now;
    if (now >= off_at_) turn_off(now);
    if (on_battery() && !mains_ && level_ <= kTiny) {
        order_ = OffOrder{};
        order_.name = "battery exhausted";
        turn_off(now);
        dead_ = true;
        listener_.on_power(PowerEvent::kDead, now);
    }
    if (now >= restore_at()) switch_on(now);
}

// Tells the listener what changed since it was last told.
void Power::announce(Time now) {
    if (on_battery() != said_battery_ && output_on_) {
        said_battery_ = on_battery();
        listener_.on_power(said_battery_ ? PowerEvent::kLineFail : PowerEvent::kLineBack, now);
    }
    if (low() != said_low_) {
        said_low_ = low();
        listener_.on_power(said_low_ ? PowerEvent::kLow : PowerEvent::kLowOver, now);
    }
}

void Power::set_mains(bool on, Time now) {
    if (on == mains_) return;
    mains_ = on;
    if (on) {
        mains_since_ = now;
        dead_ = false;
    }
    fire_timers(now);
    announce(now);
}

void Power::set_level(double percent, Time now) {
    level_ = std::clamp(percent, 0.0, 100.0);
    fire_timers(now);
    announce(now);
}

void Power::force_low(std::optional<bool> low, Time now) {
    forced_low_ = low;
    fire_timers(now);
    announce(now);
}

void Power::order_off(const OffOrder& order, Time now) {
    order_ = order;
    off_at_ = output_on_ ? now + order.grace : kNever;
    fire_timers(now);
    announce(now);
}

bool Power::cancel_off(Time now) {
    const bool pending = off_at_ != kNever;
    off_at_ = kNever;
    fire_timers(now);
    return pending;
}

void Power::switch_on(Time now) {
    if (output_on_ || dead_) return;
    output_on_ = true;
    listener_.on_power(PowerEvent::kOutputOn, now);
    said_battery_ = false;
    announce(now);
}

void Power::start_test(Time until, double stop_level, Time now) {
    testing_ = true;
    test_until_ = until;
    test_stop_level_ = stop_level;
    listener_.on_power(PowerEvent::kTestStarted, now);
    fire_timers(now);
    announce(now);
}

void Power::stop_test(Time now) {
    if (!testing_) return;
    testing_ = false;
    test_until_ = kNever;
    listener_.on_power(PowerEvent::kTestEnded, now);
    announce(now);
}

void Power::simulate_failure(Time until, Time now) {
    simulated_until_ = until;
    announce(now);
}

}  // namespace upsmd::sim
