// What the tables of Megatec and of its relatives have in common: a relative's table names only its differences.
#pragma once

#include <array>

#include "core/protocol.h"
#include "core/protocols/megatec_controls.h"
#include "core/protocols/megatec_identity.h"
#include "core/protocols/megatec_status.h"
#include "core/protocols/text_fields.h"

namespace upsmd {

// 2400 8N1; DTR feeds many cables.
inline constexpr LineSettings kMegatecLine{.baud = 2400, .outputs = {true, false, false}, .settle = 100ms};
// A status takes 0.3 to 0.5 s of it, most of that on the wire: a failed mains is known in half a second.
inline constexpr Duration kMegatecPoll = 350ms;
inline constexpr Duration kMegatecPause = 50ms;
// 47 bytes last 0.2 s on the wire, 118 bytes half a second, after up to 0.3 s of thinking.
inline constexpr Duration kMegatecShort = 1s;
inline constexpr Duration kMegatecLong = 1500ms;

// clang-format off
inline Verdict decode_q1(Bytes reply, Decoded& out) { return decode_megatec_status(reply, "Q1", out); }
inline Verdict decode_qs(Bytes reply, Decoded& out) { return decode_megatec_status(reply, "QS", out); }
inline Verdict decode_d(Bytes reply, Decoded& out) { return decode_megatec_status(reply, "D", out); }
inline Verdict decode_i(Bytes reply, Decoded& out) { return decode_megatec_identity(reply, "I", out); }
inline Verdict decode_f(Bytes reply, Decoded& out) { return decode_megatec_ratings(reply, "F", out); }
// clang-format on

inline constexpr Query kMegatecRatings{"F", "F\r", Schedule::identity, kMegatecShort, decode_f};
inline constexpr Query kMegatecIdentity{"I", "I\r", Schedule::identity, kMegatecShort, decode_i};

// n: .2 to .9 tenths of a minute, 01 to 10 minutes. mmmm: 0003 to 9999 minutes.
inline constexpr std::array kMegatecControls{
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

// The same rows but some, for relatives that lack them.
template <Control... kLeftOut>
constexpr auto megatec_controls_without() {
    std::array<ControlRow, kMegatecControls.size() - sizeof...(kLeftOut)> rows{};
    std::size_t count = 0;
    for (const ControlRow& row : kMegatecControls)
        if (((row.control != kLeftOut) && ...)) rows[count++] = row;
    return rows;
}

inline constexpr std::array kMegatecDestructive{
    Destructive{"S"},    // turn-off
    Destructive{"C"},    // cancels a turn-off, turns on an output that is off; CT ends a test
    Destructive{"T"},    // tests
    Destructive{"Q\r"},  // toggles the beeper; Q1 and QS are questions
};

}  // namespace upsmd
