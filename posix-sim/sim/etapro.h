// An ETA mini+UPS with the PRO option: 1200 8N1, two-letter commands that end with CR, lines of the unit with CR LF. Written
// from the description of the protocol.
#pragma once

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct EtaProStyle {
    std::string model;
    bool echo = false;   // the request comes back in front of the first line
    bool double_battery = false;  // models of 1000 VA and more: SI counts twice
    Duration think = 40ms;
};

class EtaPro final : public Ups {
  public:
    EtaPro(const PowerConfig& config, EtaProStyle style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    void power_changed(PowerEvent event, Time at) override;
    void tick(Time now) override;
    Time own_deadline() const override { return on_at_; }

    void command(Time now);
    std::string status(Time now) const;
    std::string control(const std::string& text, Time now);
    std::string order_off(const std::string& text, Duration delay, Time now);

    EtaProStyle style_;
    Bytes buffer_;
    bool woken_ = false;      // the first command after power-up gets junk
    Time battery_since_ = kNever;
    Time on_at_ = kNever;
};

}  // namespace upsmd::sim
