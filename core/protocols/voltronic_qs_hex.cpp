#include "core/protocols/voltronic_qs_hex.h"

#include "core/protocols/binary_line.h"
#include "core/protocols/megatec_controls.h"
#include "core/protocols/text_fields.h"
#include "core/protocols/voltronic_hex_status.h"
#include "core/protocols/voltronic_qs_controls.h"

// Voltronic QS, variants P and T (small off-line and line-interactive units). 2400 8N1 without flow control, every byte
// value in replies; commands are text and end with CR, no check sum. The frame stands in voltronic_hex_status.cpp.
//
//   > M         < P                                          which variant: P or T (V and H: voltronic-qs)
//   > QS        < 23 6C 01 20 35 … 20 09 0D                  OL, 112.2 V
//   > QS        < 23 06 00 20 68 … 20 89 0D                  OB
//   > C         <                                            nothing was counting; silence is agreement
//   > S.5R0003  <                                            off in 30 s, back 3 minutes after the mains
//   > QS        < 23 06 00 20 68 … 20 8B 0D                  b1: it counts
//
// A refused command is answered by N, on P units by nothing if it begins with T: what was ordered has to show in QS.
// Nothing else can be asked: no name, no run time; ratings are in every frame of a T unit.

namespace upsmd {
namespace {

// The frame lasts 0.18 s at the most, and a unit thinks for as long as its text relatives.
constexpr Duration kTime = 1500ms;

constexpr auto kTurnOff = kVoltronicQsLooks<decode_voltronic_hex_status, StatusFlag::fsd>;
constexpr auto kTest = kVoltronicQsLooks<decode_voltronic_hex_status, StatusFlag::cal>;

Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings& settings) {
    return voltronic_qs_shutdown_return(request, settings, kTurnOff);
}
Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading& reading, const Settings&) {
    return voltronic_qs_shutdown_stayoff(request, reading, kTurnOff);
}
Result<Script> test_quick(const ControlRequest&, const Reading& reading, const Settings&) {
    return voltronic_qs_test(reading, kTest);
}

constexpr std::array kQueries{
    Query{"QS", "QS\r", Schedule::status, kTime, decode_voltronic_hex_status},
    Query{"M", "M\r", Schedule::identity, kTime, decode_voltronic_hex_variant},
};

// n: .2 to .9 tenths of a minute, 01 to 09 minutes. mmmm: 0003 to 9999 minutes.
constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},        // C, S<n>R<mmmm>, QS
    ControlRow{Control::shutdown_stayoff, shutdown_stayoff},      // C, S<n>R0000, QS; not on battery
    ControlRow{Control::shutdown_stop, megatec_cancel},           // C
    ControlRow{Control::load_off, megatec_load_off},              // S00R0000
    ControlRow{Control::load_on, megatec_cancel},                 // C
    ControlRow{Control::test_battery_start_quick, test_quick},    // T, QS
    ControlRow{Control::beeper_toggle, megatec_beeper_toggle},    // Q
    ControlRow{Control::beeper_enable, megatec_beeper_enable},    // Q, if b0 is 0
    ControlRow{Control::beeper_disable, megatec_beeper_disable},  // Q, if b0 is 1
};

constexpr std::array kDestructive{
    Destructive{"S"},  // turn-off
    Destructive{"C"},  // cancels, turns on; CT too, although it does nothing on a P unit
    Destructive{"T"},  // battery test
    Destructive{"Q\r"},  // toggles the beeper
};

}  // namespace

constexpr Protocol kVoltronicQsHex{
    .name = "voltronic-qs-hex",
    .description = "Voltronic QS in binary (P and T), small off-line and line-interactive UPSes",
    .line = {.baud = 2400, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    .cutter = cut_binary_line,
    .memory_bytes = kVoltronicHexMemory,
    .poll_interval = 350ms,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = decode_text_answer,
    .estimates_battery = true,  // T units tell the nominal voltage; for P units it has to be set
};
static_assert(table_is_complete(kVoltronicQsHex));

}  // namespace upsmd
