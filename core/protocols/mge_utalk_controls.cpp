#include "core/protocols/mge_utalk_controls.h"

#include <algorithm>
#include <string>

#include "core/protocols/mge_utalk_replies.h"

namespace upsmd {
namespace {

using std::chrono::seconds;

constexpr Duration kListen = 2s;
constexpr seconds kMostDelay{65535};
constexpr seconds kLeastDelay{1};  // what 0 does is not described
constexpr std::chrono::minutes kMostReturn{65535};

StepOutcome judge_last(Bytes reply, const Step&) {
    const std::string_view text = utalk_text(reply);
    if (text == "OK") return StepOutcome::accepted;
    return text == "NOK" || text == "?" ? StepOutcome::refused : StepOutcome::ignore;
}

StepOutcome judge_next(Bytes reply, const Step& step) {
    const StepOutcome outcome = judge_last(reply, step);
    return outcome == StepOutcome::accepted ? StepOutcome::next : outcome;
}

// A unit without that option does as it always does.
StepOutcome judge_optional(Bytes reply, const Step& step) {
    return judge_last(reply, step) == StepOutcome::ignore ? StepOutcome::ignore : StepOutcome::next;
}

StepOutcome judge_read_back(Bytes reply, const Step& step) {
    const auto numbers = utalk_numbers(reply);
    if (!numbers) return judge_last(reply, step) == StepOutcome::refused ? StepOutcome::refused : StepOutcome::ignore;
    return numbers->count == 1 && numbers->values[0] == step.expected ? StepOutcome::next : StepOutcome::refused;
}

using Judge = StepOutcome (*)(Bytes, const Step&);

// Orders are always answered; silence means that nothing is known.
Step command(std::string_view text, Judge judge) {
    Step step;
    step.send = StepBytes(std::string(text) + "\r\n");
    step.listen = kListen;
    step.on_silence = StepOutcome::refused;
    step.judge = judge;
    step.commits = judge == judge_last;
    return step;
}

Result<Script> shutdown(const ControlRequest& request, Script script) {
    if (request.delay > kMostDelay)
        return Error{ErrorCode::unsupported,
                     "shutdown: the UPS can wait at most 65535 s, " + std::to_string(request.delay.count()) +
                         " s were asked for",
                     0};
    const auto delay = std::max(request.delay, kLeastDelay).count();
    script.add(command("Sn " + std::to_string(delay), judge_next));
    Step read_back = command("Sn ?", judge_read_back);
    read_back.expected = static_cast<std::int32_t>(delay);
    script.add(read_back);
    script.add(command("Sx 0", judge_last));
    return script;
}

Result<Script> plugs(std::string_view order) {
    Script script;
    script.add(command("Wy 65535", judge_next));
    script.add(command(order, judge_last));
    return script;
}

}  // namespace

Script utalk_order(std::string_view text) {
    Script script;
    script.add(command(text, judge_last));
    return script;
}

// Sx 7: off for 10 s even if the mains come back before, so that a computer that has gone down starts again.
Result<Script> utalk_shutdown_return(const ControlRequest& request, const Reading& reading, const Settings& settings) {
    Script script;
    if (recall(request.memory, UtalkMemory::restart) != kOptionOn) script.add(command("Sx 5", judge_next));
    if (recall(request.memory, UtalkMemory::force_off) == kOptionOff) script.add(command("Sx 7", judge_optional));
    const auto wanted = std::min(settings.return_delay, kMostReturn);
    const auto stands = reading.number(Variable::ups_delay_start);
    if (stands && *stands < static_cast<double>(seconds(wanted).count()))
        script.add(command("Sm " + std::to_string(wanted.count()), judge_optional));
    return shutdown(request, script);
}

Result<Script> utalk_shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    Script script;
    if (recall(request.memory, UtalkMemory::restart) != kOptionOff) script.add(command("Sx 4", judge_next));
    return shutdown(request, script);
}

Result<Script> utalk_start(const ControlRequest&, const Reading&, const Settings&) { return utalk_order("Sx 1"); }
Result<Script> utalk_load_off(const ControlRequest&, const Reading&, const Settings&) { return plugs("Wx 0"); }
Result<Script> utalk_load_on(const ControlRequest&, const Reading&, const Settings&) { return plugs("Wx 1"); }
Result<Script> utalk_panel_test(const ControlRequest&, const Reading&, const Settings&) { return utalk_order("Sx 129"); }
Result<Script> utalk_bypass_stop(const ControlRequest&, const Reading&, const Settings&) { return utalk_order("Px 2"); }

// Without mains there would be no output at all.
Result<Script> utalk_bypass_start(const ControlRequest&, const Reading& reading, const Settings&) {
    if (reading.get(Variable::ups_status).as_text().find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "bypass.start: the UPS is on battery", 0};
    return utalk_order("Px 3");
}

// A test without mains would only run the battery down.
Result<Script> utalk_test(const ControlRequest&, const Reading& reading, const Settings&) {
    if (reading.get(Variable::ups_status).as_text().find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "test.battery.start: the UPS is on battery", 0};
    return utalk_order("Bx 1");
}

}  // namespace upsmd
