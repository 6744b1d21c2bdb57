// The values of SHUT units that are known here. Sources: the vendor's "MGE USB devices HID description", 34003616ZA,
// and USB's "Usage Tables for HID Power Devices".
#include "core/protocols/shut_unit.h"

namespace upsmd {
namespace {

using K = ShutKind;
using F = ShutFlag;
using V = Variable;

enum : std::uint32_t {
    kPowerSummary = 0x840024, kInput = 0x84001A, kOutput = 0x84001C, kFlow = 0x84001E, kBattery = 0x840012,
    kBatterySystem = 0x840010,
};
// Of Input: 1 mains, 2 bypass, 3 battery, 4 manual bypass. Of Flow: 1 input, 4 output.
constexpr std::uint8_t kNone = 0, kMains = 1, kBypass = 2, kFromBattery = 3, kManual = 4, kFlowIn = 1, kFlowOut = 4;

constexpr ShutRow flag(std::uint32_t collection, std::uint8_t index, std::uint32_t usage, F which) {
    return {collection, index, usage, K::flag, which};
}
constexpr ShutRow number(std::uint32_t collection, std::uint8_t index, std::uint32_t usage, V variable, double low,
                         double high) {
    return {collection, index, usage, K::measurement, F::none, variable, low, high};
}
constexpr ShutRow rating(std::uint32_t collection, std::uint8_t index, std::uint32_t usage, V variable, double low,
                         double high) {
    return {collection, index, usage, K::rating, F::none, variable, low, high};
}
constexpr ShutRow other(K kind, std::uint32_t collection, std::uint8_t index, std::uint32_t usage, V variable) {
    return {collection, index, usage, kind, F::none, variable};
}

constexpr std::array<ShutRow, kShutRows> kRows{
    flag(kPowerSummary, kNone, 0x8500D0, F::ac_present),
    flag(kPowerSummary, kNone, 0x850044, F::charging),
    flag(kPowerSummary, kNone, 0x850045, F::discharging),
    flag(kPowerSummary, kNone, 0x850042, F::below_limit),
    flag(kPowerSummary, kNone, 0x840069, F::shutdown_imminent),
    flag(kPowerSummary, kNone, 0x85004B, F::replace),
    flag(kPowerSummary, kNone, 0x840061, F::good),
    flag(kPowerSummary, kNone, 0x840065, F::overload),
    flag(kPowerSummary, kNone, 0x840062, F::failure),
    flag(kPowerSummary, kNone, 0x840067, F::hot),
    flag(kPowerSummary, kNone, 0x840073, F::silent),
    flag(kInput, kMains, 0x84006E, F::boost),
    flag(kInput, kMains, 0x84006F, F::buck),
    flag(kInput, kMains, 0x84006D, F::mains_used),
    flag(kInput, kBypass, 0x84006D, F::bypass_used),
    flag(kInput, kFromBattery, 0x84006D, F::battery_used),
    flag(kInput, kManual, 0x84006D, F::manual_used),
    flag(kBattery, kNone, 0x840060, F::battery_there),

    number(kPowerSummary, kNone, 0x850066, V::battery_charge, 0, 100),
    number(kPowerSummary, kNone, 0x850068, V::battery_runtime, 0, 1e7),
    number(kBatterySystem, kNone, 0x840030, V::battery_voltage, 1, 2000),
    number(kPowerSummary, kNone, 0x840030, V::battery_voltage, 1, 2000),
    number(kBattery, kNone, 0x840036, V::battery_temperature, -50, 150),
    number(kPowerSummary, kNone, 0x840035, V::ups_load, 0, 999),
    number(kPowerSummary, kNone, 0x840036, V::ups_temperature, -50, 150),
    number(kInput, kMains, 0x840030, V::input_voltage, 0, 999),
    number(kInput, kMains, 0x840031, V::input_current, 0, 10000),
    number(kInput, kMains, 0x840032, V::input_frequency, 0, 100),
    number(kInput, kBypass, 0x840030, V::input_bypass_voltage, 0, 999),
    number(kInput, kBypass, 0x840031, V::input_bypass_current, 0, 10000),
    number(kInput, kBypass, 0x840032, V::input_bypass_frequency, 0, 100),
    number(kOutput, kNone, 0x840030, V::output_voltage, 0, 999),
    number(kOutput, kNone, 0x840031, V::output_current, 0, 10000),
    number(kOutput, kNone, 0x840032, V::output_frequency, 0, 100),
    number(kOutput, kNone, 0x840033, V::ups_power, 0, 1e7),
    number(kOutput, kNone, 0x840034, V::ups_realpower, 0, 1e7),

    other(K::timer, kPowerSummary, kNone, 0x840057, V::ups_timer_shutdown),
    other(K::timer, kPowerSummary, kNone, 0x840056, V::ups_timer_start),
    other(K::timer, kPowerSummary, kNone, 0x840055, V::ups_timer_reboot),
    other(K::test, kBattery, kNone, 0x840058, V::ups_test_result),
    other(K::beeper, kPowerSummary, kNone, 0x84005A, V::ups_beeper_status),
    other(K::beeper, kBattery, kNone, 0x84005A, V::ups_beeper_status),

    rating(kPowerSummary, kNone, 0xFFFF004D, V::battery_charge_low, 0, 100),
    rating(kPowerSummary, kNone, 0x850029, V::battery_charge_low, 0, 100),
    rating(kPowerSummary, kNone, 0xFFFF005F, V::battery_charge_restart, 0, 100),
    rating(kPowerSummary, kNone, 0x85002A, V::battery_runtime_low, 0, 1e6),
    rating(kBattery, kNone, 0x850083, V::battery_capacity, 0, 1e5),
    rating(kBatterySystem, kNone, 0x840040, V::battery_voltage_nominal, 1, 2000),
    rating(kPowerSummary, kNone, 0x840040, V::battery_voltage_nominal, 1, 2000),
    rating(kFlow, kFlowIn, 0x840040, V::input_voltage_nominal, 1, 999),
    rating(kFlow, kFlowIn, 0x840042, V::input_frequency_nominal, 1, 100),
    rating(kFlow, kFlowOut, 0x840040, V::output_voltage_nominal, 1, 999),
    rating(kFlow, kFlowOut, 0x840042, V::output_frequency_nominal, 1, 100),
    rating(kFlow, kFlowOut, 0x840043, V::ups_power_nominal, 1, 1e7),
    rating(kFlow, kFlowOut, 0x840044, V::ups_realpower_nominal, 1, 1e7),
    rating(kOutput, kNone, 0x840053, V::input_transfer_low, 1, 999),
    rating(kOutput, kNone, 0x840054, V::input_transfer_high, 1, 999),
    other(K::yes_no, kInput, kMains, 0xFFFF0043, V::ups_start_auto),
    other(K::yes_no, kInput, kFromBattery, 0xFFFF0047, V::ups_start_battery),
    other(K::string, kPowerSummary, kNone, 0xFFFF00F0, V::device_model),
    other(K::string, kPowerSummary, kNone, 0xFFFF00F1, V::ups_firmware),
};

constexpr Variable variable_of(ShutRole role) {
    switch (role) {
        case ShutRole::off_delay: return V::ups_timer_shutdown;
        case ShutRole::on_delay: return V::ups_timer_start;
        case ShutRole::test: return V::ups_test_result;
        case ShutRole::beeper: return V::ups_beeper_status;
        case ShutRole::restart: return V::ups_start_auto;
        case ShutRole::limit: return V::battery_charge_low;
    }
    return V::ups_status;
}

}  // namespace

std::span<const ShutRow> shut_rows() { return kRows; }

std::optional<std::size_t> row_of(const ShutUnit& unit, ShutRole role) {
    for (std::size_t i = 0; i < kRows.size(); ++i)
        if (kRows[i].kind != K::flag && kRows[i].variable == variable_of(role) && unit.places[i].size > 0) return i;
    return std::nullopt;
}

}  // namespace upsmd
