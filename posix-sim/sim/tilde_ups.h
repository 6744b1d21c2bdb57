// A UPS with the "~00" frame: a Belkin or a Tripp Lite SmartOnline. Written from the vendor's paper (1.44) and from what
// was measured on an F6C525-SER and a SU1500RTXL2UA.
#pragma once

#include <array>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct TildeStyle {
    bool smart_online = false;
    std::string maker{};
    std::string model{};
    std::string firmware{};
    bool digits_after_answer = true;  // ~00A000 and ~00R000, not ~00A and ~00R
    bool environment = false;         // a sensor for ENV
    bool on_line_type = false;        // Belkin: the mains are no bypass
    int lines = 1;
    int banks = 1;
    double rated_power = 525;  // VA
    std::string refuse{};       // queries that it does not know, "STP+ARB"
    Duration think = 20ms;
};

class TildeUps final : public Ups {
  public:
    TildeUps(const PowerConfig& config, const TildeStyle& style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    void power_changed(PowerEvent event, Time now) override;

    void frame(Time now);
    bool query(const std::string& name, Time now, std::string& data) const;
    bool identity(const std::string& name, std::string& data) const;
    std::string alarms(Time now) const;
    std::string battery(Time now) const;
    std::string output() const;
    std::string input() const;
    std::string ratings() const;
    int source() const;
    double output_watts() const;

    bool control(const std::string& name, const std::string& parameter, Time now);
    bool delayed(const std::string& name, const std::string& parameter, Time now);
    bool switch_bank(const std::string& name, const std::string& parameter, Time now);
    bool test(const std::string& parameter, Time now);
    bool setting(const std::string& name, const std::string& parameter, Time now);

    TildeStyle style_;
    Bytes buffer_;
    bool beeper_on_ = true;
    bool auto_restart_ = true;
    int restart_minutes_ = -1;  // SDR; below 0: none was given
    int sensitivity_ = 0;
    int test_result_ = 0;
    bool deep_test_ = false;
    bool aborted_ = false;
    std::string name_;
    std::string transfer_;
    Time battery_since_ = kNever;
    Time off_at_ = kNever;
    std::array<bool, 10> bank_off_{};
};

}  // namespace upsmd::sim
