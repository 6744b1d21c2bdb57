// Changing what an APC smart unit keeps. Facts: public NUT and apcupsd documentation, and the exchanges that NUT's driver
// was measured to send.
//
// The letter that was asked last is the one that `-` steps to its next choice; ^Z tells which choices there are:
//
//   > p  < 020    > -  < OK    > p  < 180    > -  < OK    > p  < 300
//
// Two texts of eight characters are typed instead, filled up with CR, 50 ms a character; an answer to `-` means no, and the
// characters would be commands:
//
//   > c  < UPS_IDEN    > -  (silence)    > RACK7 CR CR CR  < OK
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "core/setting.h"

namespace upsmd::apc {

// The choices that ^Z has named; Error{unsupported} where it named none.
Result<SettingChoices> choices_of(const SettingRow& row, std::span<const std::uint8_t> memory);

// For a setting of which ^Z names the choices.
Result<SettingChoices> listed_choices(const SettingRow& row, const SettingUnit& unit);
Result<Script> step_through(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

// For a text of eight characters.
Result<SettingChoices> any_text_of_eight(const SettingRow& row, const SettingUnit& unit);
Result<Script> type_text(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

constexpr SettingRow choice(Variable variable, std::string_view query) {
    return {variable, query, listed_choices, step_through};
}
constexpr SettingRow text_setting(Variable variable, std::string_view query) {
    return {variable, query, any_text_of_eight, type_text};
}

inline constexpr std::array kSettings{
    choice(Variable::ups_delay_shutdown, "p"),
    choice(Variable::ups_delay_start, "r"),
    choice(Variable::battery_charge_restart, "e"),
    choice(Variable::battery_runtime_low, "q"),
    choice(Variable::battery_alarm_threshold, "k"),
    choice(Variable::ups_test_interval, "E"),
    choice(Variable::input_sensitivity, "s"),
    choice(Variable::input_transfer_high, "u"),
    choice(Variable::input_transfer_low, "l"),
    choice(Variable::output_voltage_nominal, "o"),
    choice(Variable::ups_display_language, "\\x0c"),
    text_setting(Variable::ups_id, "c"),
    text_setting(Variable::battery_date, "x"),
};

}  // namespace upsmd::apc
