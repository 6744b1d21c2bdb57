// Who a Voltronic P unit is: QPI (protocol), QRI (ratings), QMD (model), QMF (maker), QVFW (firmware), QID (serial).
#pragma once

#include "core/decode.h"

namespace upsmd {

Verdict decode_voltronic_protocol(Bytes reply, Decoded& out);
Verdict decode_voltronic_ratings(Bytes reply, Decoded& out);
Verdict decode_voltronic_model(Bytes reply, Decoded& out);
Verdict decode_voltronic_maker(Bytes reply, Decoded& out);
Verdict decode_voltronic_firmware(Bytes reply, Decoded& out);
Verdict decode_voltronic_serial(Bytes reply, Decoded& out);

}  // namespace upsmd
