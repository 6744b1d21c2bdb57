#include "core/protocols/tilde_controls.h"

#include <algorithm>
#include <string>

#include "core/protocols/tilde_frame.h"
#include "core/protocols/tilde_replies.h"

namespace upsmd {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kPause = 100ms;
constexpr Duration kListen = 2s;
// NUT sends to both families with this gap.
constexpr Duration kGap = 10ms;
constexpr Duration kConfirmPause = 500ms;
constexpr seconds kLeastDelay{5};  // the least that was tried on a unit
constexpr seconds kMostDelay{9999};
constexpr minutes kLeastReturn{1};
constexpr minutes kMostReturn{65535};
constexpr std::string_view kF6c1400 = "F6C1400-EUR";

// ~00S, the length of what follows, name and parameter.
std::string set_frame(std::string_view what) {
    std::string length = std::to_string(what.size());
    length.insert(0, 3 - std::min<std::size_t>(length.size(), 3), '0');
    return "~00S" + length + std::string(what);
}

StepOutcome judge_last(Bytes reply, const Step&) {
    switch (read_tilde_reply(reply).kind) {
        case TildeReply::Kind::taken: return StepOutcome::accepted;
        case TildeReply::Kind::refused: return StepOutcome::refused;
        case TildeReply::Kind::data:
        case TildeReply::Kind::damaged: break;
    }
    return StepOutcome::ignore;
}

StepOutcome judge_next(Bytes reply, const Step& step) {
    const StepOutcome outcome = judge_last(reply, step);
    return outcome == StepOutcome::accepted ? StepOutcome::next : outcome;
}

// Units that do not know it, or have nothing to cancel, may refuse; that is no reason to stop.
StepOutcome judge_optional(Bytes reply, const Step& step) {
    return judge_last(reply, step) == StepOutcome::ignore ? StepOutcome::ignore : StepOutcome::next;
}

StepOutcome judge_confirmation(Bytes reply, const Step&) {
    Decoded alarms;
    if (decode_tilde_alarms(reply, alarms) != Verdict::ok) return StepOutcome::ignore;
    return alarms.status->has(StatusFlag::fsd) ? StepOutcome::accepted : StepOutcome::next;
}

StepOutcome judge_last_confirmation(Bytes reply, const Step& step) {
    const StepOutcome outcome = judge_confirmation(reply, step);
    return outcome == StepOutcome::next ? StepOutcome::refused : outcome;
}

using Judge = StepOutcome (*)(Bytes, const Step&);

Step command(std::string_view what, Judge judge, StepOutcome on_silence = StepOutcome::refused) {
    Step step;
    step.pause = kPause;
    step.send = StepBytes(set_frame(what));
    step.character_gap = kGap;
    step.listen = kListen;
    step.judge = judge;
    step.on_silence = on_silence;
    return step;
}

Step last(std::string_view what) {
    Step step = command(what, judge_last);
    step.commits = true;
    return step;
}

Result<std::string> delay_text(seconds delay) {
    if (delay > kMostDelay)
        return Error{ErrorCode::unsupported,
                     "shutdown: the UPS can wait at most 9999 s, " + std::to_string(delay.count()) + " s were asked for",
                     0};
    return std::to_string(std::max(delay, kLeastDelay).count());
}

std::string return_text(const Settings& settings) {
    return std::to_string(std::clamp(settings.return_delay, kLeastReturn, kMostReturn).count());
}

// What a second order does while one counts down is not known.
void end_running_delay(const ControlRequest& request, Script& script) {
    if (recall(request.memory, TildeMemory::shutdown) == kShutdownPending)
        script.add(command("SDA0", judge_optional, StepOutcome::next));
}

void add_belkin_delay(std::string_view delay, Script& script) {
    Step off = command("SDA" + std::string(delay), judge_next, StepOutcome::next);
    off.commits = true;
    script.add(off);
    for (const bool final_look : {false, true}) {
        Step ask;
        ask.pause = kConfirmPause;
        ask.send = StepBytes("~00P003STA");
        ask.character_gap = kGap;
        ask.listen = kListen;
        ask.judge = final_look ? judge_last_confirmation : judge_confirmation;
        ask.on_silence = final_look ? StepOutcome::refused : StepOutcome::next;
        script.add(ask);
    }
}

// A test without mains would only run the battery down.
Result<Script> test(std::string_view what, const Reading& reading) {
    if (reading.get(Variable::ups_status).as_text().find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "test.battery.start: the UPS is on battery", 0};
    return tilde_set(what);
}

// Every switchable bank, one after the other.
Result<Script> all_banks(std::string_view what, const ControlRequest& request) {
    const int known = recall(request.memory, TildeMemory::banks);
    const int banks = known - 1;
    if (known == 0 || banks == 0 || banks > static_cast<int>(Script::kMax))
        return Error{ErrorCode::unsupported,
                     std::string(control_name(request.control)) + ": the UPS has not said that it has outlets to switch", 0};
    Script script;
    for (int bank = 1; bank <= banks; ++bank) {
        Step step = command(std::string(what) + std::to_string(bank) + ";1", bank == banks ? judge_last : judge_next);
        step.commits = bank == banks;
        script.add(step);
    }
    return script;
}

}  // namespace

Script tilde_set(std::string_view what) {
    Script script;
    script.add(last(what));
    return script;
}

Result<Script> tilde_test_quick(const ControlRequest&, const Reading& reading, const Settings&) {
    return test("TST3", reading);
}
Result<Script> tilde_test_deep(const ControlRequest&, const Reading& reading, const Settings&) {
    return test("TST4", reading);
}
Result<Script> tilde_test_stop(const ControlRequest&, const Reading&, const Settings&) { return tilde_set("TST0"); }
Result<Script> tilde_cancel(const ControlRequest&, const Reading&, const Settings&) { return tilde_set("SDA0"); }

// SDT2: the whole UPS, which is the default. Without SDR the output stays off.
Result<Script> belkin_shutdown_return(const ControlRequest& request, const Reading&, const Settings& settings) {
    const auto delay = delay_text(request.delay);
    if (!delay) return delay.error();
    Script script;
    end_running_delay(request, script);
    script.add(command("SDT2", judge_optional));
    script.add(command("SDR" + return_text(settings), judge_next));
    add_belkin_delay(*delay, script);
    return script;
}

Result<Script> belkin_shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    const auto delay = delay_text(request.delay);
    if (!delay) return delay.error();
    Script script;
    end_running_delay(request, script);
    add_belkin_delay(*delay, script);
    return script;
}

Result<Script> belkin_load_off(const ControlRequest&, const Reading&, const Settings&) { return tilde_set("ROF1;1"); }
Result<Script> belkin_load_on(const ControlRequest&, const Reading&, const Settings&) { return tilde_set("RON1;1"); }
Result<Script> belkin_beeper_enable(const ControlRequest&, const Reading&, const Settings&) { return tilde_set("BUZ1"); }
Result<Script> belkin_beeper_disable(const ControlRequest&, const Reading& reading, const Settings&) {
    return tilde_set(reading.get(Variable::device_model).as_text() == kF6c1400 ? "BUZ2" : "BUZ0");
}

// ARB1 (automatic restart) is a setting for good: it is left alone where it is known to stand.
Result<Script> tripplite_su_shutdown_return(const ControlRequest& request, const Reading& reading,
                                            const Settings& settings) {
    const auto delay = delay_text(request.delay);
    if (!delay) return delay.error();
    Script script;
    end_running_delay(request, script);
    if (reading.get(Variable::ups_start_auto).as_text() != "yes") script.add(command("ARB1", judge_optional));
    script.add(command("SDR" + return_text(settings), judge_next));
    script.add(last("SDA" + *delay));
    return script;
}

Result<Script> tripplite_su_shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    const auto delay = delay_text(request.delay);
    if (!delay) return delay.error();
    Script script;
    end_running_delay(request, script);
    script.add(command("ARB2", judge_next));
    script.add(last("SDA" + *delay));
    return script;
}

Result<Script> tripplite_su_load_off(const ControlRequest& request, const Reading&, const Settings&) {
    return all_banks("ROF", request);
}
Result<Script> tripplite_su_load_on(const ControlRequest& request, const Reading&, const Settings&) {
    return all_banks("RON", request);
}
Result<Script> tripplite_su_beeper_enable(const ControlRequest&, const Reading&, const Settings&) {
    return tilde_set("EDB1");
}
Result<Script> tripplite_su_beeper_disable(const ControlRequest&, const Reading&, const Settings&) {
    return tilde_set("EDB2");
}

}  // namespace upsmd
