// A CyberPower unit of the PR or OP series that speaks the binary protocol: 1200 8N1. Written from what is published about
// such units and from the traces of a driver talking to them.
#pragma once

#include <map>
#include <string>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct CyberPowerBinaryStyle {
    bool op = false;  // the OP series: other scales
    std::string model = "PR2200";
    Duration think = 60ms;
};

class CyberPowerBinary final : public Ups {
  public:
    CyberPowerBinary(const PowerConfig& config, CyberPowerBinaryStyle style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;

    void command(Time now);
    Bytes reply_to(const Bytes& text, Time now);
    Bytes identity() const;
    Bytes status() const;
    Bytes measurements() const;
    std::uint8_t flags() const;
    bool setting(const Bytes& text, Time now);
    bool turn_off_command(const Bytes& text, Time now);
    bool simple_command(const Bytes& text, Time now);

    CyberPowerBinaryStyle style_;
    Bytes buffer_;
    bool beeper_ = true;
    std::map<std::uint8_t, std::uint8_t> registers_;
};

}  // namespace upsmd::sim
