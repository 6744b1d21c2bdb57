#include "core/protocols/powercom_types.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include "core/protocols/powercom_kin_bnt.h"

namespace upsmd::powercom {
namespace {

struct Pair {
    std::size_t index;
    std::uint8_t value;
};

struct Line {
    double slope = 0;
    double offset = 0;
    double at(double x) const { return slope * x + offset; }
};

// What the bytes of the simple types mean: straight lines.
struct Formulas {
    Line period;  // 1 / (slope * x + offset) Hz; a slope of 0: x is the frequency
    Line load_on_battery;
    Line load_on_mains;
    Line charge_on_battery;      // plus ...
    double charge_by_load = 0;   // ... this times the load
    Line charge_on_mains;
    Line volts_230;
    Line volts_120;
};

constexpr Line kSame{1, 0};
constexpr Line kDouble{2, 0};
constexpr Line kTrustPeriod{0.00020997, 0.00020928};
constexpr Line kTrustVolts{1.9216, -0.0977};
constexpr Formulas kTrust{kTrustPeriod, {6.1343, -0.3808}, {4.3110, 0.1811}, {5, -825},
                          0.3268,       {4.5639, -835.82}, kTrustVolts,      {0.9545, 0}};
constexpr Formulas kEgys{kTrustPeriod, {6.1343, -0.3808}, {1.3333, 0.6667}, {5, -825},
                         0.3268,       {2.2105, -355.37}, kTrustVolts,      {0.9545, 0}};
constexpr Formulas kBntOther{{0.00027778, 0}, kSame, kSame, kSame, 0, kSame, kDouble, kDouble};
constexpr Formulas kImp{{}, kSame, kSame, kSame, 0, kSame, kDouble, kDouble};
// BNT units of 100 to 200 V.
constexpr Line kLowBntLoadOnBattery{1.4474, 0};
constexpr Line kLowBntLoadOnMains{0.8594, 0};
constexpr Line kLowBntVolts{0.82857, 0};

constexpr double kFrequencyOfBntAndKin = 4807;  // Hz times the raw byte
constexpr double kUsualVoltage = 230;
// By the low nibble of byte 12; 0: not known.
constexpr std::array<double, 16> kNominal{100, 110, 115, 120, 0, 0, 0, 200, 220, 230, 240, 0, 0, 0, 0, 0};
// Volt-amperes by the high nibble.
constexpr std::array<unsigned, 16> kBntModels{0, 400, 500, 600, 800, 801, 1000, 1200, 1500, 2000, 0, 0, 0, 0, 0, 0};
constexpr std::array<unsigned, 16> kKinModels{0,    425,  500,  525,  625,  800,  1000, 1200,
                                              1500, 1600, 2200, 2200, 2500, 3000, 5000, 0};
constexpr std::array<unsigned, 16> kImpModels{0, 425, 525, 625, 825, 1025, 1200, 1500, 2000, 0, 0, 0, 0, 0, 0, 0};
constexpr std::array<unsigned, 16> kOptiModels{0, 0, 0, 575, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

constexpr std::uint8_t kLetterKin = 'K';
constexpr std::uint8_t kLetterBnt = 'B';
constexpr std::uint8_t kLetterOpti = 'O';
constexpr std::uint8_t kMarkImp = 0xFF;

const Formulas& formulas(Type type) {
    switch (type) {
        case Type::trust:
        case Type::kp625ap: return kTrust;
        case Type::egys: return kEgys;
        case Type::bnt:  // where its own do not apply
        case Type::bnt_other: return kBntOther;
        case Type::imp:
        case Type::opti:
        case Type::kin: return kImp;
    }
    return kImp;
}

std::string_view family_name(Type type) {
    switch (type) {
        case Type::imp: return "IMP";
        case Type::opti: return "OPTI";
        case Type::kin: return "KIN";
        case Type::bnt:
        case Type::bnt_other: return "BNT";
        case Type::trust:
        case Type::egys:
        case Type::kp625ap: return {};
    }
    return {};
}

std::optional<double> in_range(std::optional<double> value, double low, double high) {
    return value && *value >= low && *value <= high ? value : std::nullopt;
}

}  // namespace

bool is_frame_of(Type type, Bytes frame) {
    if (frame.size() != frame_size(type)) return false;
    const auto all = [frame](std::initializer_list<Pair> pairs) {
        return std::all_of(pairs.begin(), pairs.end(), [frame](Pair each) { return frame[each.index] == each.value; });
    };
    switch (type) {
        case Type::trust: return all({{5, 0}, {7, 0}, {8, 0}});
        case Type::egys:
        case Type::kp625ap: return all({{5, 0x80}, {7, 0}, {8, 0}});
        case Type::imp:
        case Type::opti: return all({{5, kMarkImp}, {7, 0}, {8, 0}});
        case Type::kin: return all({{11, kLetterKin}, {8, 0}});
        case Type::bnt: return all({{11, kLetterBnt}, {8, 0}});
        case Type::bnt_other: return all({{8, 0}});
    }
    return false;
}

// A letter alone is not enough: IMP units say B as well.
std::optional<Type> type_of(Bytes frame) {
    if (is_frame_of(Type::imp, frame)) return frame[11] == kLetterOpti ? Type::opti : Type::imp;
    if (is_frame_of(Type::bnt, frame)) return Type::bnt;
    if (is_frame_of(Type::kin, frame)) return Type::kin;
    return std::nullopt;
}

Frame::Frame(Type type, Bytes frame) : type_(type), frame_(frame) {}

bool Frame::tells_nominal_voltage() const { return tells_model() && kNominal[voltage_index()] > 0; }

double Frame::nominal_voltage() const {
    return tells_nominal_voltage() ? kNominal[voltage_index()] : kUsualVoltage;
}

unsigned Frame::volt_amperes() const {
    switch (type_) {
        case Type::bnt: return kBntModels[model_index()];
        case Type::kin: return kKinModels[model_index()];
        case Type::imp: return kImpModels[model_index()];
        case Type::opti: return kOptiModels[model_index()];
        case Type::bnt_other:
        case Type::trust:
        case Type::egys:
        case Type::kp625ap: return 0;
    }
    return 0;
}

std::string Frame::model() const {
    if (!tells_model()) return {};
    std::string text(family_name(type_));
    if (volt_amperes() == 0) return text;
    text += "-" + std::to_string(volt_amperes());
    return type_ == Type::opti ? text : text + "AP";
}

bool Frame::is_european_bnt() const {
    constexpr unsigned kLastLowVoltage = 7;  // 200 V
    return type_ == Type::bnt && voltage_index() > kLastLowVoltage;
}

namespace {

ModelFrame model_frame(const Frame& frame, unsigned volt_amperes, double input) {
    return {.volt_amperes = volt_amperes,
            .model_index = frame.at(12) >> 4,
            .voltage_index = frame.at(12) & 0x0FU,
            .european = frame.nominal_voltage() >= 200,
            .load = frame.at(0),
            .battery = frame.at(1),
            .output = frame.at(3),
            .half_period = frame.at(6) / 2,
            .battery_on_inverter = frame.at(15),
            .on_battery = frame.on_battery(),
            .regulating = frame.regulating(),
            .regulator_mode = (frame.at(9) & kRegulatorMode) != 0,
            .boosting = input < frame.nominal_voltage()};
}

}  // namespace

std::optional<double> Frame::volts(unsigned raw) const {
    if (type_ == Type::kin) return kin_volts(model_frame(*this, volt_amperes(), 0), raw);
    if (is_european_bnt()) return bnt_volts(raw);
    const bool high = nominal_voltage() >= 220;
    if (type_ == Type::bnt) return (high ? kTrustVolts : kLowBntVolts).at(raw);
    return (high ? formulas(type_).volts_230 : formulas(type_).volts_120).at(raw);
}

// An input without voltage reads a little below 0 by most of the lines.
std::optional<double> Frame::input_voltage() const {
    auto value = volts(at(2));
    if (value) value = std::max(*value, 0.0);
    return value;
}

std::optional<double> Frame::output_voltage() const {
    std::optional<double> value;
    const double input = input_voltage().value_or(0);
    if (type_ == Type::kin)
        value = kin_output_voltage(model_frame(*this, volt_amperes(), input));
    else if (is_european_bnt())
        value = bnt_output_voltage(model_frame(*this, volt_amperes(), input));
    else
        value = volts(at(3));
    if (value) value = std::max(*value, 0.0);
    return value;
}

std::optional<double> Frame::frequency(std::size_t index) const {
    constexpr double kHighest = 100;
    const double raw = at(index);
    if (raw <= 0) return 0.0;
    if (type_ == Type::kin || type_ == Type::bnt) return in_range(kFrequencyOfBntAndKin / raw, 0, kHighest);
    const Line& period = formulas(type_).period;
    return in_range(period.slope > 0 ? 1 / period.at(raw) : raw, 0, kHighest);
}

std::optional<double> Frame::load() const {
    std::optional<double> value;
    if (type_ == Type::kin)
        value = kin_load(model_frame(*this, volt_amperes(), 0));
    else if (is_european_bnt())
        value = bnt_load(model_frame(*this, volt_amperes(), 0));
    else if (type_ == Type::bnt)
        value = (on_battery() ? kLowBntLoadOnBattery : kLowBntLoadOnMains).at(at(0));
    else
        value = (on_battery() ? formulas(type_).load_on_battery : formulas(type_).load_on_mains).at(at(0));
    if (value) value = std::max(*value, 0.0);
    return value;
}

std::optional<double> Frame::charge() const {
    const auto value = raw_charge();
    return value ? std::optional(std::clamp(*value, 0.0, 100.0)) : std::nullopt;
}

std::optional<double> Frame::raw_charge() const {
    if (type_ == Type::kin) return kin_charge(model_frame(*this, volt_amperes(), 0));
    if (is_european_bnt()) return bnt_charge(model_frame(*this, volt_amperes(), 0));
    if (type_ == Type::bnt) return std::nullopt;
    const Formulas& lines = formulas(type_);
    if (!on_battery()) return lines.charge_on_mains.at(at(1));
    return lines.charge_on_battery.at(at(1)) + lines.charge_by_load * load().value_or(0);
}

}  // namespace upsmd::powercom
