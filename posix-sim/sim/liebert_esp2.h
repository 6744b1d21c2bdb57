// A unit that speaks Liebert's ESP-II: 6-byte questions, 8-byte replies, an off order in four steps. Written from the
// protocol's description; shares nothing with the engine's decoder.
#pragma once

#include <optional>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct LiebertEsp2Style {
    std::string model = "GXT2-1000RT230";
    std::string firmware = "GXT2MR14";
    std::string serial = "0436500117AF251";
    std::string date = "08DEC04";
    bool gxt2 = true;  // scale class 1; else 2 (NXe)
    unsigned phases = 1;
    double rated_power = 1000;
    bool auto_restart = true;
    bool plain_header = false;  // replies that do not repeat the question
    Duration think = 10ms;
};

class LiebertEsp2 final : public Ups {
  public:
    LiebertEsp2(const PowerConfig& config, const LiebertEsp2Style& style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;

    void question(Time now);
    // nullopt: it does not know that.
    std::optional<long> value(unsigned command, unsigned number) const;
    std::optional<long> measure(unsigned number) const;
    std::optional<long> phase_measure(unsigned number) const;
    std::optional<long> setting(unsigned number) const;
    long status_word(unsigned number) const;
    std::optional<long> text_word(unsigned number) const;
    bool order(Time now);
    long scaled(double number, double gxt2, double nxe) const;

    LiebertEsp2Style style_;
    Bytes buffer_;
    Time last_byte_{};
    // The steps of the off order.
    bool mode_set_ = false;
    bool key_asked_ = false;
    unsigned delay_tens_ = 0;
};

}  // namespace upsmd::sim
