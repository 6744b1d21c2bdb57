#include "core/protocols/voltronic_qs_controls.h"

#include "core/protocols/text_fields.h"
#include "core/protocols/voltronic_controls.h"

namespace upsmd {
namespace {

constexpr Duration kTime = 1500ms;
constexpr Duration kPause = 50ms;
constexpr Duration kListen = 500ms;
// It has to show within 3 s of the order.
constexpr Duration kLookPause = 400ms;
constexpr int kLooks = 3;
constexpr std::int64_t kMostMinutes = 9;

std::string_view sent_text(const Step& step) {
    std::string_view text{reinterpret_cast<const char*>(step.send.view().data()), step.send.view().size()};
    text.remove_suffix(text.empty() ? 0 : 1);
    return text;
}

// The units with text echo what they refuse, those in binary say N.
StepOutcome judge_refusal(Bytes reply, const Step& step) {
    const std::string_view text = printable_core(reply);
    return text == sent_text(step) || text == "(NAK" || text == "N" ? StepOutcome::refused : StepOutcome::ignore;
}

// A unit that has nothing to cancel may refuse; that is no reason to stop.
StepOutcome judge_cancel(Bytes reply, const Step& step) {
    return judge_refusal(reply, step) == StepOutcome::refused ? StepOutcome::next : StepOutcome::ignore;
}

Step step_of(std::string_view text, Duration pause, Duration listen) {
    Step step;
    step.pause = pause;
    step.send = StepBytes(std::string(text) + '\r');
    step.listen = listen;
    return step;
}

Step order(std::string_view text) {
    Step step = step_of(text, kPause, kListen);
    step.judge = judge_refusal;
    step.retries = 2;
    step.commits = true;
    return step;
}

void add_looks(Script& script, const VoltronicQsLooks& looks) {
    for (int n = 1; n <= kLooks; ++n) {
        const bool last = n == kLooks;
        Step ask = step_of("QS", kLookPause, kTime);
        ask.judge = last ? looks.last_look : looks.look;
        ask.on_silence = last ? StepOutcome::refused : StepOutcome::next;
        script.add(ask);
    }
}

Result<Script> shutdown(const ControlRequest& request, std::string_view restart, const VoltronicQsLooks& looks) {
    const auto delay = voltronic_delay(request.delay, kMostMinutes);
    if (!delay) return delay.error();
    Script script;
    Step cancel = step_of("C", kPause, kListen);
    cancel.judge = judge_cancel;
    script.add(cancel);
    script.add(order("S" + *delay + "R" + std::string(restart)));
    add_looks(script, looks);
    return script;
}

bool is_on_battery(const Reading& reading) {
    return reading.get(Variable::ups_status).as_text().find("OB") != std::string_view::npos;
}

}  // namespace

Result<Script> voltronic_qs_shutdown_return(const ControlRequest& request, const Settings& settings,
                                            const VoltronicQsLooks& looks) {
    const auto wait = voltronic_return_minutes(settings);
    if (!wait) return wait.error();
    return shutdown(request, *wait, looks);
}

Result<Script> voltronic_qs_shutdown_stayoff(const ControlRequest& request, const Reading& reading,
                                             const VoltronicQsLooks& looks) {
    if (is_on_battery(reading))
        return Error{ErrorCode::refused,
                     "shutdown.stayoff: a UPS of this kind that is turned off on battery comes back with the mains", 0};
    return shutdown(request, "0000", looks);
}

Result<Script> voltronic_qs_test(const Reading& reading, const VoltronicQsLooks& looks) {
    if (is_on_battery(reading)) return Error{ErrorCode::refused, "test.battery.start: the UPS is on battery", 0};
    Script script;
    script.add(order("T"));
    add_looks(script, looks);
    return script;
}

}  // namespace upsmd
