// An MGE unit that speaks U-Talk. Written from the vendor's specifications (6759260ZW, 6759261ZW).
#pragma once

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct UtalkStyle {
    int table = 2;                // of scales
    bool link = true;             // false: disabled until Ax 1
    bool echo = false;            // until Z
    bool names_itself = true;     // Si 1 is known
    int phases = 1;
    std::string model = "PULSAR ESV 11+ 0";
    std::string refuse;  // what it does not know, "Bc+Vv"
    Duration think = 60ms;
};

class Utalk final : public Ups {
  public:
    Utalk(const PowerConfig& config, const UtalkStyle& style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    void power_changed(PowerEvent event, Time now) override;

    void command(const std::string& text, Time now);
    std::string value(const std::string& name) const;
    std::string measured(const std::string& name) const;
    std::string nominal(const std::string& name) const;
    std::string words(const std::string& name) const;
    // One number, or one a phase.
    std::string scaled(double value, double scale) const;
    std::string set(const std::string& name, const std::string& argument, Time now);
    std::string order(const std::string& name, int code, Time now);
    std::string unit_order(int code, Time now);
    void begin_shutdown(Time now);

    UtalkStyle style_;
    Bytes buffer_;
    bool restart_ = true;
    bool force_off_ = true;
    int off_delay_ = 120;    // s
    int start_delay_ = 1;    // min
    int low_level_;
    bool plugs_selected_ = false;
};

}  // namespace upsmd::sim
