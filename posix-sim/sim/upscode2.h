// A unit that speaks UPScode II: 1200 8N1, commands of four letters that end with CR, an argument on a line of its own,
// and replies that are labels and values on lines of their own. Written from the vendor's description of the protocol.
#pragma once

#include <set>
#include <string>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct Upscode2Style {
    std::string model = "PROFILE 1500";
    std::string serial = "TE12345678";
    std::string part = "05146001";
    bool online = true;        // a mains failure is STUF; false: STBO
    bool three_phases = false;
    bool charge = true;        // MBCH1
    double rated_power = 1500;  // VA, all phases
    int off_delay = 20;        // UPSD, s
    std::set<std::string> refuse;
    Duration think = 60ms;
};

class Upscode2 final : public Ups {
  public:
    Upscode2(const PowerConfig& config, Upscode2Style style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;

    void line(const std::string& text, Time now);
    bool knows(const std::string& command) const;
    std::string plain(const std::string& command, Time now);
    std::string with_argument(const std::string& command, const std::string& argument, Time now);
    std::string commands() const;
    std::string status_lines() const;
    std::string measures() const;
    std::string nominal() const;
    double current() const;  // of a phase
    std::string delay(const std::string& command, const std::string& argument, int& value, Time now);
    std::string parameter(const std::string& argument, Time now);
    void order(const std::string& command, const std::string& key, Time now);
    void test(const std::string& argument, Time now);

    Upscode2Style style_;
    Bytes buffer_;
    std::string waiting_;  // the command whose argument comes next
    int on_delay_ = 60;      // UPCD, s
    int restart_level_ = 0;  // UPRD, min of backup
    int beeper_ = 0;         // P08
};

}  // namespace upsmd::sim
