// Who the unit is, what it is rated for, and its settings.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/protocols/text_fields.h"
#include "core/protocols/upscode2_lines.h"
#include "core/protocols/upscode2_replies.h"

namespace upsmd {
namespace {

using V = Variable;

constexpr double kKilo = 1000;

struct Rating {
    std::string_view label;
    Variable variable;
    double high;
};

constexpr std::array kRatings{
    Rating{"NIUNN", V::input_voltage_nominal, 1000},   Rating{"NIUHH", V::input_voltage_maximum, 1000},
    Rating{"NIULL", V::input_voltage_minimum, 1000},   Rating{"NIINN", V::input_current_nominal, 9999},
    Rating{"NBUNN", V::battery_voltage_nominal, 1000}, Rating{"NBUHH", V::battery_voltage_high, 1000},
    Rating{"NBULL", V::battery_voltage_low, 1000},     Rating{"NBAHN", V::battery_capacity, 9999},
    Rating{"NOUNN", V::output_voltage_nominal, 1000},  Rating{"NOINN", V::output_current_nominal, 9999},
};

// Series 9000 of Fiskars: they tell the power of all phases, and have 384 V whatever they say.
constexpr std::array<std::string_view, 9> kWholePower{"UPS9075", "UPS9100", "UPS9150", "UPS9200", "UPS9250",
                                                      "UPS9300", "UPS9400", "UPS9500", "UPS9600"};
constexpr double kWholePowerBattery = 384;

Verdict name(Bytes reply, std::string_view label, Variable variable, Decoded& out) {
    const auto value = upscode2_value(reply, label);
    if (!value || value->empty()) return Verdict::rejected;
    out.text(variable, *value);
    return Verdict::ok;
}

void keep(Decoded& out, Upscode2Memory slot, std::uint8_t value) {
    if (out.memory.size() >= kUpscode2MemoryBytes) out.memory[static_cast<std::size_t>(slot)] = value;
}

void keep_amperes(Decoded& out, double amperes) {
    if (out.memory.size() < kUpscode2MemoryBytes) return;
    const auto first = static_cast<std::size_t>(Upscode2Memory::amperes);
    auto hundredths = static_cast<std::uint32_t>(std::lround(amperes * 100));
    for (std::size_t i = 0; i < 4; ++i, hundredths >>= 8U)
        out.memory[first + i] = static_cast<std::uint8_t>(hundredths & 0xFFU);
}

// kW and kVA of a phase. How many phases there are, the status tells.
void rate_power(std::string_view label, double kilo, Decoded& out) {
    const unsigned phases = recall(out.memory, Upscode2Memory::phases);
    const bool whole = recall(out.memory, Upscode2Memory::power_is_whole) != 0;
    const Variable variable = label == "NOPNN" ? V::ups_realpower_nominal : V::ups_power_nominal;
    if (phases == 0 || kilo <= 0)
        out.absent(variable);
    else
        out.number(variable, kilo * kKilo * (whole ? 1 : phases), 0);
}

void rate(std::string_view label, double value, int decimals, Decoded& out) {
    if (label == "NOPNN" || label == "NOSNN") return rate_power(label, value, out);
    if (label == "NOINN") keep_amperes(out, std::clamp(value, 0.0, 9999.0));
    const auto* const row =
        std::find_if(kRatings.begin(), kRatings.end(), [label](const Rating& each) { return each.label == label; });
    if (row == kRatings.end()) return;
    const bool whole = recall(out.memory, Upscode2Memory::power_is_whole) != 0;
    if (row->variable == V::battery_voltage_nominal && whole) return out.number(row->variable, kWholePowerBattery, 0);
    if (value <= 0 || value > row->high)
        out.absent(row->variable);
    else
        out.number(row->variable, value, decimals);
}

}  // namespace

Verdict decode_upscode2_list(Bytes reply, Decoded& out) {
    std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    unsigned known = 0;
    std::size_t lines = 0;
    while (const auto line = take_upscode2_line(text)) {
        if (*line != "UPCL") ++lines;
        for (unsigned i = 0; i < kUpscode2Commands; ++i)
            if (*line == upscode2_name(static_cast<Upscode2Command>(i))) known |= 1U << i;
    }
    if (lines == 0) return Verdict::rejected;  // an echo
    keep(out, Upscode2Memory::list_told, 1);
    if (out.memory.size() < kUpscode2MemoryBytes) return Verdict::ok;
    const auto first = static_cast<std::size_t>(Upscode2Memory::commands);
    out.memory[first] = static_cast<std::uint8_t>(known & 0xFFU);
    out.memory[first + 1] = static_cast<std::uint8_t>(known >> 8U);
    return Verdict::ok;
}

Verdict decode_upscode2_type(Bytes reply, Decoded& out) {
    const Verdict verdict = name(reply, "NNAME", V::device_model, out);
    if (verdict != Verdict::ok) return verdict;
    const std::string_view model = out.find(V::device_model)->as_text();
    const bool whole = std::find(kWholePower.begin(), kWholePower.end(), model.substr(0, 7)) != kWholePower.end();
    keep(out, Upscode2Memory::power_is_whole, whole ? 1 : 0);
    return Verdict::ok;
}

Verdict decode_upscode2_serial(Bytes reply, Decoded& out) { return name(reply, "ACSN", V::device_serial, out); }
Verdict decode_upscode2_part(Bytes reply, Decoded& out) { return name(reply, "ACPN", V::device_part, out); }
Verdict decode_upscode2_id(Bytes reply, Decoded& out) { return name(reply, "ACID", V::ups_id, out); }

Verdict decode_upscode2_delay(Bytes reply, Decoded& out) {
    const auto value = upscode2_value(reply, "ACSD");
    if (!value || !all_digits(*value) || value->size() > 5) return Verdict::rejected;
    out.number(V::ups_delay_shutdown, parse_number(*value).value, 0);
    return Verdict::ok;
}

Verdict decode_upscode2_beeper(Bytes reply, Decoded& out) {
    const auto value = upscode2_value(reply, "ACPM");
    if (value == "P08V00") {
        out.text(V::ups_beeper_status, "enabled");
    } else if (value == "P08V01") {
        out.text(V::ups_beeper_status, "muted");
    } else if (value == "P08V02") {
        out.text(V::ups_beeper_status, "disabled");
    } else {
        return Verdict::rejected;
    }
    return Verdict::ok;
}

Verdict decode_upscode2_nominal(Bytes reply, Decoded& out) {
    std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    std::size_t known = 0;
    while (const auto label = take_upscode2_line(text)) {
        if (label->size() != 5 || label->front() != 'N') continue;
        const auto value = take_upscode2_line(text);
        const auto number = value ? upscode2_number(*value) : std::nullopt;
        if (!number) return Verdict::rejected;
        rate(*label, number->value, number->decimals, out);
        ++known;
    }
    return known > 0 ? Verdict::ok : Verdict::rejected;
}

}  // namespace upsmd
