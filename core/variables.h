// Every value the engine can report, by NUT's variable name (NUT's published list of names, "nut-names").
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace upsmd {

// X(enumerator, "name", kind): kind number, text. Order is the order of output.
#define UPSMD_VARIABLES(X)                                                  \
    X(ambient_humidity, "ambient.humidity", number)                         \
    X(ambient_temperature, "ambient.temperature", number)                   \
    X(ambient_temperature_high, "ambient.temperature.high", number)         \
    X(ambient_temperature_low, "ambient.temperature.low", number)           \
    X(battery_alarm_threshold, "battery.alarm.threshold", text)             \
    X(battery_capacity, "battery.capacity", number)                         \
    X(battery_charge, "battery.charge", number)                             \
    X(battery_charge_low, "battery.charge.low", number)                     \
    X(battery_charge_restart, "battery.charge.restart", number)             \
    X(battery_charger_status, "battery.charger.status", text)               \
    X(battery_current, "battery.current", number)                           \
    X(battery_date, "battery.date", text)                                   \
    X(battery_energysave, "battery.energysave", text)                       \
    X(battery_packs, "battery.packs", number)                               \
    X(battery_packs_bad, "battery.packs.bad", number)                       \
    X(battery_protection, "battery.protection", text)                       \
    X(battery_runtime, "battery.runtime", number)                           \
    X(battery_runtime_low, "battery.runtime.low", number)                   \
    X(battery_temperature, "battery.temperature", number)                   \
    X(battery_voltage, "battery.voltage", number)                           \
    X(battery_voltage_high, "battery.voltage.high", number)                 \
    X(battery_voltage_low, "battery.voltage.low", number)                   \
    X(battery_voltage_nominal, "battery.voltage.nominal", number)           \
    X(device_mfr, "device.mfr", text)                                       \
    X(device_model, "device.model", text)                                   \
    X(device_part, "device.part", text)                                     \
    X(device_serial, "device.serial", text)                                 \
    X(device_uptime, "device.uptime", number)                               \
    X(input_bypass_current, "input.bypass.current", number)                 \
    X(input_bypass_frequency, "input.bypass.frequency", number)             \
    X(input_bypass_l1_n_voltage, "input.bypass.L1-N.voltage", number)       \
    X(input_bypass_l2_n_voltage, "input.bypass.L2-N.voltage", number)       \
    X(input_bypass_l3_n_voltage, "input.bypass.L3-N.voltage", number)       \
    X(input_bypass_voltage, "input.bypass.voltage", number)                 \
    X(input_current, "input.current", number)                               \
    X(input_current_nominal, "input.current.nominal", number)               \
    X(input_frequency, "input.frequency", number)                           \
    X(input_frequency_nominal, "input.frequency.nominal", number)           \
    X(input_frequency_high, "input.frequency.high", number)                 \
    X(input_frequency_low, "input.frequency.low", number)                   \
    X(input_l1_current, "input.L1.current", number)                         \
    X(input_l2_current, "input.L2.current", number)                         \
    X(input_l3_current, "input.L3.current", number)                         \
    X(input_l1_n_voltage, "input.L1-N.voltage", number)                     \
    X(input_l2_n_voltage, "input.L2-N.voltage", number)                     \
    X(input_l3_n_voltage, "input.L3-N.voltage", number)                     \
    X(input_phases, "input.phases", number)                                 \
    X(input_power, "input.power", number)                                   \
    X(input_powerfactor, "input.powerfactor", number)                       \
    X(input_quality, "input.quality", text)                                 \
    X(input_realpower, "input.realpower", number)                           \
    X(input_sensitivity, "input.sensitivity", text)                         \
    X(input_transfer_boost_high, "input.transfer.boost.high", number)       \
    X(input_transfer_boost_low, "input.transfer.boost.low", number)         \
    X(input_transfer_bypass_high, "input.transfer.bypass.high", number)     \
    X(input_transfer_bypass_low, "input.transfer.bypass.low", number)       \
    X(input_transfer_delay, "input.transfer.delay", number)                 \
    X(input_transfer_high, "input.transfer.high", number)                   \
    X(input_transfer_high_max, "input.transfer.high.max", number)           \
    X(input_transfer_high_min, "input.transfer.high.min", number)           \
    X(input_transfer_low, "input.transfer.low", number)                     \
    X(input_transfer_low_max, "input.transfer.low.max", number)             \
    X(input_transfer_low_min, "input.transfer.low.min", number)             \
    X(input_transfer_reason, "input.transfer.reason", text)                 \
    X(input_transfer_trim_high, "input.transfer.trim.high", number)         \
    X(input_transfer_trim_low, "input.transfer.trim.low", number)           \
    X(input_voltage, "input.voltage", number)                               \
    X(input_voltage_fault, "input.voltage.fault", number)                   \
    X(input_voltage_maximum, "input.voltage.maximum", number)               \
    X(input_voltage_minimum, "input.voltage.minimum", number)               \
    X(input_voltage_nominal, "input.voltage.nominal", number)               \
    X(outlet_0_switchable, "outlet.0.switchable", text)                     \
    X(outlet_1_delay_shutdown, "outlet.1.delay.shutdown", number)           \
    X(outlet_1_status, "outlet.1.status", text)                             \
    X(outlet_1_switchable, "outlet.1.switchable", text)                     \
    X(outlet_2_delay_shutdown, "outlet.2.delay.shutdown", number)           \
    X(outlet_2_status, "outlet.2.status", text)                             \
    X(outlet_2_switchable, "outlet.2.switchable", text)                     \
    X(outlet_3_delay_shutdown, "outlet.3.delay.shutdown", number)           \
    X(outlet_3_status, "outlet.3.status", text)                             \
    X(outlet_3_switchable, "outlet.3.switchable", text)                     \
    X(outlet_4_delay_shutdown, "outlet.4.delay.shutdown", number)           \
    X(outlet_4_status, "outlet.4.status", text)                             \
    X(outlet_4_switchable, "outlet.4.switchable", text)                     \
    X(output_current, "output.current", number)                             \
    X(output_current_nominal, "output.current.nominal", number)             \
    X(output_frequency, "output.frequency", number)                         \
    X(output_frequency_nominal, "output.frequency.nominal", number)         \
    X(output_l1_current, "output.L1.current", number)                       \
    X(output_l2_current, "output.L2.current", number)                       \
    X(output_l3_current, "output.L3.current", number)                       \
    X(output_l1_n_voltage, "output.L1-N.voltage", number)                   \
    X(output_l2_n_voltage, "output.L2-N.voltage", number)                   \
    X(output_l3_n_voltage, "output.L3-N.voltage", number)                   \
    X(output_l1_power, "output.L1.power", number)                           \
    X(output_l2_power, "output.L2.power", number)                           \
    X(output_l3_power, "output.L3.power", number)                           \
    X(output_l1_power_percent, "output.L1.power.percent", number)           \
    X(output_l2_power_percent, "output.L2.power.percent", number)           \
    X(output_l3_power_percent, "output.L3.power.percent", number)           \
    X(output_l1_realpower, "output.L1.realpower", number)                   \
    X(output_l2_realpower, "output.L2.realpower", number)                   \
    X(output_l3_realpower, "output.L3.realpower", number)                   \
    X(output_phases, "output.phases", number)                               \
    X(output_power, "output.power", number)                                 \
    X(output_power_maximum_percent, "output.power.maximum.percent", number) \
    X(output_power_minimum_percent, "output.power.minimum.percent", number) \
    X(output_powerfactor, "output.powerfactor", number)                     \
    X(output_realpower, "output.realpower", number)                         \
    X(output_voltage, "output.voltage", number)                             \
    X(output_voltage_nominal, "output.voltage.nominal", number)             \
    X(ups_alarm, "ups.alarm", text)                                         \
    X(ups_beeper_status, "ups.beeper.status", text)                         \
    X(ups_contacts, "ups.contacts", text)                                   \
    X(ups_delay_shutdown, "ups.delay.shutdown", number)                     \
    X(ups_delay_start, "ups.delay.start", number)                           \
    X(ups_display_language, "ups.display.language", text)                   \
    X(ups_firmware, "ups.firmware", text)                                   \
    X(ups_firmware_aux, "ups.firmware.aux", text)                           \
    X(ups_id, "ups.id", text)                                               \
    X(ups_load, "ups.load", number)                                         \
    X(ups_mfr_date, "ups.mfr.date", text)                                   \
    X(ups_mode, "ups.mode", text)                                           \
    X(ups_power, "ups.power", number)                                       \
    X(ups_power_nominal, "ups.power.nominal", number)                       \
    X(ups_realpower, "ups.realpower", number)                               \
    X(ups_realpower_nominal, "ups.realpower.nominal", number)               \
    X(ups_start_auto, "ups.start.auto", text)                               \
    X(ups_start_battery, "ups.start.battery", text)                         \
    X(ups_status, "ups.status", text)                                       \
    X(ups_temperature, "ups.temperature", number)                           \
    X(ups_test_interval, "ups.test.interval", text)                         \
    X(ups_test_result, "ups.test.result", text)                             \
    X(ups_timer_reboot, "ups.timer.reboot", number)                         \
    X(ups_timer_shutdown, "ups.timer.shutdown", number)                     \
    X(ups_timer_start, "ups.timer.start", number)                           \
    X(ups_type, "ups.type", text)

enum class Variable : std::uint8_t {
#define UPSMD_ENUM(id, name, kind) id,
    UPSMD_VARIABLES(UPSMD_ENUM)
#undef UPSMD_ENUM
};

inline constexpr std::size_t kVariableCount = 0
#define UPSMD_COUNT(id, name, kind) +1
    UPSMD_VARIABLES(UPSMD_COUNT)
#undef UPSMD_COUNT
    ;

enum class VariableKind : std::uint8_t { number, text };

std::string_view variable_name(Variable variable);
VariableKind variable_kind(Variable variable);

// nullopt for a name that is not in the list.
std::optional<Variable> variable_by_name(std::string_view name);

}  // namespace upsmd
