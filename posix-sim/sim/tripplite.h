// A Tripp Lite SmartPro with a serial port: a colon, a letter, hexadecimal digits, and every command echoed. Written from
// what is published about these units.
#pragma once

#include <optional>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct TrippliteStyle {
    bool echo = true;
    bool hertz_on_battery = true;  // false: :D says 000 then
    bool old_rating = false;       // VA = L / 2
    bool unison = false;
    int power = 700;  // VA
    Duration think = 30ms;
};

class Tripplite final : public Ups {
  public:
    Tripplite(const PowerConfig& config, const TrippliteStyle& style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    void power_changed(PowerEvent event, Time at) override;
    void conditions_changed(Time now) override;

    std::string query(const std::string& text);
    std::string status() const;
    bool control(const std::string& text, Time now);
    bool off(const std::string& text, bool returns, Duration sleep, Time now);

    TrippliteStyle style_;
    Bytes buffer_;
    double highest_;
    double lowest_;
    int test_result_ = 0;
    // N: seconds that the next command waits.
    std::optional<int> delay_;
};

}  // namespace upsmd::sim
