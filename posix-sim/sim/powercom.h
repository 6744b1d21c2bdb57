// A Powercom unit with the binary protocol: one byte asks, a raw frame answers, orders are never answered. Written from the
// protocol's description (sections 1 to 7); shares nothing with the engine's decoder.
#pragma once

#include <array>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

// The frame's bytes for what the unit measures, by type: the description's formulas turned around.
struct PowercomReadings {
    double input = 0;      // V
    double output = 0;     // V
    double hertz_in = 0;
    double hertz_out = 0;
    double load = 0;       // %
    double charge = 0;     // %
    bool on_inverter = false;
};

enum class PowercomKind { trust, egys, kp625ap, imp, opti, kin, bnt, bnt_other };

struct PowercomStyle {
    PowercomKind kind = PowercomKind::imp;
    unsigned model = 3;    // high nibble of byte 12
    unsigned voltage = 9;  // low nibble
    Duration think = 40ms;
};

// Bytes 0 to 6 and 15 of the frame, the others 0.
std::array<std::uint8_t, 16> powercom_raw(const PowercomStyle& style, const PowercomReadings& readings);

class Powercom final : public Ups {
  public:
    Powercom(const PowerConfig& config, const PowercomStyle& style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;

    bool has_power() const;
    bool wants_minutes() const;
    Bytes frame() const;
    void begin(std::uint8_t byte, Time now);
    void order(Time now);

    PowercomStyle style_;
    Bytes order_;  // the bytes so far of a turn-off
};

}  // namespace upsmd::sim
