// A UPS that speaks Voltronic QS in text, variants V and H: Megatec's status line under the name QS, silence for a control
// that is taken, the echo for everything else. Written from the vendor's description (version 2.0) and what users report.
#pragma once

#include <array>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct VoltronicQsStyle {
    char variant = 'V';
    bool extended = false;        // QI known
    bool standby = true;          // b3
    bool sensor = true;           // of temperature; V units without one say 25.0, H units dashes
    bool stuck_shutdown = false;  // b1 set for ever
    double rated_current = 3;
    Duration think = 60ms;
};

class VoltronicQs : public Ups {
  public:
    VoltronicQs(const PowerConfig& config, const VoltronicQsStyle& style, std::uint64_t seed);

  protected:
    // What the binary variants do otherwise. query: empty when it is none that this unit knows; control: whether it is
    // taken; refusal: what is said if not.
    virtual std::string query(const std::string& text);
    virtual std::string refusal(const std::string& text) const { return text; }
    virtual bool control(const std::string& text, Time now);

    std::array<bool, 8> flags() const;  // b7 first

    VoltronicQsStyle style_;

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    void power_changed(PowerEvent event, Time at) override;

    void command(Time now);
    std::string status_line() const;
    void cancel(Time now);

    Bytes buffer_;
    bool beeper_on_ = true;
    double fault_voltage_ = -1;  // the last glitch; below 0: none
};

}  // namespace upsmd::sim
