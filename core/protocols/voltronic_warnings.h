// What a Voltronic P unit complains about: QWS (64 warnings) and QFS (the fault, while QGS says that there is one).
#pragma once

#include "core/decode.h"

namespace upsmd {

Verdict decode_voltronic_warnings(Bytes reply, Decoded& out);
Verdict decode_voltronic_fault(Bytes reply, Decoded& out);

}  // namespace upsmd
