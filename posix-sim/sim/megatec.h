// A UPS that speaks Megatec Q1: 2400 8N1, commands and replies end with CR. Written from the public Megatec
// protocol description (versions 2.7/2.8) and from what real boards are reported to do differently.
#pragma once

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

// What a board may do differently from the description.
struct MegatecStyle {
    std::string status_command = "Q1";    // Q1, QS or D
    std::string unknown = "echo";         // echo, nak, silence
    std::string identity;                 // 38 characters of the I reply, or empty: I unknown
    bool ratings = true;                  // F known
    bool per_cell = false;                // battery field in volts a 2 V cell
    bool standby = true;                  // b3
    bool ack = false;                     // accepted controls answered with (ACK
    bool old_firmware = false;            // SnR0001 and SnR0002 hang for ever
    bool quiet_asleep = false;            // no answers while off without mains
    double rated_current = 4;
    Duration think = 100ms;
};

class Megatec final : public Ups {
  public:
    Megatec(const PowerConfig& config, MegatecStyle style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    void power_changed(PowerEvent event, Time at) override;
    bool apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) override;

    void command(Time now);
    bool query(const std::string& text, Bytes& reply) const;
    bool control(const std::string& text, Time now);
    bool test_command(const std::string& text, Time now);
    bool shutdown_command(const std::string& text, Time now);
    void cancel(Time now);
    void accepted(const std::string& text, Time now);
    void unknown(Time now);
    std::string status_line() const;
    std::string battery_field() const;
    std::string lenient(std::string line) const;

    MegatecStyle style_;
    Bytes buffer_;
    bool beeper_on_ = true;
    double fault_voltage_ = -1;     // the last glitch; below 0: none
    std::string oddity_ = "none";
};

}  // namespace upsmd::sim
