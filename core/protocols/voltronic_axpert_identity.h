// Who an Axpert inverter (PI30) is and how it is set up. One frame each, with its CR.
#pragma once

#include "core/decode.h"

namespace upsmd {

Verdict decode_axpert_protocol(Bytes reply, Decoded& out);        // QPI; ok for PI30 only
Verdict decode_axpert_serial(Bytes reply, Decoded& out);          // QID
Verdict decode_axpert_long_serial(Bytes reply, Decoded& out);     // QSID
Verdict decode_axpert_firmware(Bytes reply, Decoded& out);        // QVFW, of the main processor
Verdict decode_axpert_firmware_aux(Bytes reply, Decoded& out);    // QVFW2, of the solar charger
Verdict decode_axpert_model(Bytes reply, Decoded& out);           // QMN
Verdict decode_axpert_ratings(Bytes reply, Decoded& out);         // QPIRI
Verdict decode_axpert_options(Bytes reply, Decoded& out);         // QFLAG

}  // namespace upsmd
