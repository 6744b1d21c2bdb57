// UPDS: status lines, run time and measurements in one reply.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/protocols/upscode2_lines.h"
#include "core/protocols/upscode2_replies.h"

namespace upsmd {
namespace {

using V = Variable;

constexpr double kKilo = 1000;
constexpr double kUnknownMinutes = 9999;

struct Measure {
    std::string_view label;
    std::optional<Variable> single;  // of units with one phase
    std::optional<Variable> three;   // of units with three
    double low;
    double high;
    double scale = 1;
};

constexpr std::array kMeasures{
    Measure{"MIUL1", V::input_voltage, V::input_l1_n_voltage, 0, 1000},
    Measure{"MIUL2", V::input_l2_n_voltage, V::input_l2_n_voltage, 0, 1000},
    Measure{"MIUL3", {}, V::input_l3_n_voltage, 0, 1000},
    Measure{"MIIL1", V::input_current, V::input_l1_current, 0, 9999},
    Measure{"MIIL2", V::input_l2_current, V::input_l2_current, 0, 9999},
    Measure{"MIIL3", {}, V::input_l3_current, 0, 9999},
    Measure{"MIPL1", V::input_realpower, {}, 0, 9999, kKilo},
    Measure{"MISL1", V::input_power, {}, 0, 9999, kKilo},
    Measure{"MIFFF", V::input_frequency, V::input_frequency, 0, 100},
    Measure{"MBUUU", V::battery_voltage, V::battery_voltage, 0, 1000},
    Measure{"MBIII", V::battery_current, V::battery_current, -999, 9999},
    Measure{"MBCH1", V::battery_charge, V::battery_charge, 0, 100},
    Measure{"MPUL1", V::input_bypass_voltage, V::input_bypass_l1_n_voltage, 0, 1000},
    Measure{"MPUL2", V::input_bypass_l2_n_voltage, V::input_bypass_l2_n_voltage, 0, 1000},
    Measure{"MPUL3", {}, V::input_bypass_l3_n_voltage, 0, 1000},
    Measure{"MOUL1", V::output_voltage, V::output_l1_n_voltage, 0, 1000},
    Measure{"MOUL2", V::output_l2_n_voltage, V::output_l2_n_voltage, 0, 1000},
    Measure{"MOUL3", {}, V::output_l3_n_voltage, 0, 1000},
    Measure{"MOIL1", V::output_current, V::output_l1_current, 0, 9999},
    Measure{"MOIL2", V::output_l2_current, V::output_l2_current, 0, 9999},
    Measure{"MOIL3", {}, V::output_l3_current, 0, 9999},
    Measure{"MOPL1", V::output_realpower, V::output_l1_realpower, 0, 9999, kKilo},
    Measure{"MOPL2", V::output_l2_realpower, V::output_l2_realpower, 0, 9999, kKilo},
    Measure{"MOPL3", {}, V::output_l3_realpower, 0, 9999, kKilo},
    Measure{"MOSL1", V::output_power, V::output_l1_power, 0, 9999, kKilo},
    Measure{"MOSL2", V::output_l2_power, V::output_l2_power, 0, 9999, kKilo},
    Measure{"MOSL3", {}, V::output_l3_power, 0, 9999, kKilo},
    Measure{"MUTE1", V::ups_temperature, V::ups_temperature, -50, 200},
    Measure{"METE1", V::ambient_temperature, V::ambient_temperature, -50, 200},
    Measure{"MERH1", V::ambient_humidity, V::ambient_humidity, 0, 100},
    Measure{"MOFFF", V::output_frequency, V::output_frequency, 0, 100},
};

// Upscode2Memory::told
constexpr std::uint8_t kToldStuf = 1;
constexpr std::uint8_t kToldStbo = 2;
constexpr std::uint8_t kToldStbl = 4;

struct Status {
    StatusFlags flags;
    std::string alarms;
    std::string_view charger;
    std::uint8_t told = 0;
    bool damaged = false;
};

bool is_label(std::string_view line) { return line.size() >= 4 && line[0] >= 'A' && line[1] >= 'A'; }

void take_flag(std::string_view value, StatusFlag flag, Status& status) {
    if (value != "00" && value != "11") status.damaged = true;
    if (value == "11") status.flags.set(flag);
}

void take_alarm(std::string_view code, Status& status) {
    if (code == "00") return;
    if (code == "BL") return status.flags.set(StatusFlag::lb);
    if (code == "BY") return status.flags.set(StatusFlag::rb);
    if (code == "OD") return status.flags.set(StatusFlag::off);
    if (code == "OL") return status.flags.set(StatusFlag::over);
    const std::string_view known = upscode2_alarm(code);
    status.flags.set(StatusFlag::alarm);
    if (!status.alarms.empty()) status.alarms += "; ";
    status.alarms += known.empty() ? "code " + std::string(code) : std::string(known);
}

void take_charger(std::string_view value, Status& status) {
    if (value == "CH") {
        status.flags.set(StatusFlag::chrg);
        status.charger = "charging";
    } else if (value == "DI") {
        status.flags.set(StatusFlag::dischrg);
        status.charger = "discharging";
    } else if (value == "FT") {
        status.charger = "floating";
    } else if (value == "RS") {
        status.charger = "resting";
    }
}

void take_status(std::string_view label, std::string_view value, Status& status) {
    if (label == "STUF") {
        status.told |= kToldStuf;
        take_flag(value, StatusFlag::ob, status);
    } else if (label == "STBO") {
        status.told |= kToldStbo;
        take_flag(value, StatusFlag::ob, status);
    } else if (label == "STBL") {
        status.told |= kToldStbl;
        take_flag(value, StatusFlag::lb, status);
    } else if (label == "STBP") {
        take_flag(value, StatusFlag::bypass, status);
    } else if (label == "STLR") {
        status.flags.set(StatusFlag::trim, value == "SD");
        status.flags.set(StatusFlag::boost, value == "SU" || value == "DU");
    } else if (label == "STBM") {
        take_charger(value, status);
    } else if (label == "STAT" || label == "STMF") {
        take_alarm(value, status);
    }
}

void take_runtime(std::string_view value, Decoded& out) {
    const auto minutes = upscode2_number(value);
    if (!minutes || minutes->value < 0 || minutes->value >= kUnknownMinutes)
        out.absent(V::battery_runtime);
    else
        out.number(V::battery_runtime, minutes->value * 60, 0);
}

void take_measure(std::string_view label, std::string_view value, bool three_phases, Decoded& out) {
    const auto* const row =
        std::find_if(kMeasures.begin(), kMeasures.end(), [label](const Measure& each) { return each.label == label; });
    if (row == kMeasures.end()) return;
    const auto variable = three_phases ? row->three : row->single;
    if (!variable) return;
    const auto number = upscode2_number(value);
    if (!number || number->value < row->low || number->value > row->high)
        out.absent(*variable);
    else
        out.number(*variable, number->value * row->scale, row->scale == 1 ? number->decimals : 0);
}

// The greatest current of a phase by the nominal one.
void add_load(std::span<const std::uint8_t> memory, Decoded& out) {
    const auto first = static_cast<std::size_t>(Upscode2Memory::amperes);
    if (first + 4 > memory.size()) return;
    std::uint32_t nominal = 0;
    for (std::size_t i = 4; i > 0; --i) nominal = nominal << 8U | memory[first + i - 1];
    if (nominal == 0) return;
    std::optional<double> greatest;
    for (const Variable each : {V::output_current, V::output_l1_current, V::output_l2_current, V::output_l3_current}) {
        const Value* const value = out.find(each);
        if (value != nullptr && value->present()) greatest = std::max(greatest.value_or(0), value->as_number());
    }
    if (greatest)
        out.number(V::ups_load, *greatest * 100 * 100 / nominal, 1);
    else
        out.absent(V::ups_load);
}

void keep(Decoded& out, std::uint8_t told, bool three_out) {
    if (out.memory.size() < kUpscode2MemoryBytes) return;
    out.memory[static_cast<std::size_t>(Upscode2Memory::told)] = told;
    out.memory[static_cast<std::size_t>(Upscode2Memory::phases)] = three_out ? 3 : 1;
}

// Calls `use(label, value)` for each pair; a label whose value is missing makes it false.
template <typename Use>
bool for_each_pair(std::string_view text, Use use) {
    while (const auto label = take_upscode2_line(text)) {
        if (!is_label(*label)) continue;  // the value of a label that was damaged, or an end of something before
        const auto value = take_upscode2_line(text);
        if (!value || is_label(*value)) return false;
        use(*label, *value);
    }
    return true;
}

}  // namespace

// A unit that has told its mains or its battery with a label tells them with it always: a reply without it is damaged.
Verdict decode_upscode2_status(Bytes reply, Decoded& out) {
    const std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    Status status;
    bool three_in = false;
    bool three_out = false;
    const bool whole = for_each_pair(text, [&](std::string_view label, std::string_view value) {
        take_status(label, value, status);
        three_in = three_in || label == "MIUL3" || label == "MIIL3";
        three_out = three_out || label == "MOUL3" || label == "MOIL3";
    });
    const std::uint8_t before = recall(out.memory, Upscode2Memory::told);
    const bool tells_mains = (status.told & (kToldStuf | kToldStbo)) != 0;
    if (!whole || status.damaged || !tells_mains || (before & ~status.told) != 0) return Verdict::rejected;
    for_each_pair(text, [&](std::string_view label, std::string_view value) {
        if (label == "BTIME")
            take_runtime(value, out);
        else
            take_measure(label, value, label.starts_with("MO") ? three_out : three_in, out);
    });
    out.number(V::input_phases, three_in ? 3 : 1, 0);
    out.number(V::output_phases, three_out ? 3 : 1, 0);
    add_load(out.memory, out);
    status.flags.set(StatusFlag::ol, !status.flags.has(StatusFlag::ob));
    out.status = status.flags;
    if (status.charger.empty())
        out.absent(V::battery_charger_status);
    else
        out.text(V::battery_charger_status, status.charger);
    if (!status.alarms.empty()) out.text(V::ups_alarm, status.alarms);
    keep(out, status.told, three_out);
    return Verdict::ok;
}

}  // namespace upsmd
