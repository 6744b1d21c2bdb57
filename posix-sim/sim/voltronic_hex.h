// A UPS that speaks Voltronic QS in binary, variants P and T: the commands of the text variants, but the status is a frame
// of counts and ratios, and N (or nothing) is the refusal. Written from the vendor's description (version 2.0).
#pragma once

#include "posix-sim/sim/voltronic_qs.h"

namespace upsmd::sim {

struct VoltronicHexStyle {
    int input_ratio = 0x68;
    int output_ratio = 0x69;
    bool tests = true;  // whether T is known
};

class VoltronicHex final : public VoltronicQs {
  public:
    VoltronicHex(const PowerConfig& config, const VoltronicQsStyle& style, const VoltronicHexStyle& hex,
                 std::uint64_t seed);

  private:
    std::string query(const std::string& text) override;
    std::string refusal(const std::string& text) const override;
    bool control(const std::string& text, Time now) override;

    std::string frame() const;
    std::uint8_t ratings() const;

    VoltronicHexStyle hex_;
};

}  // namespace upsmd::sim
