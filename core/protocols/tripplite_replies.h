// What a Tripp Lite SmartPro answers, in hexadecimal digits (tripplite.cpp).
#pragma once

#include <cstdint>

#include "core/decode.h"
#include "core/framer.h"

namespace upsmd {

// What decoders keep about a unit.
enum class TrippliteMemory : std::uint8_t {
    model,        // the byte that W told
    model_known,  // 1 once it has
    test,         // result code of C + 1
};
inline constexpr std::size_t kTrippliteMemoryBytes = 3;

// The unit echoes a command as a line and then answers in another: the two are one frame. A unit without an echo sends
// the second line alone.
FrameCut cut_tripplite_reply(Bytes kept);

Verdict decode_tripplite_status(Bytes reply, Decoded& out);    // :D
Verdict decode_tripplite_battery(Bytes reply, Decoded& out);   // :B
Verdict decode_tripplite_maximum(Bytes reply, Decoded& out);   // :M
Verdict decode_tripplite_minimum(Bytes reply, Decoded& out);   // :I
Verdict decode_tripplite_test(Bytes reply, Decoded& out);      // :C
Verdict decode_tripplite_model(Bytes reply, Decoded& out);     // :W
Verdict decode_tripplite_power(Bytes reply, Decoded& out);     // :L, after :W
Verdict decode_tripplite_firmware(Bytes reply, Decoded& out);  // :V

}  // namespace upsmd
