// A UPS that speaks Voltronic P: 2400 8N1, `(` replies, (ACK and (NAK. Written from the public description of the protocol
// (version 1.3), two vendors' service manuals and what users report.
#pragma once

#include <array>
#include <set>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct VoltronicStyle {
    std::string protocol = "01";          // nn of (PInn
    std::string type = "10";              // b11 b10 of QGS; "--": not reported
    std::string model = "OLHVT1K0";
    std::string company = "BOH";
    std::string firmware = "00322.02";
    std::string serial = "12345679012345";
    std::string identity;                 // 38 characters of the I reply, or empty
    int blocks = 2;                       // of 12 V
    int packs = 1;
    double rated_power = 1000;            // VA
    int runtime_digits = 3;               // of QBV
    std::string enabled = "pbrasjc";      // options of QFLAG
    std::string disabled = "ovegfdl";
    std::set<std::string, std::less<>> refused;  // queries that this unit does not know
    bool cancel_needs_order = false;      // CS with nothing to cancel is refused
    bool invents_faults = false;          // QFS without a fault is answered with nonsense
    Duration think = 100ms;
};

class Voltronic final : public Ups {
  public:
    Voltronic(const PowerConfig& config, VoltronicStyle style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    void power_changed(PowerEvent event, Time at) override;
    void conditions_changed(Time now) override;
    bool apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) override;

    void command(Time now);

    // voltronic_queries.cpp; empty: not a query that this unit knows
    std::string query(const std::string& text) const;
    std::string identity_query(const std::string& text) const;
    std::string setting_query(const std::string& text) const;
    std::string phase_query(const std::string& text) const;
    std::string status_line() const;
    std::string warnings() const;
    std::string fault() const;
    std::string battery() const;
    std::string model() const;
    char mode() const;
    bool beeps() const;

    // voltronic_controls.cpp; whether the command is taken
    bool control(const std::string& text, Time now);
    bool test(const std::string& text, Time now);
    bool turn_off_command(const std::string& text, Time now);
    bool option(const std::string& text, Time now);
    bool outlet(const std::string& text, Time now);
    bool limit(const std::string& text, Time now);

    VoltronicStyle style_;
    Bytes buffer_;
    bool muted_ = false;
    bool eco_ = false;
    bool epo_ = false;
    char last_test_ = '-';                // p passed, f failed
    std::string fault_code_ = "14";
    std::set<int> warnings_;
    std::array<bool, 4> outlets_{true, true, true, true};
    std::array<int, 4> outlet_minutes_{-1, -1, -1, -1};  // -1: never cut
    double eco_volts_high_ = 12;          // from the nominal voltage and frequency
    double eco_volts_low_ = -12;
    double eco_hertz_high_ = 3;
    double eco_hertz_low_ = -3;
    double battery_low_ = 0;              // V; 0: as delivered
    double least_load_ = 999;
    double most_load_ = 0;
};

}  // namespace upsmd::sim
