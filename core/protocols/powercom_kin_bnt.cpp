#include "core/protocols/powercom_kin_bnt.h"

#include <array>
#include <cmath>

namespace upsmd::powercom {
namespace {

// Battery readings at which the charge is 0, 30 and 100 percent; straight lines between.
struct ChargePoints {
    double empty;
    double third;
    double full;
};

double charge_at(double reading, const ChargePoints& points) {
    if (reading <= points.empty) return 0;
    if (reading <= points.third) return (reading - points.empty) * 30 / (points.third - points.empty);
    if (reading <= points.full) return 30 + (reading - points.third) * 70 / (points.full - points.third);
    return 100;
}

// Part of the half wave that the inverter makes; negative readings give nothing.
double half_wave(const ModelFrame& frame) {
    if (frame.half_period <= frame.output) return 0;
    return static_cast<double>(frame.half_period - frame.output) / frame.half_period;
}

struct BntLoadRow {
    unsigned model;
    std::array<double, 3> mains;  // 220, 230, 240 V
    std::array<double, 3> inverter;
};

struct KinLoadRow {
    unsigned least;
    unsigned most;
    std::array<double, 11> mains;
    std::array<double, 11> inverter;
};

// clang-format off
constexpr std::array kBntLoad{
    BntLoadRow{400, {88, 83, 87}, {54, 52, 49}},     BntLoadRow{500, {108, 103, 98}, {66, 64, 61}},
    BntLoadRow{600, {128, 123, 118}, {86, 84, 81}},  BntLoadRow{800, {108, 103, 98}, {66, 64, 61}},
    BntLoadRow{801, {88, 83, 87}, {44, 42, 40}},     BntLoadRow{1000, {108, 103, 98}, {56, 54, 52}},
    BntLoadRow{1200, {128, 123, 118}, {76, 74, 72}}, BntLoadRow{1500, {108, 103, 98}, {56, 54, 52}},
    BntLoadRow{2000, {108, 103, 98}, {56, 54, 52}},
};
constexpr std::array kKinLoad{
    KinLoadRow{425, 425, {99, 88, 84, 80, 84, 84, 84, 86, 86, 81, 76}, {60, 54, 51, 48, 51, 51, 51, 53, 53, 50, 48}},
    KinLoadRow{525, 525, {127, 113, 106, 100, 106, 106, 106, 109, 109, 103, 97},
                         {81, 72, 67, 62, 67, 67, 67, 65, 65, 62, 59}},
    KinLoadRow{625, 625, {131, 115, 107, 103, 107, 107, 107, 110, 110, 105, 99},
                         {79, 70, 67, 64, 67, 67, 67, 65, 65, 61, 58}},
    KinLoadRow{2000, 9999, {94, 94, 94, 94, 94, 94, 94, 120, 120, 115, 110}, {84, 77, 74, 70, 74, 74, 74, 77, 77, 74, 70}},
};

// Factors of the output voltage on the inverter, by model index 1 to 13.
struct KinInverterColumn {
    double x_120, y_120, z_120, x_230, y_230, z_230;
};
constexpr std::array kKinInverter{
    KinInverterColumn{1, .85, 1.03, 1, 1.73, 1.15},         KinInverterColumn{1, .85, .78, 1, 1.74, .9},
    KinInverterColumn{1, .85, .78, 1, 1.74, .9},            KinInverterColumn{1, .88, .72, 1, 1.77, .75},
    KinInverterColumn{.945, .9, .55, 1.89, .9, 1.1},        KinInverterColumn{.945, .9, .55, 1.89, .9, 1.1},
    KinInverterColumn{.945, .9, .55, 1.89, .9, 1.1},        KinInverterColumn{.127, 6.6, .5, .127, 13.204, .8},
    KinInverterColumn{.127, 6.6, .5, .127, 13.204, .8},     KinInverterColumn{.945, .87, .43, 1.89, .88, .86},
    KinInverterColumn{.945, .87, .43, 1.89, .88, .86},      KinInverterColumn{.945, .87, .43, 1.89, .88, .86},
    KinInverterColumn{.256, 3.29, .3, .256, 6.645, .7},
};
// clang-format on

// On the inverter with the regulator's bit set nothing certain is known.
std::optional<double> kin_inverter_voltage(const ModelFrame& frame) {
    if (frame.regulating || frame.model_index < 1 || frame.model_index > kKinInverter.size()) return std::nullopt;
    const KinInverterColumn& column = kKinInverter[frame.model_index - 1];
    const double x = frame.european ? column.x_230 : column.x_120;
    const double y = frame.european ? column.y_230 : column.y_120;
    const double z = frame.european ? column.z_230 : column.z_120;
    const double wave = std::sqrt(half_wave(frame));
    if (frame.volt_amperes > 625) return std::fmax(frame.battery * x * wave * y - frame.load * z, 0);
    return std::fabs(frame.battery * x - frame.load * z) * wave * y;
}

// What a regulated output reads: the boosting and the trimming tap.
double kin_regulated_voltage(const ModelFrame& frame) {
    const double raw = frame.output;
    const bool boost = frame.boosting;
    const unsigned va = frame.volt_amperes;
    if (frame.european) {
        if (va <= 525) return raw * (boost ? 2.07 : 1.37);
        if (va == 625) return boost ? raw * 2.07 + 5 : raw * 1.571;
        return raw * (boost ? 1.87 : va < 2000 ? 1.37 : 1.4);
    }
    if (va <= 625) return raw * (boost ? 2.158 : 1.635) / 2;
    return raw * (boost ? (va < 2000 ? 1.842 : 1.875) : 1.392) / 2;
}

}  // namespace

double bnt_volts(unsigned raw) { return 2.2 * raw - 24; }

std::optional<double> bnt_output_voltage(const ModelFrame& frame) {
    if (frame.on_battery) return 1.965 * frame.battery_on_inverter * std::sqrt(half_wave(frame));
    if (!frame.regulating) return bnt_volts(frame.output);
    if (frame.regulator_mode) return bnt_volts(frame.output) * 31 / 27;
    return (2.22 * frame.output - 24) * 27 / 31;
}

std::optional<double> bnt_load(const ModelFrame& frame) {
    constexpr unsigned kFirstVoltage = 8;  // 220 V
    if (frame.voltage_index < kFirstVoltage || frame.voltage_index > kFirstVoltage + 2) return std::nullopt;
    for (const BntLoadRow& row : kBntLoad)
        if (row.model == frame.volt_amperes)
            return 110.0 * frame.load / (frame.on_battery ? row.inverter : row.mains)[frame.voltage_index - kFirstVoltage];
    return std::nullopt;
}

// A quarter of the load, cut to an integer here; not on KIN units.
double bnt_charge(const ModelFrame& frame) {
    return charge_at(frame.load / 4 + frame.battery, {157, 165, 193});
}

std::optional<double> kin_volts(const ModelFrame& frame, unsigned raw) {
    if (frame.volt_amperes == 0) return std::nullopt;
    if (frame.volt_amperes <= 625) return frame.european ? 1.79 * raw + 3.35 : 0.89 * raw + 6.18;
    const double volts = (frame.volt_amperes < 2000 ? 1.61 : 1.625) * raw;
    return frame.european ? volts : volts / 2;
}

std::optional<double> kin_output_voltage(const ModelFrame& frame) {
    if (frame.volt_amperes == 0) return std::nullopt;
    if (frame.on_battery) return kin_inverter_voltage(frame);
    return frame.regulating ? kin_regulated_voltage(frame) : kin_volts(frame, frame.output);
}

std::optional<double> kin_load(const ModelFrame& frame) {
    if (frame.volt_amperes >= 800 && frame.volt_amperes < 2000) return frame.load * (frame.on_battery ? 1.66 : 1.13);
    if (frame.voltage_index >= 11) return std::nullopt;
    for (const KinLoadRow& row : kKinLoad)
        if (frame.volt_amperes >= row.least && frame.volt_amperes <= row.most)
            return 110.0 * frame.load / (frame.on_battery ? row.inverter : row.mains)[frame.voltage_index];
    return std::nullopt;
}

std::optional<double> kin_charge(const ModelFrame& frame) {
    if (frame.volt_amperes == 0) return std::nullopt;
    if (frame.volt_amperes <= 625) return charge_at(frame.load / 4.0 + frame.battery, {169, 176, 204});
    if (frame.volt_amperes > 2000)
        return charge_at(frame.load / 4.0 - frame.load / 32.0 + frame.battery, {175, 182, 209});
    const double charge = (frame.battery - 165.0) * 2.6;
    if (frame.on_battery) return charge + frame.load;
    return charge > 7 ? charge - 6 : charge;
}

}  // namespace upsmd::powercom
