// What a U-Talk unit lets be set: builders of the rows in mge_utalk.cpp. Settings whose range nobody has published are
// read only.
#pragma once

#include "core/setting.h"

namespace upsmd {

Result<SettingChoices> utalk_charge_low_choices(const SettingRow& row, const SettingUnit& unit);      // 20 or 40 %
Result<SettingChoices> utalk_shutdown_delay_choices(const SettingRow& row, const SettingUnit& unit);  // s
Result<SettingChoices> utalk_start_delay_choices(const SettingRow& row, const SettingUnit& unit);     // s, whole minutes

// The query's name with the number in place of the `?`, as it is, or in minutes.
Result<Script> utalk_set_number(const SettingRow& row, const Value& wanted, const SettingUnit& unit);
Result<Script> utalk_set_minutes(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

}  // namespace upsmd
