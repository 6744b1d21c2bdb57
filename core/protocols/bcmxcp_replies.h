// The blocks of an XCP unit: who it is, how it is set, what it measures, its battery and its status. Source: bcm-xcp,
// sections 4, 5, 6 and 8. Each decoder takes one whole answer.
#pragma once

#include "core/decode.h"

namespace upsmd::bcmxcp {

Verdict decode_identity(Bytes reply, Decoded& out);  // 31: also what meters and alarms it has
Verdict decode_status(Bytes reply, Decoded& out);    // 33
Verdict decode_meters(Bytes reply, Decoded& out);    // 34: nothing before the identity is known
Verdict decode_config(Bytes reply, Decoded& out);    // 36
Verdict decode_battery(Bytes reply, Decoded& out);   // 3B
Verdict decode_limits(Bytes reply, Decoded& out);    // 3C
Verdict decode_commands(Bytes reply, Decoded& out);  // 40

}  // namespace upsmd::bcmxcp
