#include "core/protocols/belkin.h"

#include <algorithm>
#include <array>

#include "core/protocols/tilde_controls.h"
#include "core/protocols/tilde_frame.h"
#include "core/protocols/tilde_replies.h"

// Belkin Regulator Pro and Small Enterprise, Delta GES: the "~00" frame (tilde_frame.h). 2400 8N1, DTR low, RTS high.
//
//   > ~00P003STA  < ~00D0260;0;;0;0;0;;0;;;0;0;0;0;;1
//   > ~00P003STB  < ~00D0220;0;1;;;;0136;;047;100
//   > ~00P003STI  < ~00D0101;600;1245
//   > ~00P003STO  < ~00D0182;600;1;1234;;;016
//
// STA's second field (input bad) decides between OL and OB; STO calls the mains of a standby unit a bypass.
//
// Destructive: every set. SDE calibrates, and has made a unit useless; no name that is not in the table is ever sent.

namespace upsmd {
namespace {

constexpr Duration kTime = 2s;

// Firmware 001 claims 53 bytes of ratings and sends 50: more than 50 are not waited for.
FrameCut cut_ratings(Bytes kept) {
    constexpr std::string_view kClaim = "~00D053";
    constexpr std::size_t kSent = 50;
    const FrameCut cut = cut_tilde_frame(kept);
    const bool claims = kept.size() == kClaim.size() + kSent && std::equal(kClaim.begin(), kClaim.end(), kept.begin());
    return cut.skip == 0 && claims ? FrameCut{0, kept.size()} : cut;
}

constexpr std::array kQueries{
    Query{"STB", "~00P003STB", Schedule::status_part, kTime, decode_tilde_belkin_battery},
    Query{"STA", "~00P003STA", Schedule::status, kTime, decode_tilde_belkin_alarms},
    Query{"MNU", "~00P003MNU", Schedule::identity, kTime, decode_tilde_maker},
    Query{"MOD", "~00P003MOD", Schedule::identity, kTime, decode_tilde_model},
    Query{"VER", "~00P003VER", Schedule::identity, kTime, decode_tilde_firmware},
    Query{"TXV", "~00P003TXV", Schedule::identity, kTime, decode_tilde_transfer},
    Query{.name = "RAT",
          .send = "~00P003RAT",
          .schedule = Schedule::identity,
          .timeout = kTime,
          .decode = decode_tilde_belkin_ratings,
          .fills_gaps = true,  // TXV knows the transfer points better
          .cutter = cut_ratings},
    Query{"VSN", "~00P003VSN", Schedule::identity, kTime, decode_tilde_sensitivity},
    Query{"STO", "~00P003STO", Schedule::measurement, kTime, decode_tilde_output},
    Query{"STI", "~00P003STI", Schedule::measurement, kTime, decode_tilde_input},
    Query{"TSR", "~00P003TSR", Schedule::measurement, kTime, decode_tilde_test},
};

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, belkin_shutdown_return},     // SDT2, SDR<min>, SDA<s>, STA
    ControlRow{Control::shutdown_stayoff, belkin_shutdown_stayoff},   // SDA<s>, STA: back by the button only
    ControlRow{Control::shutdown_stop, tilde_cancel},                 // SDA0
    ControlRow{Control::load_off, belkin_load_off},                   // ROF1;1
    ControlRow{Control::load_on, belkin_load_on},                     // RON1;1
    ControlRow{Control::test_battery_start_quick, tilde_test_quick},  // TST3
    ControlRow{Control::test_battery_start_deep, tilde_test_deep},    // TST4
    ControlRow{Control::test_battery_stop, tilde_test_stop},          // TST0
    ControlRow{Control::beeper_enable, belkin_beeper_enable},         // BUZ1
    ControlRow{Control::beeper_disable, belkin_beeper_disable},       // BUZ0; F6C1400-EUR: BUZ2
};

constexpr std::array kDestructive{Destructive{"~00S"}};

}  // namespace

constexpr Protocol kBelkin{
    .name = "belkin",
    .description = "Belkin Regulator Pro and Small Enterprise, Delta GES",
    .line = {.baud = 2400, .outputs = {false, true, false}, .settle = 1s},
    .cutter = cut_tilde_frame,
    .memory_bytes = kTildeMemoryBytes,
    .poll_interval = 1s,
    .pause = 30ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = decode_tilde_answer,
};
static_assert(table_is_complete(kBelkin));

}  // namespace upsmd
