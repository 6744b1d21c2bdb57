// A unit of the '#' family (PowerMaster+, PowerGuide): 2400 8N1, '#' lines that end with CR. Written from traces of the
// vendor's programs with an Atlantis Land A03-S1200 and the table of flag bytes seen there.
#pragma once

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

class PowerMaster final : public Ups {
  public:
    PowerMaster(const PowerConfig& config, Duration think, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    void power_changed(PowerEvent event, Time at) override;

    void command(Time now);
    std::string query(const std::string& text) const;
    std::string status_line() const;
    std::string flag_bytes() const;
    // The answer to a control: "" where the unit does not know it.
    std::string control(const std::string& text, Time now);
    std::string test_command(const std::string& text, Time now);

    Duration think_;
    Bytes buffer_;
    bool beeper_on_ = true;
    bool deep_ = false;  // the running test is one of the run time
};

}  // namespace upsmd::sim
