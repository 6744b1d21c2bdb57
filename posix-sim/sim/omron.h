// An Omron of the BN kind: Megatec's Q1, and questions and commands of its own. Written from what users and the vendor's
// published sources tell; a command that is taken is answered OK, one that is not known NAK.
#pragma once

#include <set>

#include "posix-sim/sim/megatec.h"

namespace upsmd::sim {

class Omron final : public Megatec {
  public:
    Omron(const PowerConfig& config, MegatecStyle base, std::set<std::string> refused, std::uint64_t seed);

  private:
    bool query(const std::string& text, Bytes& reply) const override;
    bool control(const std::string& text, Time now) override;
    std::string flags() const override;

    std::set<std::string> refused_;  // questions and commands it does not know
    bool restarts_ = true;           // An, Af
};

}  // namespace upsmd::sim
