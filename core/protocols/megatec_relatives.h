// Replies of Megatec's relatives to further commands: large on-line units (Q2, Q6, WA, BPS, WH), units that
// report letters (Q4), and boards that answer QI, M, QPI, FW?, SASV07? and BL. Plain Megatec knows them for
// `upsmd decode` and never asks.
#pragma once

#include "core/decode.h"

namespace upsmd {

Verdict decode_megatec_q2(Bytes reply, Decoded& out);
Verdict decode_megatec_q4(Bytes reply, Decoded& out);
Verdict decode_megatec_q6(Bytes reply, Decoded& out);
Verdict decode_megatec_wa(Bytes reply, Decoded& out);
Verdict decode_megatec_bps(Bytes reply, Decoded& out);
Verdict decode_megatec_wh(Bytes reply, Decoded& out);
Verdict decode_megatec_qi(Bytes reply, Decoded& out);
Verdict decode_megatec_protocol_letter(Bytes reply, Decoded& out);
Verdict decode_megatec_protocol_number(Bytes reply, Decoded& out);
Verdict decode_megatec_firmware(Bytes reply, Decoded& out);
Verdict decode_megatec_serial(Bytes reply, Decoded& out);
Verdict decode_megatec_charge(Bytes reply, Decoded& out);

}  // namespace upsmd
