// A unit that speaks BCM/XCP: packets with a check byte, blocks of up to several packets, control commands only after an
// authorisation. Written from the protocol's description (sections 1 to 9); shares nothing with the engine's decoder.
#pragma once

#include <optional>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct BcmXcpStyle {
    std::string model = "POWERWARE UPS 1500i";
    std::string serial = "RT123A0456";
    std::string part = "06005001-5591";
    unsigned rated_power = 1500;  // VA
    bool long_status = false;     // 20 bytes
    bool lists_commands = true;   // answers 40
    bool silent_a0 = false;       // says nothing to "enter request-only mode"
    bool needs_authorisation = false;  // deaf until it has been authorised once
    bool three_phases = false;
    Duration think = 60ms;
};

class BcmXcp final : public Ups {
  public:
    BcmXcp(const PowerConfig& config, const BcmXcpStyle& style, std::uint64_t seed);

  private:
    struct Meter {
        unsigned number;
        std::uint8_t format;
        double value;
    };

    void receive(std::uint8_t byte, Time now) override;
    void power_changed(PowerEvent event, Time at) override;
    void power_up(Time now) override;

    void packet(Time now);
    void reply(unsigned block, const Bytes& data, Time now);
    bool request(unsigned command, Time now);
    unsigned control(const Bytes& command, Time now);  // what to acknowledge
    unsigned set_parameter(const Bytes& command, Time now);
    unsigned start_test(const Bytes& command, Time now);

    Bytes identity() const;
    Bytes status() const;
    Bytes meters() const;
    Bytes alarms() const;
    Bytes config_block() const;
    Bytes limits() const;
    Bytes battery() const;
    std::vector<Meter> meter_list() const;
    std::uint8_t status_byte() const;

    BcmXcpStyle style_;
    Bytes buffer_;
    Bytes last_packet_;
    Time last_byte_{};
    std::optional<Time> authorised_until_;
    bool ever_authorised_ = false;
    unsigned horn_ = 1;
    unsigned test_state_ = 0;
};

}  // namespace upsmd::sim
