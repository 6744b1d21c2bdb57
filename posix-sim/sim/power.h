// The electrical side of a simulated UPS: mains, battery, load, output, tests and delayed turn-off. It speaks no
// protocol; the personalities do. Sans-I/O: time only comes in as an argument, in order.
#pragma once

#include <optional>
#include <string>

#include "core/time.h"

namespace upsmd::sim {

enum class PowerEvent {
    kLineFail,   // now running from the battery: outage, self test or simulated failure
    kLineBack,   // running from the mains again
    kLow,
    kLowOver,
    kOutputOff,
    kOutputOn,
    kTestStarted,
    kTestEnded,
    kDead,       // battery exhausted without mains: the unit no longer hears or speaks
};

// What a turn-off command orders; the rules differ a lot between the families.
struct OffOrder {
    Duration grace{};             // until the output goes off
    bool returns = true;          // false: stays off until commanded on
    bool needs_mains = true;      // false: wakes by the clock alone (oldest APC units)
    Duration sleep{};             // at least this long off
    Duration after_mains{};       // and this long after the later of turn-off and the mains' return
    double min_level = 0;         // and this battery level in percent
    bool off_at_low = false;      // a low battery cuts the grace short
    std::string name;             // for the log
};

struct PowerConfig {
    double nominal_voltage = 230;
    double nominal_frequency = 50;
    double nominal_battery = 24;
    double runtime = 600;         // s from full to empty at the load below
    double runtime_load = 23;     // %
    double recharge = 14400;      // s from empty to full
    double low_level = 20;        // %
};

class PowerListener {
  public:
    virtual void on_power(PowerEvent event, Time at) = 0;

  protected:
    ~PowerListener() = default;
};

class Power {
  public:
    Power(const PowerConfig& config, PowerListener& listener);

    // Runs every timer due up to `now`; events reach the listener in order of time.
    void advance(Time now);
    Time deadline() const;

    // All of these expect advance(now) to have been called with the same `now`.
    void set_mains(bool on, Time now);
    void set_level(double percent, Time now);
    void force_low(std::optional<bool> low, Time now);
    void order_off(const OffOrder& order, Time now);
    bool cancel_off(Time now);
    void switch_on(Time now);
    // Makes an output that is already off count its sleep from now.
    void restart_sleep(Time now) { off_since_ = now; }
    // A test or calibration: on battery until `until` or until the battery level falls to `stop_level`.
    void start_test(Time until, double stop_level, Time now);
    void stop_test(Time now);
    void simulate_failure(Time until, Time now);

    bool mains() const { return mains_; }
    bool on_battery() const { return output_on_ && (!mains_ || testing_ || simulated_until_ != kNever); }
    bool output_on() const { return output_on_; }
    bool dead() const { return dead_; }
    bool low() const;
    bool testing() const { return testing_; }
    bool off_pending() const { return off_at_ != kNever; }
    bool waits_for_mains() const { return !output_on_ && order_.returns; }
    const OffOrder& order() const { return order_; }
    double level() const { return level_; }
    double runtime_left() const;   // seconds at the present load
    double battery_voltage() const;
    double output_voltage() const;

    // Plain inputs of the physics, set by commands.
    PowerConfig config;
    double input_voltage;
    double load;
    bool boost = false;
    bool trim = false;
    bool bypass = false;
    bool overload = false;
    double frequency;
    std::optional<double> forced_output;  // a reading to report in place of the computed one

  private:
    double rate() const;           // percent a second; negative while discharging
    Time time_of_level(double percent) const;
    Time restore_at() const;
    void integrate(Time to);
    void fire_timers(Time now);
    void announce(Time now);
    void turn_off(Time now);

    PowerListener& listener_;
    Time at_{};
    bool mains_ = true;
    double level_ = 100;
    std::optional<bool> forced_low_;
    bool output_on_ = true;
    bool dead_ = false;
    bool testing_ = false;
    Time test_until_ = kNever;
    double test_stop_level_ = 0;
    Time simulated_until_ = kNever;
    Time off_at_ = kNever;
    OffOrder order_;
    Time off_since_{};
    Time mains_since_{};
    bool said_battery_ = false;
    bool said_low_ = false;
};

}  // namespace upsmd::sim
