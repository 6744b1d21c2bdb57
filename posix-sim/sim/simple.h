// A UPS with contact closure only: it drives input lines of the PC and is turned off by an output line held long enough.
#pragma once

#include "posix-sim/sim/cables.h"
#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct SimpleStyle {
    Cable cable;
    Duration hold = 1s;            // how long the kill level must stand
    Duration turn_off_delay{};     // from the accepted kill to the output's end
    Duration return_delay = 3s;    // from the mains' return to the output's
    bool kill_on_line = false;     // most units obey the kill line on battery only
};

class Simple final : public Ups {
  public:
    Simple(const PowerConfig& config, SimpleStyle style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void outputs_changed(OutputLines from_pc, Time now) override;
    void power_changed(PowerEvent event, Time at) override;
    void tick(Time now) override;
    Time own_deadline() const override { return kill_at_; }
    InputLines input_lines() const override;
    bool apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) override;
    void judge_kill(Time now);
    void accept_kill(Time now);

    SimpleStyle style_;
    Time kill_at_ = kNever;
    bool unplugged_ = false;
};

}  // namespace upsmd::sim
