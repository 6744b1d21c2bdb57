// A UPS that speaks APC's smart protocol (UPS-Link): 2400 8N1, one-byte commands, replies end with CR LF, alerts are
// single bytes sent at any moment. Written from the public descriptions of that protocol and from captures of units.
#pragma once

#include <optional>

#include "posix-sim/sim/apc_eeprom.h"
#include "posix-sim/sim/apc_models.h"
#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

struct ApcSettings {
    const ApcModel* model = nullptr;
    std::optional<Duration> think;     // fixed answer time; else as measured on units
    Duration test_length = 8s;
    Duration simulated_failure = 8s;   // after U; its length is not documented
    Duration setting_alert = 100ms;    // from OK of a setting to the '|' alert
    std::string serial = "NS9847001053";
    bool starts_smart = false;
    std::string grace;                 // p at the start, one of the unit's choices; empty: the factory's
};

class ApcSmart final : public Ups {
  public:
    ApcSmart(const PowerConfig& config, ApcSettings settings, std::uint64_t seed);

  private:
    enum class Mode { kCommand, kSecondByte, kSleepDigits, kText, kProgramming };

    void receive(std::uint8_t byte, Time now) override;
    void power_changed(PowerEvent event, Time at) override;
    void tick(Time now) override;
    Time own_deadline() const override;
    void power_up(Time now) override;
    void conditions_changed(Time now) override;
    bool apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) override;

    // apc_smart.cpp: modes and alerts
    void command(char letter, Time now);
    bool knows(char letter) const;
    void sleep_digit(std::uint8_t byte, Time now);
    void text_byte(std::uint8_t byte, Time now);
    void programming(char letter, Time now);
    bool programming_key(char letter, Time now);
    void alert(char byte, Time now);
    void reply(std::string_view text, Time now);
    void reply_line(std::string_view text, Time now) { reply(std::string(text) + "\r\n", now); }
    void accept(Time now) { settings_.model->old ? reply("*", now) : reply_line("OK", now); }
    void refuse(Time now);
    Duration think_time() const;

    // apc_controls.cpp: everything that acts
    bool control(char letter, Time now);
    bool doubled(char letter, Time now);
    void execute_doubled(char letter, Time now);
    void soft_shutdown(Time now);
    void begin_sleep(Time now);
    void sleep_order(int tenths, Time now);
    void self_test(Time now);
    void calibration(Time now);
    void simulate_failure(Time now);
    void abort_shutdown(Time now);
    void bypass(Time now);
    bool step_setting(bool forward, Time now);
    void setting_changed(Time now);
    Duration grace() const;
    Duration wake_delay() const;

    // apc_queries.cpp: everything that only reads
    std::optional<std::string> query(char letter, Time now);
    void second_byte(std::uint8_t byte, Time now);
    std::optional<std::string> extended(std::uint8_t second) const;
    std::optional<std::string> measurement(char letter, Time now);
    std::optional<std::string> voltage(char letter);
    std::optional<std::string> identity(char letter) const;
    std::optional<std::string> registers(char letter) const;
    std::string status_byte() const;

    ApcSettings settings_;
    ApcEeprom eeprom_;
    Mode mode_ = Mode::kCommand;
    bool smart_ = false;
    std::string current_;              // bytes of the command being answered
    char pointed_ = 0;                 // setting that '-' would change
    std::string digits_;
    std::string text_;
    char doubled_ = 0;                 // first of K K, Z Z, ^N ^N
    Time doubled_at_{};
    bool one_seen_ = false;            // first '1' of programming mode
    Time one_at_{};
    int battery_constant_ = 0xA5;
    std::string unknown_;              // echo, nak, silence; empty: as the model does

    bool line_alert_sent_ = false;
    bool low_alert_sent_ = false;
    bool said_overload_ = false;
    bool said_replace_ = false;
    Time next_line_alert_ = kNever;
    Time next_replace_alert_ = kNever;
    Time setting_alert_at_ = kNever;
    Time transfer_at_{};
    char transfer_reason_ = 'O';
    bool calibrating_ = false;
    bool simulating_ = false;
    std::string test_result_ = "NO";
    Time test_result_until_{};
    double minimum_ = 0;
    double maximum_ = 0;
};

}  // namespace upsmd::sim
