// What a Voltronic P unit lets be set: builders of the settings' rows in voltronic_p.cpp. Each change is answered by (ACK or
// (NAK. Sources: the public description of the protocol, version 1.3; the limits are those that NUT keeps to.
#pragma once

#include "core/setting.h"

namespace upsmd {

// An option of QFLAG: yes (PE<X>) or no (PD<X>), where the unit has it.
Result<SettingChoices> voltronic_option_choices(const SettingRow& row, const SettingUnit& unit);
Result<Script> voltronic_set_option(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

// Where ECO mode ends: HEHnnn, HELnnn (V), FREHnn.n, FRELnn.n (Hz). The range depends on the unit's protocol (QPI).
Result<SettingChoices> voltronic_eco_choices(const SettingRow& row, const SettingUnit& unit);
Result<Script> voltronic_set_eco(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

// W0Enn
Result<SettingChoices> voltronic_battery_low_choices(const SettingRow& row, const SettingUnit& unit);
Result<Script> voltronic_set_battery_low(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

// BATGNnn
Result<SettingChoices> voltronic_packs_choices(const SettingRow& row, const SettingUnit& unit);
Result<Script> voltronic_set_packs(const SettingRow& row, const Value& wanted, const SettingUnit& unit);

}  // namespace upsmd
