#include "core/protocols/cyberpower_settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "core/protocols/hash_text.h"

namespace upsmd {
namespace {

using V = Variable;

constexpr Duration kGap = 50ms;
constexpr int kMostNumber = 999;

// 0: not a number that can be set.
std::uint16_t number_of(std::string_view field) {
    int number = 0;
    const auto end = std::from_chars(field.data(), field.data() + field.size(), number);
    const bool good = end.ec == std::errc{} && end.ptr == field.data() + field.size() && number > 0 && number <= kMostNumber;
    return good ? static_cast<std::uint16_t>(number) : std::uint16_t{0};
}

std::size_t place_of(CyberPowerList list, std::size_t index) {
    return (static_cast<std::size_t>(list) * kCyberPowerListed + index) * 2;
}

CyberPowerList list_of(const SettingRow& row) {
    if (row.variable == V::input_transfer_high) return CyberPowerList::transfer_high;
    return row.variable == V::input_transfer_low ? CyberPowerList::transfer_low : CyberPowerList::charge_low;
}

}  // namespace

template <CyberPowerList list>
Verdict decode_cyberpower_list(Bytes reply, Decoded& out) {
    std::string_view text;
    if (const Verdict verdict = hash_text(reply, text); verdict != Verdict::ok) return verdict;
    const HashFields fields(text);
    if (number_of(fields[0]) == 0) return Verdict::rejected;
    if (out.memory.size() < kCyberPowerMemory) return Verdict::ok;
    for (std::size_t i = 0; i < kCyberPowerListed; ++i) {
        const std::uint16_t number = i < fields.size() ? number_of(fields[i]) : std::uint16_t{0};
        out.memory[place_of(list, i)] = static_cast<std::uint8_t>(number >> 8U);
        out.memory[place_of(list, i) + 1] = static_cast<std::uint8_t>(number & 0xFFU);
    }
    return Verdict::ok;
}

template Verdict decode_cyberpower_list<CyberPowerList::transfer_high>(Bytes, Decoded&);
template Verdict decode_cyberpower_list<CyberPowerList::transfer_low>(Bytes, Decoded&);
template Verdict decode_cyberpower_list<CyberPowerList::charge_low>(Bytes, Decoded&);

Result<SettingChoices> cyberpower_choices(const SettingRow& row, const SettingUnit& unit) {
    SettingChoices choices;
    for (std::size_t i = 0; i < kCyberPowerListed && unit.memory.size() >= kCyberPowerMemory; ++i) {
        const std::size_t place = place_of(list_of(row), i);
        const int number = unit.memory[place] << 8 | unit.memory[place + 1];
        if (number != 0) choices.values.push_back(Value::number(number, 0));
    }
    if (choices.values.empty())
        return Error{ErrorCode::unsupported,
                     std::string(variable_name(row.variable)) + ": the UPS has not told which values it takes", 0};
    return choices;
}

Result<Script> cyberpower_set(const SettingRow& row, const Value& wanted, const SettingUnit&) {
    const CyberPowerList list = list_of(row);
    const std::size_t width = list == CyberPowerList::charge_low ? 2 : 3;
    std::string digits = std::to_string(std::lround(wanted.as_number()));
    digits.insert(0, width - std::min(width, digits.size()), '0');
    Script script;
    script.add(hash_step("C" + std::to_string(2 + static_cast<int>(list)) + ":" + digits, kGap));
    return script;
}

}  // namespace upsmd
