// A Masterguard A or E: Megatec's controls and Q1, and Q3, WH and commands that name the unit's address. Written from the
// vendor's tables as published; a control that is taken has no answer, what is not known gets NAK.
#pragma once

#include <set>

#include "posix-sim/sim/megatec.h"

namespace upsmd::sim {

struct MasterguardStyle {
    int address = 0;                       // 0 to 99
    std::string model = "A  700  + 0 Bat Pack-19";
    int cells = 12;
    int packs = 0;
    bool old_names = false;                // WH of 53 characters: firmware and name only
    std::set<std::string> refused{};       // queries it does not know, without their address
};

class Masterguard final : public Megatec {
  public:
    Masterguard(const PowerConfig& config, MegatecStyle base, MasterguardStyle style, std::uint64_t seed);

  private:
    bool query(const std::string& text, Bytes& reply) const override;
    bool control(const std::string& text, Time now) override;

    bool addressed(const std::string& text, const std::string& command) const;
    std::string address() const;
    std::string status() const;
    std::string names() const;
    bool set_up(const std::string& text, Time now);
    bool calibrate(const std::string& text, Time now);

    MasterguardStyle unit_;
    std::string test_result_ = "000";
};

}  // namespace upsmd::sim
