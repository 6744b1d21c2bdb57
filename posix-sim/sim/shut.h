// An MGE unit that speaks SHUT. Written from the vendor's "Simplified SHUT" and "HID description"; its reports lie
// where the vendor's tables put them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader;

enum class ShutItem {
    kNothing, kAcPresent, kCharging, kDischarging, kBelowLimit, kReplace, kGood, kImminent, kOverload, kFailure,
    kBoost, kBuck, kBypassUsed, kBatteryUsed, kCapacity, kRuntime, kLimit, kLimitSetting, kLoad, kOutputVolts,
    kInputVolts, kInputHertz, kBatteryVolts, kOffDelay, kOnDelay, kTest, kBeeper, kProduct, kSerial, kModel,
    kNominalPower, kTemperature, kRestart, kOnDelaySeconds, kRebootDelay, kInputCentihertz,
};

struct ShutLayout {
    ShutItem item;
    int report;
    int bit;
    int size;
};
std::span<const ShutLayout> shut_layout(std::string_view model);
// Padded until its two length bytes are equal where `equal_lengths`: what one known program needs.
Bytes shut_descriptor(std::span<const ShutLayout> layout, bool equal_lengths);

struct ShutStyle {
    std::string name = "evolution";
    std::vector<ShutLayout> layout;
    Bytes descriptor;
    std::string product = "Evolution";
    std::string model = "650";
    std::string serial = "1B2C3D";
    std::string unknown = "nak";  // what reports that it does not have get: nak, silence, empty
    bool knows_quiet = true;      // 17 and 18
    int shortest = 0;             // s: its longest turn-off delay, 0: none
    Duration think = 15ms;
};

class Shut final : public Ups {
  public:
    Shut(const PowerConfig& config, const ShutStyle& style, std::uint64_t seed);

  private:
    void receive(std::uint8_t byte, Time now) override;
    void power_up(Time now) override;
    void power_changed(PowerEvent event, Time now) override;
    bool apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) override;

    void token(std::uint8_t byte, Time now);
    void packet(Time now);
    void request(const Bytes& data, Time now);
    void respond(const Bytes& data, Time now);
    void send_packet(bool first, Time now);
    void put_packet(Bytes bytes, Time now);
    Bytes device() const;
    Bytes string(int number) const;
    Bytes report(int number) const;
    long value(ShutItem item) const;
    void set(const Bytes& report, Time now);
    void set_item(ShutItem item, long value, Time now);
    void order_off(long seconds, Time now);

    ShutStyle style_;
    Bytes buffer_;
    Bytes asked_;            // what is being answered
    Bytes response_;         // not sent yet
    Bytes last_packet_;
    std::optional<std::size_t> awaited_;  // bytes of a report that is about to be set
    Bytes coming_;
    bool notifies_ = false;
    Time off_at_ = kNever;
    Time at_{};
    long on_delay_ = -1;     // s
    long beeper_ = 2;
    long test_ = 6;
    long restart_ = 1;
    int bad_packets_ = 0;
};

}  // namespace upsmd::sim
