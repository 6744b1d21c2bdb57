#include "core/protocols/voltronic_qs.h"

#include <algorithm>

#include "core/protocols/megatec_controls.h"
#include "core/protocols/megatec_identity.h"
#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_status.h"
#include "core/protocols/text_fields.h"
#include "core/protocols/voltronic_controls.h"

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
//
// Destructive, never sent as a question: S..., C (may turn the output on), T..., Q (toggles the beeper).

namespace upsmd {
namespace {

using V = Variable;
using std::chrono::seconds;

constexpr Duration kTime = 1500ms;
constexpr Duration kPause = 50ms;
constexpr Duration kListen = 500ms;
// b1 has to be up within 3 s of the order.
constexpr Duration kConfirmPause = 400ms;
constexpr int kConfirmations = 3;
constexpr std::int64_t kMostMinutes = 9;

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

Verdict ratings(Bytes reply, Decoded& out) {
    constexpr std::array kNames{Renamed{V::input_voltage_nominal, V::output_voltage_nominal},
                                Renamed{V::input_current_nominal, V::output_current_nominal},
                                Renamed{V::input_frequency_nominal, V::output_frequency_nominal}};
    Decoded line;
    const Verdict verdict = decode_megatec_ratings(reply, "F", line);
    if (verdict == Verdict::ok) rename(line, kNames, out);
    return verdict;
}

std::string_view sent_text(const Step& step) {
    std::string_view text{reinterpret_cast<const char*>(step.send.view().data()), step.send.view().size()};
    text.remove_suffix(text.empty() ? 0 : 1);
    return text;
}

StepOutcome judge_echo(Bytes reply, const Step& step) {
    const std::string_view text = printable_core(reply);
    return text == sent_text(step) || text == "(NAK" || text == "N" ? StepOutcome::refused : StepOutcome::ignore;
}

// A unit that has nothing to cancel may refuse; that is no reason to stop.
StepOutcome judge_cancel(Bytes reply, const Step& step) {
    return judge_echo(reply, step) == StepOutcome::refused ? StepOutcome::next : StepOutcome::ignore;
}

StepOutcome judge_confirmation(Bytes reply, const Step&) {
    Decoded line;
    if (decode_megatec_status(reply, "QS", line) != Verdict::ok) return StepOutcome::ignore;
    return line.status->has(StatusFlag::fsd) ? StepOutcome::accepted : StepOutcome::next;
}

StepOutcome judge_last_confirmation(Bytes reply, const Step& step) {
    const StepOutcome outcome = judge_confirmation(reply, step);
    return outcome == StepOutcome::next ? StepOutcome::refused : outcome;
}

Step step_of(std::string_view text, Duration pause, Duration listen) {
    Step step;
    step.pause = pause;
    step.send = StepBytes(std::string(text) + '\r');
    step.listen = listen;
    return step;
}

// Silence means "taken", and a lost command is silent too: the status has to confirm it.
Result<Script> shutdown(const ControlRequest& request, std::string_view restart) {
    const auto delay = voltronic_delay(request.delay, kMostMinutes);
    if (!delay) return delay.error();
    Script script;
    Step cancel = step_of("C", kPause, kListen);
    cancel.judge = judge_cancel;
    script.add(cancel);
    Step off = step_of("S" + *delay + "R" + std::string(restart), kPause, kListen);
    off.judge = judge_echo;
    off.retries = 2;
    off.commits = true;
    script.add(off);
    for (int n = 1; n <= kConfirmations; ++n) {
        const bool last = n == kConfirmations;
        Step ask = step_of("QS", kConfirmPause, kTime);
        ask.judge = last ? judge_last_confirmation : judge_confirmation;
        ask.on_silence = last ? StepOutcome::refused : StepOutcome::next;
        script.add(ask);
    }
    return script;
}

Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings& settings) {
    const auto wait = voltronic_return_minutes(settings);
    if (!wait) return wait.error();
    return shutdown(request, *wait);
}

Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (reading.get(V::ups_status).as_text().find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused,
                     "shutdown.stayoff: a UPS of this kind that is turned off on battery comes back with the mains", 0};
    return shutdown(request, "0000");
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
    .decode_answer = decode_text_answer,
    .estimates_battery = true,  // where QI is refused
};
static_assert(table_is_complete(kVoltronicQs));

}  // namespace upsmd
