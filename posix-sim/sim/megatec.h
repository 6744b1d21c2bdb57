// A UPS that speaks Megatec Q1 or a dialect of it: 2400 8N1, commands and replies end with CR. Written from the public
// Megatec protocol description (versions 2.7/2.8) and from what real boards are reported to do differently.
#pragma once

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

// What a board may do differently from the description.
struct MegatecStyle {
    std::string status_command = "Q1";    // Q1, QS or D
    std::string unknown = "echo";         // echo, nak, silence
    std::string identity_command = "I";   // I or FW?
    std::string identity{};               // 38 characters of its reply, or empty: not known
    bool ratings = true;                  // F known
    std::string protocol_number{};        // "PI98": the reply to QPI, or empty: not known
    bool tenths_of_test = false;          // T.2 to T.9 are tests of tenths of a minute
    int charge_digits = 0;                // of the reply to BL; 0: not known
    std::string battery = "string";       // battery field: string, cell (volts a 2 V cell), wide (six characters)
    bool standby = true;                  // b3
    bool ack = false;                     // accepted controls answered with `yes`
    std::string yes = "(ACK";
    std::string no = "(NAK";              // what `unknown` nak says
    bool old_firmware = false;            // SnR0001 and SnR0002 hang for ever
    bool quiet_asleep = false;            // no answers while off without mains
    double rated_current = 4;
    Duration think = 100ms;
};

class Megatec : public Ups {
  public:
    Megatec(const PowerConfig& config, MegatecStyle style, std::uint64_t seed);

  protected:
    // What a relative does differently. Each begins with its own and leaves the rest to Megatec's.
    virtual bool query(const std::string& text, Bytes& reply) const;
    virtual bool control(const std::string& text, Time now);
    virtual std::string flags() const;  // b7 first
    void power_changed(PowerEvent event, Time at) override;
    bool apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) override;

    std::string status_line() const;
    bool shutdown_command(const std::string& text, Time now);
    double fault_voltage() const;

    MegatecStyle style_;
    bool beeper_on_ = true;
    // S<n> without R leaves the output off for good (Best).
    bool plain_stays_off_ = false;

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;

    void command(Time now);
    bool test_command(const std::string& text, Time now);
    void cancel(Time now);
    void accepted(const std::string& text, Time now);
    void unknown(Time now);
    std::string battery_field() const;
    std::string lenient(std::string line) const;

    Bytes buffer_;
    double fault_voltage_ = -1;     // the last glitch; below 0: none
    std::string oddity_ = "none";
};

// The options that all dialects have; `style` comes with the dialect's defaults.
void read_megatec_options(OptionReader& reader, MegatecStyle& style);

}  // namespace upsmd::sim
