#include "core/protocols/mge_utalk_settings.h"

#include <cmath>
#include <string>

#include "core/protocols/mge_utalk_controls.h"

namespace upsmd {
namespace {

constexpr double kMost = 65535;
constexpr double kMinute = 60;

Result<SettingChoices> range(double most, double step) {
    SettingChoices choices;
    choices.kind = SettingChoices::Kind::range;
    choices.high = most;
    choices.step = step;
    return choices;
}

Result<Script> set(const SettingRow& row, double number) {
    std::string command(row.query.substr(0, row.query.find('?')));
    return utalk_order(command + std::to_string(std::lround(number)));
}

}  // namespace

Result<SettingChoices> utalk_charge_low_choices(const SettingRow&, const SettingUnit&) {
    SettingChoices choices;
    for (const double percent : {20.0, 40.0}) choices.values.push_back(Value::number(percent, 0));
    return choices;
}

// 0 is left out: what a unit does with it is not described.
Result<SettingChoices> utalk_shutdown_delay_choices(const SettingRow&, const SettingUnit&) {
    auto choices = range(kMost, 1);
    choices->low = 1;
    return choices;
}

Result<SettingChoices> utalk_start_delay_choices(const SettingRow&, const SettingUnit&) {
    return range(kMost * kMinute, kMinute);
}

Result<Script> utalk_set_number(const SettingRow& row, const Value& wanted, const SettingUnit&) {
    return set(row, wanted.as_number());
}

Result<Script> utalk_set_minutes(const SettingRow& row, const Value& wanted, const SettingUnit&) {
    return set(row, wanted.as_number() / kMinute);
}

}  // namespace upsmd
