#include "core/protocols/megatec.h"

#include "core/protocols/megatec_controls.h"
#include "core/protocols/megatec_identity.h"
#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_status.h"
#include "core/protocols/text_fields.h"

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

// clang-format off
Verdict q1(Bytes reply, Decoded& out) { return decode_megatec_status(reply, "Q1", out); }
Verdict qs(Bytes reply, Decoded& out) { return decode_megatec_status(reply, "QS", out); }
Verdict d(Bytes reply, Decoded& out) { return decode_megatec_status(reply, "D", out); }
Verdict identity(Bytes reply, Decoded& out) { return decode_megatec_identity(reply, "I", out); }
Verdict ratings(Bytes reply, Decoded& out) { return decode_megatec_ratings(reply, "F", out); }
// clang-format on

// 47 bytes last 0.2 s on the wire, 118 bytes half a second, after up to 0.3 s of thinking.
constexpr Duration kShort = 1s;
constexpr Duration kLong = 1500ms;

constexpr std::array kQueries{
    //    name     send         when                 within  reply
    Query{"Q1", "Q1\r", Schedule::status, kShort, q1},
    Query{"F", "F\r", Schedule::identity, kShort, ratings},
    Query{"I", "I\r", Schedule::identity, kShort, identity},
    // Of relatives and older boards, for `upsmd decode`.
    Query{"QS", "QS\r", Schedule::never, kShort, qs},
    Query{"D", "D\r", Schedule::never, kShort, d},
    Query{"Q2", "Q2\r", Schedule::never, kLong, decode_megatec_q2},
    Query{"Q4", "Q4\r", Schedule::never, kLong, decode_megatec_q4},
    Query{"Q6", "Q6\r", Schedule::never, kLong, decode_megatec_q6},
    Query{"WA", "WA\r", Schedule::never, kLong, decode_megatec_wa},
    Query{"BPS", "BPS\r", Schedule::never, kShort, decode_megatec_bps},
    Query{"WH", "WH\r", Schedule::never, kLong, decode_megatec_wh},
    Query{"QI", "QI\r", Schedule::never, kShort, decode_megatec_qi},
    Query{"M", "M\r", Schedule::never, kShort, decode_megatec_protocol_letter},
    Query{"QPI", "QPI\r", Schedule::never, kShort, decode_megatec_protocol_number},
    Query{"FW?", "FW?\r", Schedule::never, kShort, decode_megatec_firmware},
    Query{"SASV07?", "SASV07?\r", Schedule::never, kShort, decode_megatec_serial},
    Query{"BL", "BL\r", Schedule::never, kShort, decode_megatec_charge},
};

// n: .2 to .9 tenths of a minute, 01 to 10 minutes. mmmm: 0003 to 9999 minutes.
constexpr std::array kControls{
    ControlRow{Control::shutdown_return, megatec_shutdown_return},      // C, S<n>R<mmmm>
    ControlRow{Control::shutdown_stayoff, megatec_shutdown_stayoff},    // C, S<n>R0000
    ControlRow{Control::shutdown_stop, megatec_cancel},                 // C
    ControlRow{Control::load_off, megatec_load_off},                    // S00R0000
    ControlRow{Control::load_on, megatec_cancel},                       // C
    ControlRow{Control::test_battery_start_quick, megatec_test_quick},  // T
    ControlRow{Control::test_battery_start_deep, megatec_test_deep},    // TL
    ControlRow{Control::test_battery_start, megatec_test_minutes},      // T<nn>
    ControlRow{Control::test_battery_stop, megatec_test_stop},          // CT
    ControlRow{Control::beeper_toggle, megatec_beeper_toggle},          // Q
    ControlRow{Control::beeper_enable, megatec_beeper_enable},          // Q, if b0 is 0
    ControlRow{Control::beeper_disable, megatec_beeper_disable},        // Q, if b0 is 1
};

}  // namespace

constexpr Protocol kMegatec{
    .name = "megatec",
    .description = "Megatec Q1, the text protocol of most small UPSes",
    // DTR feeds many cables.
    .line = {.baud = 2400, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    // A status takes 0.3 to 0.5 s of it, most of that on the wire: a failed mains is known in half a second.
    .poll_interval = 350ms,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .decode_answer = decode_text_answer,
    .estimates_battery = true,
};
static_assert(table_is_complete(kMegatec));

}  // namespace upsmd
