// A large on-line UPS of one to three phases: Megatec's Q1 for the flags, Q2 or Q6 for what it measures, WA for the power,
// BPS for the bypass. Written from the sniffed exchanges of an Ippon Innova RT 3/1 and the descriptions of its relatives.
#pragma once

#include <set>

#include "posix-sim/sim/megatec.h"

namespace upsmd::sim {

struct OnlineStyle {
    std::string measures = "Q6";  // or Q2
    bool short_form = false;      // Q2 ends after the flags (Santak 3C3)
    std::string phases = "3/1";   // in, out; the bypass has as many as the output
    double rated_kva = 20;
    std::string model = "INN3T20K";
    std::string firmware = "05516-1100";
    std::string serial = "N05K10KB100004";
    bool beeper_fixed = false;       // Q is not answered and does nothing
    std::set<std::string> refused{};  // queries it does not know
};

class MegatecOnline final : public Megatec {
  public:
    MegatecOnline(const PowerConfig& config, MegatecStyle base, OnlineStyle style, std::uint64_t seed);

  private:
    bool query(const std::string& text, Bytes& reply) const override;
    bool control(const std::string& text, Time now) override;

    std::string measured() const;      // Q6
    std::string measured_old() const;  // Q2
    std::string powers() const;        // WA
    std::string names() const;         // WH
    std::string phases(const char* form, double value, int count) const;
    int phases_in() const { return style_online_.phases[0] - '0'; }
    int phases_out() const { return style_online_.phases[2] - '0'; }
    double input() const { return power_.mains() ? power_.input_voltage : 0.0; }
    double load() const { return power_.output_on() ? power_.load : 0.0; }

    OnlineStyle style_online_;
};

}  // namespace upsmd::sim
