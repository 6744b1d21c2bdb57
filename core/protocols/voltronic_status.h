// The state of a Voltronic P unit: QGS (status), QMOD (mode), QBV (battery). One frame each, without its terminator.
#pragma once

#include "core/decode.h"

namespace upsmd {

Verdict decode_voltronic_status(Bytes reply, Decoded& out);
Verdict decode_voltronic_mode(Bytes reply, Decoded& out);
Verdict decode_voltronic_battery(Bytes reply, Decoded& out);

}  // namespace upsmd
