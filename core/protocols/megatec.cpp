#include "core/protocols/megatec.h"

#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_table.h"

// Megatec Q1. 2400 8N1, commands and replies end with CR, no check sum, one command at a time.
//
// Status, `Q1`:
//
//             1         2         3         4
//   0123456789012345678901234567890123456789012345
//   (208.4 140.0 208.4 034 59.9 2.05 35.0 00110000
//
//    1 input.voltage        23 input.frequency (of the output on many boards)
//    7 input.voltage.fault  28 battery.voltage: `SS.S` of the string, `S.SS` of one cell
//   13 output.voltage       33 ups.temperature: `--.-` without a sensor
//   19 ups.load             38 eight flags, b7 first: megatec_status.cpp
//
// Who it is, `I`: #ACME CORP       LINE-700   VT12046Q      1 device.mfr, 17 device.model, 28 ups.firmware
// Ratings, `F`:   #230.0 004 024.0 50.0                     1 input.voltage.nominal, 7 input.current.nominal,
//                                                          11 battery.voltage.nominal, 17
//                                                          input.frequency.nominal
//
// A board that does not know a command sends it back, or (NAK, or nothing. One that takes a command sends
// nothing; some send ACK or (ACK.
//
// A transcript, mains failing, then `upsmd turn-off --delay 30`:
//   > Q1            < (230.1 230.1 230.4 014 50.0 27.4 30.0 00001001    OL
//   > Q1            < (000.0 000.0 229.8 023 50.0 24.6 30.0 10001001    OB
//   > Q1            < (000.0 000.0 229.8 023 50.0 21.2 30.0 11001001    OB LB
//   > C             <                                                   nothing was counting
//   > S.5R0003      <                                                   off in 30 s, back 3 minutes later at
//   the earliest > Q1            < (000.0 000.0 229.8 023 50.0 21.1 30.0 11001011    OB LB, shutdown running
//
// Destructive, never sent as a question: S..., C (may turn an output on), T..., Q.

namespace upsmd {
namespace {

constexpr std::array kQueries{
    //    name     send         when                 within  reply
    Query{"Q1", "Q1\r", Schedule::status, kMegatecShort, decode_q1},
    kMegatecRatings,   // F
    kMegatecIdentity,  // I
    // Of relatives and older boards, for `upsmd decode`.
    Query{"QS", "QS\r", Schedule::never, kMegatecShort, decode_qs},
    Query{"D", "D\r", Schedule::never, kMegatecShort, decode_d},
    Query{"Q2", "Q2\r", Schedule::never, kMegatecLong, decode_megatec_q2},
    Query{"Q4", "Q4\r", Schedule::never, kMegatecLong, decode_megatec_q4},
    Query{"Q6", "Q6\r", Schedule::never, kMegatecLong, decode_megatec_q6},
    Query{"WA", "WA\r", Schedule::never, kMegatecLong, decode_megatec_wa},
    Query{"BPS", "BPS\r", Schedule::never, kMegatecShort, decode_megatec_bps},
    Query{"WH", "WH\r", Schedule::never, kMegatecLong, decode_megatec_wh},
    Query{"QI", "QI\r", Schedule::never, kMegatecShort, decode_megatec_qi},
    Query{"M", "M\r", Schedule::never, kMegatecShort, decode_megatec_protocol_letter},
    Query{"QPI", "QPI\r", Schedule::never, kMegatecShort, decode_megatec_protocol_number},
    Query{"FW?", "FW?\r", Schedule::never, kMegatecShort, decode_megatec_firmware},
    Query{"SASV07?", "SASV07?\r", Schedule::never, kMegatecShort, decode_megatec_serial},
    Query{"BL", "BL\r", Schedule::never, kMegatecShort, decode_megatec_charge},
};

}  // namespace

constexpr Protocol kMegatec{
    .name = "megatec",
    .description = "Megatec Q1, the text protocol of most small UPSes",
    .line = kMegatecLine,
    .terminator = '\r',
    .poll_interval = kMegatecPoll,
    .pause = kMegatecPause,
    .queries = kQueries,
    .controls = kMegatecControls,
    .destructive = kMegatecDestructive,
    .decode_answer = decode_text_answer,
    .estimates_battery = true,
};
static_assert(table_is_complete(kMegatec));

}  // namespace upsmd
