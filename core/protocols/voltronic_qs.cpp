#include "core/protocols/voltronic_qs.h"

#include <algorithm>

#include "core/protocols/megatec_controls.h"
#include "core/protocols/megatec_identity.h"
#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_status.h"
#include "core/protocols/text_fields.h"
#include "core/protocols/voltronic_qs_controls.h"

// Voltronic QS, variants V and H (small off-line and line-interactive units). 2400 8N1, commands and replies end with CR,
// no check sum.
//
// Status, QS: Megatec's line, but the frequency is the output's, and b5 is the regulator's.
//   (229.4 229.4 229.4 021 50.0 13.6 25.0 00001001
//    input fault output load Hz V    °C   b7 .. b0
// Ratings, F: #220.0 003 12.00 50.0, of the output and the battery.   Which variant, M: V or H.
// H only, QI: (100 00979 50.0 000.3 177 290 0 0000010000112000  charge, run time in s, input Hz, output A, transfer low, high
//
// A control that is taken is answered by nothing, one that is refused by its echo; a turn-off shows in b1.

namespace upsmd {
namespace {

using V = Variable;

constexpr Duration kTime = 1500ms;

struct Renamed {
    Variable from;
    Variable to;
};

// A Megatec reply whose values belong to other names here.
void rename(const Decoded& from, std::span<const Renamed> names, Decoded& to) {
    for (const Decoded::Assignment& each : from.values()) {
        const auto row = std::find_if(names.begin(), names.end(),
                                      [&each](const Renamed& name) { return name.from == each.variable; });
        to.set(row == names.end() ? each.variable : row->to, each.value);
    }
    to.status = from.status;
}

Verdict status(Bytes reply, Decoded& out) {
    constexpr std::array kNames{Renamed{V::input_frequency, V::output_frequency}};
    Decoded line;
    const Verdict verdict = decode_megatec_status(reply, "QS", line);
    if (verdict == Verdict::ok) rename(line, kNames, out);
    return verdict;
}

Verdict ratings(Bytes reply, Decoded& out) { return decode_megatec_output_ratings(reply, "F", out); }

Verdict line(Bytes reply, Decoded& out) { return decode_megatec_status(reply, "QS", out); }

constexpr auto kTurnOff = kVoltronicQsLooks<line, StatusFlag::fsd>;

Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings& settings) {
    return voltronic_qs_shutdown_return(request, settings, kTurnOff);
}
Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading& reading, const Settings&) {
    return voltronic_qs_shutdown_stayoff(request, reading, kTurnOff);
}

constexpr std::array kQueries{
    Query{"QS", "QS\r", Schedule::status, kTime, status},
    Query{"M", "M\r", Schedule::identity, kTime, decode_megatec_protocol_letter},
    Query{"F", "F\r", Schedule::identity, kTime, ratings},
    Query{"QI", "QI\r", Schedule::measurement, kTime, decode_megatec_qi},  // V units echo it
};

// n: .2 to .9 tenths of a minute, 01 to 09 minutes. mmmm: 0003 to 9999 minutes.
constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},              // C, S<n>R<mmmm>, QS
    ControlRow{Control::shutdown_stayoff, shutdown_stayoff},            // C, S<n>R0000, QS; not on battery
    ControlRow{Control::shutdown_stop, megatec_cancel},                 // C
    ControlRow{Control::load_off, megatec_load_off},                    // S00R0000
    ControlRow{Control::load_on, megatec_cancel},                       // C
    ControlRow{Control::test_battery_start_quick, megatec_test_quick},  // T
    ControlRow{Control::beeper_toggle, megatec_beeper_toggle},          // Q
    ControlRow{Control::beeper_enable, megatec_beeper_enable},          // Q, if b0 is 0
    ControlRow{Control::beeper_disable, megatec_beeper_disable},        // Q, if b0 is 1
};

constexpr std::array kDestructive{
    Destructive{"S"},  // turn-off
    Destructive{"C"},  // cancels, may turn the output on
    Destructive{"T"},  // battery test
    Destructive{"Q\r"},  // toggles the beeper
};

}  // namespace

constexpr Protocol kVoltronicQs{
    .name = "voltronic-qs",
    .description = "Voltronic QS in text (V and H), small off-line and line-interactive UPSes",
    .line = {.baud = 2400, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    .poll_interval = 350ms,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = decode_text_answer,
    .estimates_battery = true,  // where QI is refused
};
static_assert(table_is_complete(kVoltronicQs));

}  // namespace upsmd
