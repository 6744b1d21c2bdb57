// Newer APC units on their RJ45 port, as far as somebody who only wants to recognise them sees them: MicroLink sends one record
// of 16 bytes for each FD (the first one) and FE (the next one); Modbus answers reading (03) and refuses everything else.
// 9600 8N1. Written from the public descriptions; what the records of MicroLink behind the first one hold is made up.
#pragma once

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class ApcMicrolink final : public Ups {
  public:
    ApcMicrolink(const PowerConfig& config, std::uint64_t seed) : Ups(config, seed) {}

  private:
    void receive(std::uint8_t byte, Time now) override;

    std::size_t page_ = 0;
};

class ApcModbus final : public Ups {
  public:
    ApcModbus(const PowerConfig& config, std::uint64_t seed) : Ups(config, seed) {}

  private:
    void receive(std::uint8_t byte, Time now) override;

    Bytes request_;
    Time last_{};
};

}  // namespace upsmd::sim
