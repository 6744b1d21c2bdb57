// Powercom's KIN and BNT units (the latter of 200 V and more): their numbers depend on the model. Source: powercom, section 6.
// All arguments are raw bytes unless a unit is named. nullopt: the model is not known well enough.
#pragma once

#include <optional>

namespace upsmd::powercom {

struct ModelFrame {
    unsigned volt_amperes = 0;   // 0: unknown
    unsigned model_index = 0;    // 0 .. 15
    unsigned voltage_index = 0;  // 0 .. 15
    bool european = true;        // nominal voltage of 200 V or more
    unsigned load = 0;
    unsigned battery = 0;
    unsigned output = 0;
    unsigned half_period = 0;  // output frequency byte / 2, cut to an integer
    unsigned battery_on_inverter = 0;
    bool on_battery = false;
    bool regulating = false;
    bool regulator_mode = false;
    bool boosting = false;  // the input is below the nominal voltage
};

double bnt_volts(unsigned raw);
std::optional<double> bnt_output_voltage(const ModelFrame& frame);
std::optional<double> bnt_load(const ModelFrame& frame);
double bnt_charge(const ModelFrame& frame);

std::optional<double> kin_volts(const ModelFrame& frame, unsigned raw);
std::optional<double> kin_output_voltage(const ModelFrame& frame);
std::optional<double> kin_load(const ModelFrame& frame);
std::optional<double> kin_charge(const ModelFrame& frame);

}  // namespace upsmd::powercom
