// How a Voltronic P unit is set up, and what larger ones tell beside the status: QFLAG (options), limits, outlets,
// three phases, extremes of the load.
#pragma once

#include <optional>
#include <string_view>

#include "core/decode.h"

namespace upsmd {

// QFLAG's text, E<enabled>D<disabled>: letters in neither group are options that the unit does not have.
struct VoltronicOptions {
    std::string_view enabled;
    std::string_view disabled;

    // nullopt: the unit does not have it.
    std::optional<bool> state(char letter) const;
};
std::optional<VoltronicOptions> read_voltronic_options(std::string_view body);

Verdict decode_voltronic_options(Bytes reply, Decoded& out);           // QFLAG
Verdict decode_voltronic_eco_voltage(Bytes reply, Decoded& out);       // QHE
Verdict decode_voltronic_eco_frequency(Bytes reply, Decoded& out);     // QFRE
Verdict decode_voltronic_bypass_voltage(Bytes reply, Decoded& out);    // QBYV
Verdict decode_voltronic_battery_low(Bytes reply, Decoded& out);       // RE0
Verdict decode_voltronic_load_extremes(Bytes reply, Decoded& out);     // QLDL
Verdict decode_voltronic_input_volts(Bytes reply, Decoded& out);       // Q3PV
Verdict decode_voltronic_output_volts(Bytes reply, Decoded& out);      // Q3OV
Verdict decode_voltronic_bypass_volts(Bytes reply, Decoded& out);      // Q3YV
Verdict decode_voltronic_input_amperes(Bytes reply, Decoded& out);     // Q3PC
Verdict decode_voltronic_output_amperes(Bytes reply, Decoded& out);    // Q3OC
Verdict decode_voltronic_phase_loads(Bytes reply, Decoded& out);       // Q3LD

// QSKn, QSKTn: one outlet, on or off; after how long on battery it is cut.
Verdict decode_voltronic_outlet(Bytes reply, std::string_view command, Variable status, Variable switchable, Decoded& out);
Verdict decode_voltronic_outlet_delay(Bytes reply, std::string_view command, Variable variable, Decoded& out);

}  // namespace upsmd
