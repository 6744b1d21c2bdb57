#include "core/protocols/tilde_settings.h"

#include <algorithm>
#include <string>

#include "core/protocols/tilde_controls.h"
#include "core/protocols/tilde_replies.h"

namespace upsmd {
namespace {

using V = Variable;

constexpr std::size_t kLongestName = 8;

Error unknown(const SettingRow& row, std::string_view what) {
    return {ErrorCode::unsupported, std::string(variable_name(row.variable)) + ": the UPS has not told " + std::string(what), 0};
}

std::string whole(double number) { return std::to_string(static_cast<long>(number)); }

}  // namespace

Result<SettingChoices> tilde_transfer_choices(const SettingRow& row, const SettingUnit& unit) {
    const bool low = row.variable == V::input_transfer_low;
    const auto least = unit.reading.number(low ? V::input_transfer_low_min : V::input_transfer_high_min);
    const auto most = unit.reading.number(low ? V::input_transfer_low_max : V::input_transfer_high_max);
    if (!least || !most || *least > *most) return unknown(row, "its limits (RAT)");
    SettingChoices choices;
    choices.kind = SettingChoices::Kind::range;
    choices.low = *least;
    choices.high = *most;
    return choices;
}

Result<Script> tilde_set_transfer(const SettingRow& row, const Value& wanted, const SettingUnit& unit) {
    const bool low = row.variable == V::input_transfer_low;
    const auto other = unit.reading.number(low ? V::input_transfer_high : V::input_transfer_low);
    if (!other) return unknown(row, "the other transfer point, which is set with it");
    const std::string text = whole(wanted.as_number());
    return tilde_set(low ? "TXV" + text + ";" + whole(*other) : "TXV" + whole(*other) + ";" + text);
}

Result<SettingChoices> tilde_sensitivity_choices(const SettingRow&, const SettingUnit&) {
    SettingChoices choices;
    for (const std::string_view name : kTildeSensitivities) choices.values.push_back(Value::text(name));
    return choices;
}

Result<Script> tilde_set_sensitivity(const SettingRow&, const Value& wanted, const SettingUnit&) {
    const auto code = std::find(kTildeSensitivities.begin(), kTildeSensitivities.end(), wanted.as_text());
    return tilde_set("VSN" + std::to_string(code - kTildeSensitivities.begin()));
}

Result<SettingChoices> tilde_name_choices(const SettingRow&, const SettingUnit&) {
    SettingChoices choices;
    choices.kind = SettingChoices::Kind::text;
    choices.max_length = kLongestName;
    choices.forbidden = "~;";  // the frame's own
    return choices;
}

Result<Script> tilde_set_name(const SettingRow&, const Value& wanted, const SettingUnit&) {
    return tilde_set("UID" + std::string(wanted.as_text()));
}

}  // namespace upsmd
