// A Voltronic Axpert inverter (PI30): 2400 8N1, `(` replies, two check bytes behind everything. Written from public notes
// about the protocol and what users recorded.
#pragma once

#include <set>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct AxpertStyle {
    std::string protocol = "30";          // nn of (PInn
    std::string model = "MKS2-8000";      // empty: QMN is not known
    std::string serial = "92931701100510";
    std::string firmware = "00074.50";
    std::string enabled = "akxy";         // options of QFLAG
    std::string disabled = "bjuvz";
    double rated_power = 5000;            // VA
    int fields = 21;                      // of QPIGS: 17 (oldest), 21, 24 (newest)
    bool battery_first = false;           // runs from the battery although there are mains
    bool raises_zero = false;             // a check byte 00 is sent as 01
    bool line_feed = false;               // after every CR
    bool nak_to_damage = true;            // a command with wrong check bytes is refused, else ignored
    std::set<std::string, std::less<>> refused;  // queries that this unit does not know
    Duration think = 200ms;
};

class Axpert final : public Ups {
  public:
    Axpert(const PowerConfig& config, AxpertStyle style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    bool apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) override;

    void command(Time now);
    // Without `(` and check bytes; empty: not a query that this unit knows.
    std::string query(const std::string& text) const;
    std::string status() const;
    std::string warnings() const;
    std::string ratings() const;
    char mode() const;
    // Whether the command is taken.
    bool control(const std::string& text, Time now);
    bool option(const std::string& text, Time now);

    AxpertStyle style_;
    Bytes buffer_;
    bool saving_ = false;
    std::set<int> warnings_;
};

}  // namespace upsmd::sim
