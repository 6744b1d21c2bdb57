// A CyberPower unit that speaks the text protocol: 2400 8N1, '#' lines that end with CR. Written from what is published about
// BC1200, OP, B-Box and CST units and from the traces of a driver talking to them.
#pragma once

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct CyberPowerStyle {
    std::string form = "T";  // of D: with T, with R, or as CST135XLU
    bool knows_z = true;     // off: an older unit, silent to Z; S on battery comes back with the mains
    Duration least_gap{0};   // characters that come faster than this are lost
    Duration think = 60ms;
};

class CyberPower final : public Ups {
  public:
    CyberPower(const PowerConfig& config, const CyberPowerStyle& style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;

    void command(Time now);
    std::string query(const std::string& text) const;
    std::string status_line() const;
    std::string status_flags() const;
    // The answer to a control: "" where the unit does not know it.
    std::string control(const std::string& text, Time now);
    std::string turn_off_command(const std::string& text, Time now);
    std::string test_command(const std::string& text, Time now);
    std::string setting(const std::string& text, Time now);

    CyberPowerStyle style_;
    Bytes buffer_;
    Time heard_{};
    bool heard_any_ = false;
    int transfer_high_;
    int transfer_low_;
    const int first_high_ = transfer_high_;  // the middle of what may be set
    const int first_low_ = transfer_low_;
};

}  // namespace upsmd::sim
