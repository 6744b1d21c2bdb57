// What a Tripp Lite SmartOnline lets be set (vendor paper 1.44): builders of the rows in tripplite_su.cpp.
#pragma once

#include "core/setting.h"

namespace upsmd {

// TXV<low>;<high>: within the limits that RAT tells.
Result<SettingChoices> tilde_transfer_choices(const SettingRow& row, const SettingUnit& unit);
Result<Script> tilde_set_transfer(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

// VSN<code>
Result<SettingChoices> tilde_sensitivity_choices(const SettingRow& row, const SettingUnit& unit);
Result<Script> tilde_set_sensitivity(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

// UID<text>: 0 to 99 by the paper, a text to NUT.
Result<SettingChoices> tilde_name_choices(const SettingRow& row, const SettingUnit& unit);
Result<Script> tilde_set_name(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

}  // namespace upsmd
