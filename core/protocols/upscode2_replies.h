// What UPScode II's replies mean.
#pragma once

#include <string_view>

#include "core/decode.h"

namespace upsmd {

Verdict decode_upscode2_status(Bytes reply, Decoded& out);   // UPDS
Verdict decode_upscode2_list(Bytes reply, Decoded& out);     // UPCL
Verdict decode_upscode2_type(Bytes reply, Decoded& out);     // UPTP
Verdict decode_upscode2_serial(Bytes reply, Decoded& out);   // UPSN 0
Verdict decode_upscode2_part(Bytes reply, Decoded& out);     // UPPN 0
Verdict decode_upscode2_id(Bytes reply, Decoded& out);       // UPID
Verdict decode_upscode2_delay(Bytes reply, Decoded& out);    // UPSD 0
Verdict decode_upscode2_beeper(Bytes reply, Decoded& out);   // UPPM P08
Verdict decode_upscode2_nominal(Bytes reply, Decoded& out);  // UPDV

// For people; empty for a code that nobody has described.
std::string_view upscode2_alarm(std::string_view code);

}  // namespace upsmd
