#include "core/protocols/tripplite_su.h"

#include <array>

#include "core/protocols/tilde_controls.h"
#include "core/protocols/tilde_frame.h"
#include "core/protocols/tilde_replies.h"
#include "core/protocols/tilde_settings.h"

// Tripp Lite SmartOnline (SU, SUINT): the "~00" frame (tilde_frame.h). 2400 8N1, 10 ms from character to character.
//
//   > ~00P003STO   < ~00D0230;600;1;1202;17;190;017
//   > ~00P003STB   < ~00D0280;0;0;0;60;100;522;0;024;100
//   > ~00P003STA   < ~00D0390;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;1
//   > ~00P003STI   < ~00D0101;600;1236
//
// STO's source decides between OL and OB; on bypass and off the state follows STA's "input bad".
//
// Destructive: every set (belkin.cpp).

namespace upsmd {
namespace {

using V = Variable;

constexpr Duration kTime = 3s;

constexpr std::array kQueries{
    Query{"STB", "~00P003STB", Schedule::status_part, kTime, decode_tilde_battery},
    Query{"STA", "~00P003STA", Schedule::status_part, kTime, decode_tilde_alarms},
    Query{"STO", "~00P003STO", Schedule::status, kTime, decode_tilde_source},
    Query{"MNU", "~00P003MNU", Schedule::identity, kTime, decode_tilde_maker},
    Query{"MOD", "~00P003MOD", Schedule::identity, kTime, decode_tilde_model},
    Query{"VER", "~00P003VER", Schedule::identity, kTime, decode_tilde_firmware},
    Query{"UID", "~00P003UID", Schedule::identity, kTime, decode_tilde_name},
    Query{"LET", "~00P003LET", Schedule::identity, kTime, decode_tilde_banks},
    Query{"TXV", "~00P003TXV", Schedule::identity, kTime, decode_tilde_transfer},
    Query{.name = "RAT",
          .send = "~00P003RAT",
          .schedule = Schedule::identity,
          .timeout = kTime,
          .decode = decode_tilde_ratings,
          .fills_gaps = true},  // TXV is what is set
    Query{"VSN", "~00P003VSN", Schedule::identity, kTime, decode_tilde_sensitivity},
    Query{"STI", "~00P003STI", Schedule::measurement, kTime, decode_tilde_input},
    Query{"TSR", "~00P003TSR", Schedule::measurement, kTime, decode_tilde_test},
    Query{"ARB", "~00P003ARB", Schedule::measurement, kTime, decode_tilde_auto_restart},
    Query{"STP", "~00P003STP", Schedule::measurement, kTime, decode_tilde_bypass},
    Query{"ENV", "~00P003ENV", Schedule::measurement, kTime, decode_tilde_environment},
};

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, tripplite_su_shutdown_return},    // ARB1 where needed, SDR<min>, SDA<s>
    ControlRow{Control::shutdown_stayoff, tripplite_su_shutdown_stayoff},  // ARB2, SDA<s>
    ControlRow{Control::shutdown_stop, tilde_cancel},                      // SDA0
    ControlRow{Control::load_off, tripplite_su_load_off},                  // ROF<bank>;1, each bank
    ControlRow{Control::load_on, tripplite_su_load_on},                    // RON<bank>;1
    ControlRow{Control::test_battery_start_quick, tilde_test_quick},       // TST3
    ControlRow{Control::test_battery_start_deep, tilde_test_deep},         // TST4
    ControlRow{Control::test_battery_stop, tilde_test_stop},               // TST0
    ControlRow{Control::beeper_enable, tripplite_su_beeper_enable},        // EDB1
    ControlRow{Control::beeper_disable, tripplite_su_beeper_disable},      // EDB2
};

constexpr std::array kSettings{
    SettingRow{V::input_transfer_low, "TXV", tilde_transfer_choices, tilde_set_transfer},
    SettingRow{V::input_transfer_high, "TXV", tilde_transfer_choices, tilde_set_transfer},
    SettingRow{V::input_sensitivity, "VSN", tilde_sensitivity_choices, tilde_set_sensitivity},
    SettingRow{V::ups_id, "UID", tilde_name_choices, tilde_set_name},
};

constexpr std::array kDestructive{Destructive{"~00S"}};

}  // namespace

constexpr Protocol kTrippliteSu{
    .name = "tripplite-su",
    .description = "Tripp Lite SmartOnline",
    .line = {.baud = 2400, .outputs = {true, true, false}, .settle = 100ms, .character_gap = 10ms},
    .cutter = cut_tilde_frame,
    .memory_bytes = kTildeMemoryBytes,
    .poll_interval = 1s,
    .pause = 30ms,
    .queries = kQueries,
    .controls = kControls,
    .settings = kSettings,
    .destructive = kDestructive,
    .decode_answer = decode_tilde_answer,
};
static_assert(table_is_complete(kTrippliteSu));

}  // namespace upsmd
