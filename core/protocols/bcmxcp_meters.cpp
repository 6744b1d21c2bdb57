// Block 04. The unit's map (block 01) says which meters it has and how each is written.
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "core/protocols/bcmxcp_block.h"
#include "core/protocols/bcmxcp_replies.h"

namespace upsmd::bcmxcp {
namespace {

using V = Variable;

constexpr V kNone = V::ups_status;  // no meter fills that

struct Range {
    double low;
    double high;
};
constexpr Range kVolts{0, 2000};
constexpr Range kAmperes{-10000, 10000};
constexpr Range kPower{0, 1e7};
constexpr Range kFactor{-1, 1};
constexpr Range kHertz{0, 100};
constexpr Range kCharge{0, 100};
constexpr Range kLoad{0, 999};
constexpr Range kSeconds{0, 1e7};
constexpr Range kDegrees{-50, 150};

struct Row {
    std::size_t meter;
    V single;  // name where the output has one phase
    V three;   // ... and three
    Range range;
};

constexpr std::array kRows{
    Row{18, V::input_current, V::input_l1_current, kAmperes},
    Row{19, V::input_l2_current, V::input_l2_current, kAmperes},
    Row{20, V::input_l3_current, V::input_l3_current, kAmperes},
    Row{21, V::ups_realpower, kNone, kPower},
    Row{22, V::input_realpower, V::input_realpower, kPower},
    Row{23, V::ups_power, V::ups_power, kPower},
    Row{24, V::input_power, V::input_power, kPower},
    Row{25, V::output_powerfactor, V::output_powerfactor, kFactor},
    Row{26, V::input_powerfactor, V::input_powerfactor, kFactor},
    Row{27, V::output_frequency, V::output_frequency, kHertz},
    Row{28, V::input_frequency, V::input_frequency, kHertz},
    Row{30, V::input_bypass_frequency, V::input_bypass_frequency, kHertz},
    Row{32, V::battery_current, V::battery_current, kAmperes},
    Row{33, V::battery_voltage, V::battery_voltage, kVolts},
    Row{34, V::battery_charge, V::battery_charge, kCharge},
    Row{35, V::battery_runtime, V::battery_runtime, kSeconds},
    Row{41, V::battery_voltage_low, V::battery_voltage_low, kVolts},
    Row{47, V::ups_load, V::output_l1_power_percent, kLoad},
    Row{48, kNone, V::output_l2_power_percent, kLoad},
    Row{49, kNone, V::output_l3_power_percent, kLoad},
    Row{50, kNone, V::output_l1_power, kPower},
    Row{51, kNone, V::output_l2_power, kPower},
    Row{52, kNone, V::output_l3_power, kPower},
    Row{53, V::input_bypass_voltage, V::input_bypass_l1_n_voltage, kVolts},
    Row{54, kNone, V::input_bypass_l2_n_voltage, kVolts},
    Row{55, kNone, V::input_bypass_l3_n_voltage, kVolts},
    Row{56, V::input_voltage, V::input_l1_n_voltage, kVolts},
    Row{57, kNone, V::input_l2_n_voltage, kVolts},
    Row{58, kNone, V::input_l3_n_voltage, kVolts},
    Row{62, V::ambient_temperature, V::ambient_temperature, kDegrees},
    Row{63, V::ups_temperature, V::ups_temperature, kDegrees},
    Row{65, V::output_current, V::output_l1_current, kAmperes},
    Row{66, kNone, V::output_l2_current, kAmperes},
    Row{67, kNone, V::output_l3_current, kAmperes},
    Row{68, V::output_current_nominal, kNone, kAmperes},
    Row{71, V::ups_power_nominal, V::ups_power_nominal, kPower},
    Row{77, V::battery_temperature, V::battery_temperature, kDegrees},
    Row{78, V::output_voltage, V::output_l1_n_voltage, kVolts},
    Row{79, kNone, V::output_l2_n_voltage, kVolts},
    Row{80, kNone, V::output_l3_n_voltage, kVolts},
    Row{85, V::ups_realpower_nominal, kNone, kPower},
};

struct Meter {
    double value = 0;
    int decimals = 0;
};

// nullopt: not known, or in a form that is none of ours (date, time, ...).
std::optional<Meter> meter_of(unsigned format, std::uint32_t raw) {
    constexpr unsigned kSeconds32 = 0xE2;
    constexpr unsigned kInteger = 0xF0;
    if (format == kSeconds32) return Meter{static_cast<double>(static_cast<std::int32_t>(raw)), 0};
    if (format >= kInteger) {
        const unsigned bits = format & 0x0FU;
        return Meter{static_cast<double>(static_cast<std::int32_t>(raw)) / (1U << bits), bits == 0 ? 0 : 2};
    }
    const unsigned decimals = format & 0x0FU;
    if (format > 0x97 || decimals > 9 || (format >> 4U) > 9) return std::nullopt;
    static_assert(sizeof(float) == sizeof(std::uint32_t) && std::numeric_limits<float>::is_iec559);
    const double value = std::bit_cast<float>(raw);
    if (!std::isfinite(value)) return std::nullopt;
    return Meter{value, static_cast<int>(decimals)};
}

class Meters {
  public:
    void add(std::size_t number, std::optional<Meter> meter) {
        if (number < all_.size()) all_[number] = meter;
    }
    const std::optional<Meter>& operator[](std::size_t number) const { return all_[number]; }

    // The load where the unit has no meter for it.
    std::optional<double> ratio(std::size_t part, std::size_t whole) const {
        if (!all_[part] || !all_[whole] || all_[whole]->value <= 0) return std::nullopt;
        return 100 * all_[part]->value / all_[whole]->value;
    }

  private:
    std::array<std::optional<Meter>, Memory::kMeters> all_{};
};

void set_meter(const Row& row, V variable, const Meters& meters, Decoded& out) {
    const auto& meter = meters[row.meter];
    const bool good = meter && meter->value >= row.range.low && meter->value <= row.range.high;
    if (good && out.values().size() < Decoded::kMaxValues) out.number(variable, meter->value, meter->decimals);
}

void set_load(const Meters& meters, Decoded& out) {
    if (out.find(V::ups_load) != nullptr || out.values().size() == Decoded::kMaxValues) return;
    auto load = meters.ratio(23, 71);
    if (!load) load = meters.ratio(65, 68);
    if (load && *load >= kLoad.low && *load <= kLoad.high) out.number(V::ups_load, *load, 1);
}

}  // namespace

Verdict decode_meters(Bytes reply, Decoded& out) {
    std::optional<Block> block;
    if (const Verdict verdict = take(reply, 0x34, block); verdict != Verdict::ok) return verdict;
    const Memory memory(out.memory);
    if (memory.get(Memory::identified) == 0) return Verdict::ok;
    Meters meters;
    std::size_t at = 0;
    for (std::size_t number = 0; number < Memory::kMeters; ++number) {
        const unsigned format = memory.get(Memory::meter_map + number);
        if (format == 0) continue;
        const auto raw = block->dword(at);
        if (!raw) return Verdict::rejected;
        meters.add(number, meter_of(format, *raw));
        at += 4;
    }
    const bool three = memory.get(Memory::phases) == 3;
    for (const Row& row : kRows)
        if (const V variable = three ? row.three : row.single; variable != kNone) set_meter(row, variable, meters, out);
    if (!three) set_load(meters, out);
    return Verdict::ok;
}

}  // namespace upsmd::bcmxcp
