#include "core/protocols/voltronic_changes.h"
#include "core/protocols/voltronic_p.h"

#include "core/protocols/binary_line.h"
#include "core/protocols/megatec_identity.h"
#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_status.h"
#include "core/protocols/voltronic_controls.h"
#include "core/protocols/voltronic_hex_status.h"
#include "core/protocols/voltronic_identity.h"
#include "core/protocols/voltronic_settings.h"
#include "core/protocols/voltronic_status.h"
#include "core/protocols/voltronic_warnings.h"
#include "core/protocols/text_fields.h"

// Voltronic P (QPI answers PI00 to PI99). 2400 8N1, commands and replies end with CR, no check sum, one command at a time.
// Replies begin with `(`; a control is answered by (ACK or (NAK, a command that the unit does not know by (NAK, never by an
// echo. The forms of the replies stand beside their decoders in voltronic_*.cpp.
//
// A transcript, mains failing, then `upsmd turn-off --delay 30`:
//   > QGS       < (231.4 50.0 230.1 50.0 001.2 027 369.1 369.4 027.2 ---.- 031.5 100000000000    OL
//   > QMOD      < (L                                                                             line
//   > QGS       < (000.0 00.0 230.0 50.0 001.2 027 368.0 368.4 024.6 ---.- 032.0 101000000000    OB
//   > QGS       < (000.0 00.0 229.8 50.0 001.2 027 366.0 366.4 021.1 ---.- 032.0 101100000000    OB LB
//   > QBV       < (021.1 02 01 008 002                                                           8 %, 2 minutes
//   > CS        < (NAK                                                                           nothing was counting
//   > S.5R0003  < (ACK                                                      off in 30 s, back 3 minutes later at the earliest
//
// QBDR is not known and not sent.

namespace upsmd {
namespace {

constexpr Duration kTime = 1500ms;  // 76 bytes last 0.32 s; slow units think for a second

Verdict q1(Bytes reply, Decoded& out) { return decode_megatec_status(reply, "Q1", out); }
// In text or in binary.
Verdict qs(Bytes reply, Decoded& out) {
    if (!reply.empty() && reply.front() == '#') return decode_voltronic_hex_status(reply, out);
    return decode_megatec_status(reply, "QS", out);
}
Verdict old_identity(Bytes reply, Decoded& out) { return decode_megatec_identity(reply, "I", out); }
Verdict old_ratings(Bytes reply, Decoded& out) { return decode_megatec_ratings(reply, "F", out); }

struct Outlet {
    std::string_view state;
    std::string_view delay;
    Variable status;
    Variable delay_shutdown;
    Variable switchable;
};
constexpr std::array kOutlets{
    Outlet{"QSK1", "QSKT1", Variable::outlet_1_status, Variable::outlet_1_delay_shutdown,
           Variable::outlet_1_switchable},
    Outlet{"QSK2", "QSKT2", Variable::outlet_2_status, Variable::outlet_2_delay_shutdown,
           Variable::outlet_2_switchable},
    Outlet{"QSK3", "QSKT3", Variable::outlet_3_status, Variable::outlet_3_delay_shutdown,
           Variable::outlet_3_switchable},
    Outlet{"QSK4", "QSKT4", Variable::outlet_4_status, Variable::outlet_4_delay_shutdown,
           Variable::outlet_4_switchable},
};
template <std::size_t n>
Verdict outlet(Bytes reply, Decoded& out) {
    return decode_voltronic_outlet(reply, kOutlets[n - 1].state, kOutlets[n - 1].status, kOutlets[n - 1].switchable,
                                    out);
}
template <std::size_t n>
Verdict outlet_delay(Bytes reply, Decoded& out) {
    return decode_voltronic_outlet_delay(reply, kOutlets[n - 1].delay, kOutlets[n - 1].delay_shutdown, out);
}

constexpr auto kStatus = Schedule::status;
constexpr auto kIdentity = Schedule::identity;
constexpr auto kMeasurement = Schedule::measurement;
constexpr auto kAct = AlertsInReply::act;

constexpr std::array kQueries{
    // A setting of QFLAG (beeper disabled) stands above what the status says about it.
    Query{"QGS", "QGS\r", kStatus, kTime, decode_voltronic_status, kAct, false, true},
    Query{"QMOD", "QMOD\r", kMeasurement, kTime, decode_voltronic_mode},
    Query{"QWS", "QWS\r", kMeasurement, kTime, decode_voltronic_warnings},
    Query{"QFS", "QFS\r", kMeasurement, kTime, decode_voltronic_fault, kAct, false, false, {StatusFlag::alarm}},
    Query{"QBV", "QBV\r", kMeasurement, kTime, decode_voltronic_battery},
    Query{"QFLAG", "QFLAG\r", kMeasurement, kTime, decode_voltronic_options},
    Query{"QLDL", "QLDL\r", kMeasurement, kTime, decode_voltronic_load_extremes},
    Query{"QSK1", "QSK1\r", kMeasurement, kTime, outlet<1>},
    Query{"QSK2", "QSK2\r", kMeasurement, kTime, outlet<2>},
    Query{"QSK3", "QSK3\r", kMeasurement, kTime, outlet<3>},
    Query{"QSK4", "QSK4\r", kMeasurement, kTime, outlet<4>},
    // Units with several phases only.
    Query{"Q3PV", "Q3PV\r", kMeasurement, kTime, decode_voltronic_input_volts},
    Query{"Q3PC", "Q3PC\r", kMeasurement, kTime, decode_voltronic_input_amperes},
    Query{"Q3OV", "Q3OV\r", kMeasurement, kTime, decode_voltronic_output_volts},
    Query{"Q3OC", "Q3OC\r", kMeasurement, kTime, decode_voltronic_output_amperes},
    Query{"Q3LD", "Q3LD\r", kMeasurement, kTime, decode_voltronic_phase_loads},
    Query{"Q3YV", "Q3YV\r", kMeasurement, kTime, decode_voltronic_bypass_volts},

    Query{"QPI", "QPI\r", kIdentity, kTime, decode_voltronic_protocol},
    Query{"QRI", "QRI\r", kIdentity, kTime, decode_voltronic_ratings},
    Query{"QMD", "QMD\r", kIdentity, kTime, decode_voltronic_model},
    Query{"QMF", "QMF\r", kIdentity, kTime, decode_voltronic_maker},
    Query{"QVFW", "QVFW\r", kIdentity, kTime, decode_voltronic_firmware},
    Query{"QID", "QID\r", kIdentity, kTime, decode_voltronic_serial},
    // Of older units, where the new ones have said nothing.
    Query{"F", "F\r", kIdentity, kTime, old_ratings, kAct, false, true},
    Query{"I", "I\r", kIdentity, kTime, old_identity, kAct, false, true},
    Query{"QHE", "QHE\r", kIdentity, kTime, decode_voltronic_eco_voltage},
    Query{"QFRE", "QFRE\r", kIdentity, kTime, decode_voltronic_eco_frequency},
    Query{"QBYV", "QBYV\r", kIdentity, kTime, decode_voltronic_bypass_voltage},
    Query{"RE0", "RE0\r", kIdentity, kTime, decode_voltronic_battery_low},
    Query{"QSKT1", "QSKT1\r", kIdentity, kTime, outlet_delay<1>},
    Query{"QSKT2", "QSKT2\r", kIdentity, kTime, outlet_delay<2>},
    Query{"QSKT3", "QSKT3\r", kIdentity, kTime, outlet_delay<3>},
    Query{"QSKT4", "QSKT4\r", kIdentity, kTime, outlet_delay<4>},
    // Still answered by some, or by the maker's smaller units, for `upsmd decode`.
    Query{"Q1", "Q1\r", Schedule::never, kTime, q1},
    Query{.name = "QS", .send = "QS\r", .timeout = kTime, .decode = qs, .cutter = cut_binary_line},
    Query{"QI", "QI\r", Schedule::never, kTime, decode_megatec_qi},
};

// n: .2 to .9 tenths of a minute, 01 to 99 minutes. mmmm: 0003 to 9999 minutes.
constexpr std::array kControls{
    ControlRow{Control::shutdown_return, voltronic_shutdown_return},      // CS, S<n>R<mmmm>
    ControlRow{Control::shutdown_stayoff, voltronic_shutdown_stayoff},    // CS, S<n>R0000
    ControlRow{Control::shutdown_stop, voltronic_cancel},                 // CS
    ControlRow{Control::load_off, voltronic_load_off},                    // SOFF
    ControlRow{Control::load_on, voltronic_load_on},                      // SON
    ControlRow{Control::test_battery_start_quick, voltronic_test_quick},  // T
    ControlRow{Control::test_battery_start_deep, voltronic_test_deep},    // TL
    ControlRow{Control::test_battery_start, voltronic_test_minutes},      // T<nn>
    ControlRow{Control::test_battery_stop, voltronic_test_stop},          // CT
    ControlRow{Control::beeper_enable, voltronic_beeper_enable},          // PEA
    ControlRow{Control::beeper_disable, voltronic_beeper_disable},        // PDA
    ControlRow{Control::beeper_toggle, voltronic_beeper_toggle},          // BZOFF, or BZON while muted
    ControlRow{Control::bypass_start, voltronic_eco_start},               // PEE
    ControlRow{Control::bypass_stop, voltronic_eco_stop},                 // PDE
    ControlRow{Control::outlet_1_load_off, voltronic_switch_outlet},      // SKOFF<n>
    ControlRow{Control::outlet_1_load_on, voltronic_switch_outlet},       // SKON<n>
    ControlRow{Control::outlet_2_load_off, voltronic_switch_outlet},
    ControlRow{Control::outlet_2_load_on, voltronic_switch_outlet},
    ControlRow{Control::outlet_3_load_off, voltronic_switch_outlet},
    ControlRow{Control::outlet_3_load_on, voltronic_switch_outlet},
    ControlRow{Control::outlet_4_load_off, voltronic_switch_outlet},
    ControlRow{Control::outlet_4_load_on, voltronic_switch_outlet},
};

constexpr std::array kSettings{
    SettingRow{Variable::battery_energysave, "QFLAG", voltronic_option_choices, voltronic_set_option},   // PEG, PDG
    SettingRow{Variable::battery_protection, "QFLAG", voltronic_option_choices, voltronic_set_option},   // PES, PDS
    SettingRow{Variable::outlet_0_switchable, "QFLAG", voltronic_option_choices, voltronic_set_option},  // PEJ, PDJ
    SettingRow{Variable::ups_start_auto, "QFLAG", voltronic_option_choices, voltronic_set_option},       // PER, PDR
    SettingRow{Variable::ups_start_battery, "QFLAG", voltronic_option_choices, voltronic_set_option},    // PEC, PDC
    SettingRow{Variable::input_transfer_high, "QHE", voltronic_eco_choices, voltronic_set_eco},          // HEHnnn
    SettingRow{Variable::input_transfer_low, "QHE", voltronic_eco_choices, voltronic_set_eco},           // HELnnn
    SettingRow{Variable::input_frequency_high, "QFRE", voltronic_eco_choices, voltronic_set_eco},        // FREHnn.n
    SettingRow{Variable::input_frequency_low, "QFRE", voltronic_eco_choices, voltronic_set_eco},         // FRELnn.n
    SettingRow{Variable::battery_voltage_low, "RE0", voltronic_battery_low_choices, voltronic_set_battery_low},  // W0Enn
    SettingRow{Variable::battery_packs, "QBV", voltronic_packs_choices, voltronic_set_packs},            // BATGNnn
};

constexpr std::array kDestructive{
    Destructive{"S"},   // turn-off; SON, SOFF, SK (outlets)
    Destructive{"CS"},  // cancels
    Destructive{"T"}, Destructive{"CT"},  // battery test
    Destructive{"BZ"},  // beeper
    Destructive{"PE"}, Destructive{"PD"}, Destructive{"PF"},  // options; everything as delivered
    Destructive{"PSK"}, Destructive{"PHV"}, Destructive{"PLV"}, Destructive{"PGF"}, Destructive{"PSF"},  // limits
    Destructive{"HEH"}, Destructive{"HEL"}, Destructive{"FREH"}, Destructive{"FREL"},
    Destructive{"PBT"}, Destructive{"PGR"}, Destructive{"PPD"},  // battery type, input range, phase angle
    Destructive{"BAT"}, Destructive{"W0E"},  // blocks and packs, battery low voltage
    Destructive{"BUSP"}, Destructive{"BUSN"}, Destructive{"VB"},  // factory calibration
};

}  // namespace

constexpr Protocol kVoltronic{
    .name = "voltronic",
    .description = "Voltronic P (QGS), the text protocol of many on-line UPSes",
    .line = {.baud = 2400, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    // A status takes 0.4 to 0.5 s of it, most of that on the wire.
    .poll_interval = 500ms,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .settings = kSettings,
    .destructive = kDestructive,
    .decode_answer = decode_text_answer,
    .estimates_battery = true,  // where QBV is refused
};
static_assert(table_is_complete(kVoltronic));

}  // namespace upsmd
