// Who a Voltronic P unit is: QPI (protocol), QRI (ratings), QMD (model), QMF (maker), QVFW (firmware), QID (serial).
#pragma once

#include <string_view>

#include "core/decode.h"

namespace upsmd {

Verdict decode_voltronic_protocol(Bytes reply, Decoded& out);
Verdict decode_voltronic_ratings(Bytes reply, Decoded& out);
Verdict decode_voltronic_model(Bytes reply, Decoded& out);
Verdict decode_voltronic_maker(Bytes reply, Decoded& out);
Verdict decode_voltronic_firmware(Bytes reply, Decoded& out);
Verdict decode_voltronic_serial(Bytes reply, Decoded& out);

// The same from a reply that has been taken out of its frame. `word`: what stands before the version, "VERFW:".
Verdict set_voltronic_firmware(std::string_view body, std::string_view word, Variable variable, Decoded& out);
Verdict set_voltronic_serial(std::string_view body, Decoded& out);

}  // namespace upsmd
