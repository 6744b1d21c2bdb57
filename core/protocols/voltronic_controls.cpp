#include "core/protocols/voltronic_controls.h"

#include <algorithm>
#include <array>

#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kPause = 50ms;
// Units think for up to 150 ms; slow ones have been seen to need much longer.
constexpr Duration kListen = 1500ms;
constexpr Duration kCancelListen = 1s;

constexpr std::int64_t kMostMinutes = 99;
constexpr seconds kLeastDelay{12};  // .0, .1 and 00 mean "at once" to some units
constexpr seconds kMostTenths{54};  // .9
constexpr seconds kTenth{6};        // of a minute
// Relatives with old firmware that are told to come back after 1 or 2 minutes never come back.
constexpr minutes kLeastReturn{3};
constexpr minutes kMostReturn{9999};

bool is_no(std::string_view text, const Step& step) {
    std::string_view sent{reinterpret_cast<const char*>(step.send.view().data()), step.send.view().size()};
    sent.remove_suffix(sent.empty() ? 0 : 1);
    return text == "(NAK" || text == "NAK" || text == sent;
}
bool is_yes(std::string_view text) { return text == "(ACK" || text == "ACK"; }

StepOutcome judge_last(Bytes reply, const Step& step) {
    const std::string_view text = trimmed(printable_core(reply));
    if (is_no(text, step)) return StepOutcome::refused;
    return is_yes(text) ? StepOutcome::accepted : StepOutcome::ignore;
}

// A refusal may be the line's fault: the step after this one says it once more.
StepOutcome judge_first(Bytes reply, const Step& step) {
    const StepOutcome outcome = judge_last(reply, step);
    return outcome == StepOutcome::refused ? StepOutcome::next : outcome;
}

// Units with nothing to cancel may refuse; that is no reason to stop.
StepOutcome judge_cancel(Bytes reply, const Step& step) {
    return judge_last(reply, step) == StepOutcome::ignore ? StepOutcome::ignore : StepOutcome::next;
}

// These units always answer. Silence means that nothing is known, and then nothing is sent again: a test or a delay would
// begin anew.
Step command(std::string_view text, bool last) {
    Step step;
    step.pause = kPause;
    step.send = StepBytes(std::string(text) + '\r');
    step.listen = kListen;
    step.on_silence = StepOutcome::refused;
    step.judge = last ? judge_last : judge_first;
    step.commits = true;
    return step;
}

void add_command(Script& script, std::string_view text) {
    script.add(command(text, false));
    script.add(command(text, true));
}

std::string padded(std::int64_t number, std::size_t width) {
    std::string text = std::to_string(number);
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    return text;
}

// A shutdown that is already counting would keep its old delay: CS ends it first.
Result<Script> shutdown(const ControlRequest& request, std::string_view restart) {
    const auto delay = voltronic_delay(request.delay, kMostMinutes);
    if (!delay) return delay.error();
    Step cancel = command("CS", true);
    cancel.listen = kCancelListen;
    cancel.on_silence = StepOutcome::next;
    cancel.judge = judge_cancel;
    cancel.commits = false;
    Script script;
    script.add(cancel);
    add_command(script, "S" + *delay + "R" + std::string(restart));
    return script;
}

struct OutletOrder {
    Control control;
    Variable switchable;
    std::string_view text;
};
constexpr std::array kOutletOrders{
    OutletOrder{Control::outlet_1_load_off, Variable::outlet_1_switchable, "SKOFF1"},
    OutletOrder{Control::outlet_1_load_on, Variable::outlet_1_switchable, "SKON1"},
    OutletOrder{Control::outlet_2_load_off, Variable::outlet_2_switchable, "SKOFF2"},
    OutletOrder{Control::outlet_2_load_on, Variable::outlet_2_switchable, "SKON2"},
    OutletOrder{Control::outlet_3_load_off, Variable::outlet_3_switchable, "SKOFF3"},
    OutletOrder{Control::outlet_3_load_on, Variable::outlet_3_switchable, "SKON3"},
    OutletOrder{Control::outlet_4_load_off, Variable::outlet_4_switchable, "SKOFF4"},
    OutletOrder{Control::outlet_4_load_on, Variable::outlet_4_switchable, "SKON4"},
};

// A test without mains would only run the battery down.
Result<Script> test(std::string_view text, const Reading& reading) {
    const std::string_view status = reading.get(Variable::ups_status).as_text();
    if (status.find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "test.battery.start: the UPS is on battery", 0};
    return voltronic_order(text);
}

}  // namespace

Script voltronic_order(std::string_view text) {
    Script script;
    add_command(script, text);
    return script;
}

Result<Script> voltronic_shutdown_return(const ControlRequest& request, const Reading&, const Settings& settings) {
    const auto wait = voltronic_return_minutes(settings);
    if (!wait) return wait.error();
    return shutdown(request, *wait);
}

Result<Script> voltronic_shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    return shutdown(request, "0000");
}

Result<Script> voltronic_cancel(const ControlRequest&, const Reading&, const Settings&) { return voltronic_order("CS"); }
Result<Script> voltronic_load_off(const ControlRequest&, const Reading&, const Settings&) { return voltronic_order("SOFF"); }
Result<Script> voltronic_load_on(const ControlRequest&, const Reading&, const Settings&) { return voltronic_order("SON"); }

Result<Script> voltronic_test_quick(const ControlRequest&, const Reading& reading, const Settings&) {
    return test("T", reading);
}
Result<Script> voltronic_test_deep(const ControlRequest&, const Reading& reading, const Settings&) {
    return test("TL", reading);
}
Result<Script> voltronic_test_minutes(const ControlRequest& request, const Reading& reading, const Settings&) {
    const auto length = request.test_length.count();
    if (length < 1 || length > 99)
        return Error{ErrorCode::unsupported, "test.battery.start: 1 to 99 minutes, not " + std::to_string(length), 0};
    return test("T" + padded(length, 2), reading);
}
Result<Script> voltronic_test_stop(const ControlRequest&, const Reading&, const Settings&) { return voltronic_order("CT"); }

// PEA and PDA change the unit's setting for good, BZON and BZOFF the alarm that sounds now.
Result<Script> voltronic_beeper_enable(const ControlRequest&, const Reading&, const Settings&) { return voltronic_order("PEA"); }
Result<Script> voltronic_beeper_disable(const ControlRequest&, const Reading&, const Settings&) {
    return voltronic_order("PDA");
}
Result<Script> voltronic_beeper_toggle(const ControlRequest&, const Reading& reading, const Settings&) {
    const std::string_view status = reading.get(Variable::ups_beeper_status).as_text();
    if (status == "enabled") return voltronic_order("BZOFF");
    if (status == "muted") return voltronic_order("BZON");
    return Error{ErrorCode::refused, "beeper.toggle: the beeper is disabled in the UPS's settings, or not known", 0};
}

Result<std::string> voltronic_delay(seconds delay, std::int64_t most_minutes) {
    if (delay > minutes(most_minutes))
        return Error{ErrorCode::unsupported,
                     "shutdown: the UPS can wait at most " + std::to_string(most_minutes * 60) + " s, " +
                         std::to_string(delay.count()) + " s were asked for",
                     0};
    const seconds wanted = std::max(delay, kLeastDelay);
    if (wanted <= kMostTenths) return "." + std::to_string((wanted + kTenth - 1s) / kTenth);
    return padded((wanted + 59s) / 60s, 2);
}

Result<std::string> voltronic_return_minutes(const Settings& settings) {
    const minutes wait = std::max(settings.return_delay, kLeastReturn);
    if (wait > kMostReturn)
        return Error{ErrorCode::unsupported,
                     "shutdown.return: the UPS can stay off for at most 9999 minutes, " + std::to_string(wait.count()) +
                         " are set",
                     0};
    return padded(wait.count(), 4);
}

Result<Script> voltronic_eco_start(const ControlRequest&, const Reading&, const Settings&) {
    return voltronic_order("PEE");
}
Result<Script> voltronic_eco_stop(const ControlRequest&, const Reading&, const Settings&) {
    return voltronic_order("PDE");
}

Result<Script> voltronic_switch_outlet(const ControlRequest& request, const Reading& reading, const Settings&) {
    const auto* const order = std::find_if(kOutletOrders.begin(), kOutletOrders.end(),
                                           [&](const OutletOrder& each) { return each.control == request.control; });
    if (reading.get(order->switchable).as_text() != "yes")
        return Error{ErrorCode::unsupported,
                     std::string(control_name(request.control)) + ": the UPS has not said that it can switch this outlet", 0};
    return voltronic_order(order->text);
}

}  // namespace upsmd
