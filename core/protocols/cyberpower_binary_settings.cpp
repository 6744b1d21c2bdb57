// The registers of CyberPower's binary units: signed codes, other ones for each series.
#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/cyberpower_binary_replies.h"

namespace upsmd {
namespace {

using R = CyberPowerRegister;
using V = Variable;

constexpr Duration kGap = 50ms;
constexpr Duration kTime = 1s;

struct Code {
    int code;
    int value;
};

constexpr std::array kPrHigh{Code{-9, 138}, Code{-8, 139}, Code{-7, 140}, Code{-6, 141}, Code{-5, 142},
                             Code{-4, 143}, Code{-3, 144}, Code{-2, 145}, Code{-1, 146}, Code{0, 147}};
constexpr std::array kOpHigh{Code{-5, 140}, Code{-4, 141}, Code{-3, 142}, Code{-2, 143}, Code{-1, 144}, Code{0, 145},
                             Code{1, 146},  Code{2, 147},  Code{3, 148},  Code{4, 149},  Code{5, 150}};
constexpr std::array kPrLow{Code{0, 88}, Code{1, 89}, Code{2, 90}, Code{3, 91}, Code{4, 92},
                            Code{5, 93}, Code{6, 94}, Code{7, 95}, Code{8, 96}, Code{9, 97}};
constexpr std::array kOpLow{Code{-5, 85}, Code{-4, 86}, Code{-3, 87}, Code{-2, 88}, Code{-1, 89}, Code{0, 90},
                            Code{1, 91},  Code{2, 92},  Code{3, 93},  Code{4, 94},  Code{5, 95}};
constexpr std::array kPrBattery{Code{-6, 25}, Code{-5, 30}, Code{-3, 35}, Code{-1, 40},
                                Code{0, 45},  Code{2, 50},  Code{4, 55},  Code{6, 60}};
constexpr std::array kOpBattery{Code{-8, 15}, Code{-7, 18}, Code{-6, 19}, Code{-5, 20}, Code{-4, 22}, Code{-3, 24},
                                Code{-2, 25}, Code{-1, 26}, Code{0, 28},  Code{1, 30},  Code{2, 32},  Code{3, 34},
                                Code{4, 35},  Code{5, 36},  Code{6, 38},  Code{7, 40}};
constexpr std::array kPrOutput{Code{-10, 110}, Code{0, 120}, Code{10, 130}};
constexpr std::array kOpOutput{Code{-2, 110}, Code{-1, 115}, Code{0, 120}, Code{1, 124}, Code{2, 128}, Code{3, 130}};
// yes and no
constexpr std::array kStart{Code{2, 1}, Code{0, 0}};

struct Row {
    R which;
    Variable variable;
    std::span<const Code> pr;
    std::span<const Code> op;
    bool volts;  // only of units whose scale is known
};
constexpr std::array kRows{
    Row{R::transfer_high, V::input_transfer_high, kPrHigh, kOpHigh, true},
    Row{R::transfer_low, V::input_transfer_low, kPrLow, kOpLow, true},
    Row{R::low_battery, V::battery_charge_low, kPrBattery, kOpBattery, false},
    Row{R::start_on_battery, V::ups_start_battery, kStart, kStart, false},
    Row{R::output_voltage, V::output_voltage_nominal, kPrOutput, kOpOutput, true},
};

const Row& row_of(R which) {
    return *std::find_if(kRows.begin(), kRows.end(), [which](const Row& row) { return row.which == which; });
}

// Empty: not known of this unit.
std::span<const Code> codes_of(const Row& row, std::span<const std::uint8_t> memory) {
    const CyberPowerSeries series = cyberpower_series(memory);
    if (series == CyberPowerSeries::unknown || (row.volts && !cyberpower_volts_known(memory))) return {};
    return series == CyberPowerSeries::op ? row.op : row.pr;
}

Value value_of(const Row& row, const Code& code) {
    if (row.which == R::start_on_battery) return Value::text(code.value != 0 ? "yes" : "no");
    return Value::number(code.value, 0);
}

// `Q`, the register and the code, without a CR. Frames of another kind are passed over.
FrameCut cut_written(Bytes kept) {
    constexpr std::size_t kBytes = 3;
    if (kept[0] != 'Q') return {1, 0};
    return kept.size() < kBytes ? FrameCut{} : FrameCut{0, kBytes};
}

StepOutcome judge_written(Bytes reply, const Step& step) {
    const Bytes sent = step.send.view();
    return std::equal(reply.begin(), reply.end(), sent.begin(), sent.end() - 1) ? StepOutcome::accepted
                                                                                : StepOutcome::refused;
}

const Row& row_of(const SettingRow& setting) {
    return *std::find_if(kRows.begin(), kRows.end(),
                         [&](const Row& row) { return row.variable == setting.variable; });
}

}  // namespace

bool cyberpower_register_known(R which, std::span<const std::uint8_t> memory) {
    return !codes_of(row_of(which), memory).empty();
}

Verdict decode_cyberpower_register(R which, Bytes reply, Decoded& out) {
    if (reply.size() != 2 || reply[0] != 'R') return Verdict::rejected;
    const Row& row = row_of(which);
    const int code = static_cast<std::int8_t>(reply[1]);
    for (const Code& each : codes_of(row, out.memory)) {
        if (each.code != code) continue;
        out.set(row.variable, value_of(row, each));
        return Verdict::ok;
    }
    return Verdict::rejected;
}

Result<SettingChoices> cyberpower_register_choices(const SettingRow& setting, const SettingUnit& unit) {
    const Row& row = row_of(setting);
    const auto codes = codes_of(row, unit.memory);
    if (codes.empty())
        return Error{ErrorCode::unsupported,
                     std::string(variable_name(row.variable)) + ": not known for this UPS", 0};
    SettingChoices choices;
    for (const Code& code : codes) choices.values.push_back(value_of(row, code));
    return choices;
}

Result<Script> cyberpower_write_register(const SettingRow& setting, const Value& wanted, const SettingUnit& unit) {
    const Row& row = row_of(setting);
    for (const Code& code : codes_of(row, unit.memory)) {
        if (!is_same_value(value_of(row, code), wanted)) continue;
        const std::string bytes{'Q', static_cast<char>(row.which), static_cast<char>(code.code), '\r'};
        Step step;
        step.send = StepBytes(bytes);
        step.character_gap = kGap;
        step.listen = kTime;
        step.on_silence = StepOutcome::refused;
        step.judge = judge_written;
        step.cutter = cut_written;
        step.commits = true;
        Script script;
        script.add(step);
        return script;
    }
    return Error{ErrorCode::invalid_argument, std::string(variable_name(row.variable)) + ": no such value", 0};
}

}  // namespace upsmd
