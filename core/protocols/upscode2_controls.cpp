#include "core/protocols/upscode2_controls.h"

#include <algorithm>
#include <string>

#include "core/protocols/text_fields.h"
#include "core/protocols/upscode2_lines.h"

namespace upsmd {
namespace {

using std::chrono::seconds;
using Command = Upscode2Command;

// A status that was on its way is passed over before the answer.
constexpr Duration kListen = 2s;
constexpr Duration kSilent = 300ms;  // orders have no answer
constexpr seconds kMostDelay{999};
constexpr seconds kLeastDelay{1};  // 0 only reads it
// Whether the time until the output comes back begins with the order or with the output's going off is not described: it
// is set longer than the delay by the time off, and has to fit into three digits.
constexpr seconds kLeastOff{60};

// Silence would be a unit that does not know the command, or does not hear: nothing more is sent then.
Step setting(std::string_view command, std::string_view argument, StepOutcome (*judge)(Bytes, const Step&)) {
    Step step;
    step.send = StepBytes(std::string(command) + '\r' + std::string(argument) + '\r');
    step.listen = kListen;
    step.on_silence = StepOutcome::refused;
    step.judge = judge;
    step.retries = 1;
    return step;
}

// UPSD is answered by ACSD; the value is what the unit has now.
StepOutcome judge_delay(Bytes reply, const Step& step) {
    const auto* const sent = reinterpret_cast<const char*>(step.send.view().data());
    const auto value = upscode2_value(reply, "AC" + std::string(sent + 2, 2));
    if (!value || !all_digits(*value) || value->size() > 5) return StepOutcome::ignore;
    return parse_number(*value).value == step.expected ? StepOutcome::next : StepOutcome::refused;
}

StepOutcome judge_parameter(Bytes reply, const Step& step) {
    const auto value = upscode2_value(reply, "ACPM");
    if (!value) return StepOutcome::ignore;
    const Bytes wanted = step.expect.view();
    return std::equal(wanted.begin(), wanted.end(), value->begin(), value->end()) ? StepOutcome::accepted
                                                                                  : StepOutcome::refused;
}

Step delay(std::string_view command, seconds length) {
    std::string digits = std::to_string(length.count());
    digits.insert(0, 3 - digits.size(), '0');
    Step step = setting(command, digits, judge_delay);
    step.expected = static_cast<std::int32_t>(length.count());
    return step;
}

Step order(std::string_view bytes) {
    Step step;
    step.send = StepBytes(bytes);
    step.listen = kSilent;
    step.on_silence = StepOutcome::accepted;
    step.commits = true;
    return step;
}

Result<Script> single(const Step& step) {
    Script script;
    script.add(step);
    return script;
}

// nullopt: the unit lists the command, or has told no list.
std::optional<Error> missing(const ControlRequest& request, Command command) {
    if (recall(request.memory, Upscode2Memory::list_told) == 0 || upscode2_lists(request.memory, command))
        return std::nullopt;
    return Error{ErrorCode::unsupported,
                 std::string(control_name(request.control)) + ": the UPS does not list " +
                     std::string(upscode2_name(command)) + " among its commands",
                 0};
}

Error too_long(const ControlRequest& request, seconds most) {
    return {ErrorCode::unsupported,
            std::string(control_name(request.control)) + ": the UPS can wait at most " + std::to_string(most.count()) +
                " s, " + std::to_string(request.delay.count()) + " s were asked for",
            0};
}

std::optional<Error> not_on_mains(const ControlRequest& request, const Reading& reading) {
    if (reading.get(Variable::ups_status).as_text().find("OB") == std::string_view::npos) return std::nullopt;
    return Error{ErrorCode::refused, std::string(control_name(request.control)) + ": the UPS is on battery", 0};
}

Result<Script> beeper(const ControlRequest& request, std::string_view parameter) {
    if (auto error = missing(request, Command::uppm)) return *error;
    Step step = setting("UPPM", parameter, judge_parameter);
    step.expect = StepBytes(parameter);
    step.commits = true;
    return single(step);
}

}  // namespace

// UPPC, because it works on mains, too, and because the output comes back even if they return before it is off.
Result<Script> upscode2_shutdown_return(const ControlRequest& request, const Reading&, const Settings& settings) {
    for (const Command needed : {Command::upsd, Command::upcd, Command::uppc})
        if (auto error = missing(request, needed)) return *error;
    const seconds off = std::max(request.delay, kLeastDelay);
    if (off > kMostDelay - kLeastOff) return too_long(request, kMostDelay - kLeastOff);
    const seconds back = std::min(off + std::max<seconds>(settings.return_delay, kLeastOff), kMostDelay);
    Script script;
    script.add(delay("UPCD", back));
    script.add(delay("UPSD", off));
    script.add(order("UPPC\rIJHLDMGCIU\r"));
    return script;
}

Result<Script> upscode2_shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    for (const Command needed : {Command::upsd, Command::uppd})
        if (auto error = missing(request, needed)) return *error;
    const seconds off = std::max(request.delay, kLeastDelay);
    if (off > kMostDelay) return too_long(request, kMostDelay);
    Script script;
    script.add(delay("UPSD", off));
    script.add(order("UPPD\rLGGNLMDPGV\r"));
    return script;
}

Result<Script> upscode2_on(const ControlRequest& request, const Reading&, const Settings&) {
    if (auto error = missing(request, Command::uppu)) return *error;
    return single(order("UPPU\r"));
}

// 1: now, and no periodic test.
Result<Script> upscode2_test(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto error = missing(request, Command::upbt)) return *error;
    if (auto error = not_on_mains(request, reading)) return *error;
    return single(order("UPBT\r1\r"));
}

Result<Script> upscode2_panel_test(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto error = missing(request, Command::upis)) return *error;
    if (auto error = not_on_mains(request, reading)) return *error;
    return single(order("UPIS\r"));
}

Result<Script> upscode2_beeper_on(const ControlRequest& request, const Reading&, const Settings&) {
    return beeper(request, "P08V00");
}

Result<Script> upscode2_beeper_off(const ControlRequest& request, const Reading&, const Settings&) {
    return beeper(request, "P08V02");
}

}  // namespace upsmd
