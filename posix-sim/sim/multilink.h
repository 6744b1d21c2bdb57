// A Liebert unit with MultiLink contacts: on battery the computer's bytes come back, DCD tells a low battery. Nothing
// else.
#pragma once

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct MultilinkStyle {
    bool dtr_wired = false;  // the maker's cable leaves DTR out
    Duration hold = 5s;      // how long DTR must stand on battery to turn off; nobody has published it
};

class Multilink final : public Ups {
  public:
    Multilink(const PowerConfig& config, const MultilinkStyle& style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void outputs_changed(OutputLines from_pc, Time now) override;
    void power_changed(PowerEvent event, Time at) override;
    void tick(Time now) override;
    Time own_deadline() const override { return off_at_; }
    InputLines input_lines() const override;
    bool on_battery() const;
    void judge_dtr(Time now);

    MultilinkStyle style_;
    Time off_at_ = kNever;
};

}  // namespace upsmd::sim
