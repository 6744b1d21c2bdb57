#include "core/protocols/megatec_controls.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

using std::chrono::seconds;

constexpr Duration kPause = 50ms;
// An echo or an answer begins within 300 ms; silence after that means "taken".
constexpr Duration kListen = 500ms;
constexpr Duration kCancelListen = 1s;
constexpr std::uint8_t kRetries = 2;

constexpr seconds kTenth{6};        // of a minute
constexpr seconds kLeastDelay{12};  // .0 and .1 mean "at once" to some boards
constexpr seconds kMostTenths{54};  // .9
// Old firmware that is told to come back after 1 or 2 minutes never comes back.
constexpr std::chrono::minutes kLeastReturn{3};
constexpr std::chrono::minutes kMostReturn{9999};

bool is_no(std::string_view text) {
    return text.substr(0, 4) == "(NAK" || text == "NAK" || text == "N" || text == "#-1";
}
bool is_yes(std::string_view text) {
    return text == "(ACK" || text == "ACK" || text == "OK";
}

std::string_view sent_text(const Step& step) {
    const std::string_view text{reinterpret_cast<const char*>(step.send.view().data()), step.send.view().size()};
    return trimmed(text, "\r");
}

// A refused command comes back as it was sent. Anything else is not about this command: a late status line,
// noise.
StepOutcome judge(Bytes reply, const Step& step) {
    const std::string_view text = printable_core(reply);
    if (is_no(text) || text == sent_text(step)) return StepOutcome::refused;
    return is_yes(text) ? StepOutcome::accepted : StepOutcome::ignore;
}

// Boards with nothing to cancel may refuse; that is no reason to stop.
StepOutcome judge_cancel(Bytes reply, const Step& step) {
    return judge(reply, step) == StepOutcome::ignore ? StepOutcome::ignore : StepOutcome::next;
}

Step command(std::string_view text) {
    Step step;
    step.pause = kPause;
    step.send = StepBytes(std::string(text) + '\r');
    step.listen = kListen;
    step.on_silence = StepOutcome::accepted;
    step.judge = judge;
    step.retries = kRetries;
    step.commits = true;
    return step;
}

Script single(std::string_view text) {
    Script script;
    script.add(command(text));
    return script;
}

std::string padded(std::int64_t number, std::size_t width) {
    std::string text = std::to_string(number);
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    return text;
}

// A test without mains would only run the battery down, or confuse what b2 says.
Result<Script> test(std::string_view text, const Reading& reading) {
    const std::string_view status = reading.get(Variable::ups_status).as_text();
    if (status.find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "test.battery.start: the UPS is on battery", 0};
    return single(text);
}

// Q only toggles: it is sent when the beeper is known to be the other way.
Result<Script> beeper(std::string_view wanted, const Reading& reading) {
    const Value& status = reading.get(Variable::ups_beeper_status);
    if (!status.present())
        return Error{ErrorCode::unsupported, "beeper: the UPS has not said whether its beeper is on", 0};
    if (status.as_text() != wanted) return single("Q");
    Step nothing;
    nothing.on_silence = StepOutcome::accepted;
    nothing.commits = true;
    Script script;
    script.add(nothing);
    return script;
}

}  // namespace

// A shutdown that is already counting would keep its old delay: C ends it first.
Result<Script> megatec_turn_off(const ControlRequest& request, std::string_view tail, std::int64_t most_minutes) {
    const auto delay = megatec_delay(request.delay, most_minutes);
    if (!delay) return delay.error();
    Step cancel = command("C");
    cancel.listen = kCancelListen;
    cancel.on_silence = StepOutcome::next;
    cancel.judge = judge_cancel;
    cancel.retries = 0;
    cancel.commits = false;
    Script script;
    script.add(cancel);
    script.add(command("S" + *delay + std::string(tail)));
    return script;
}

Result<std::string> megatec_return_tail(const Settings& settings) {
    const auto minutes = std::max(settings.return_delay, kLeastReturn);
    if (minutes > kMostReturn)
        return Error{ErrorCode::unsupported,
                     "shutdown.return: the UPS can stay off for at most 9999 minutes, " +
                         std::to_string(minutes.count()) + " are set",
                     0};
    return "R" + padded(minutes.count(), 4);
}

Result<Script> megatec_shutdown_return(const ControlRequest& request, const Reading&,
                                       const Settings& settings) {
    const auto tail = megatec_return_tail(settings);
    if (!tail) return tail.error();
    return megatec_turn_off(request, *tail);
}

Result<Script> megatec_shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    return megatec_turn_off(request, "R0000");
}

// C cancels a delay, and turns on an output that is off while there are mains.
Result<Script> megatec_cancel(const ControlRequest&, const Reading&, const Settings&) {
    return single("C");
}

// The only place where n may be 00, "at once": this is what load.off asks for.
Result<Script> megatec_load_off(const ControlRequest&, const Reading&, const Settings&) {
    return single("S00R0000");
}

Result<Script> megatec_command(std::string_view text) { return single(text); }

Result<Script> megatec_test_quick(const ControlRequest&, const Reading& reading, const Settings&) {
    return test("T", reading);
}
Result<Script> megatec_test_deep(const ControlRequest&, const Reading& reading, const Settings&) {
    return test("TL", reading);
}

Result<Script> megatec_test_minutes(const ControlRequest& request, const Reading& reading, const Settings&) {
    const auto minutes = request.test_length.count();
    if (minutes < 1 || minutes > 99)
        return Error{ErrorCode::unsupported,
                     "test.battery.start: 1 to 99 minutes, not " + std::to_string(minutes), 0};
    return test("T" + padded(minutes, 2), reading);
}

Result<Script> megatec_test_stop(const ControlRequest&, const Reading&, const Settings&) {
    return single("CT");
}

Result<Script> megatec_beeper_toggle(const ControlRequest&, const Reading&, const Settings&) {
    return single("Q");
}

Result<Script> megatec_beeper_enable(const ControlRequest&, const Reading& reading, const Settings&) {
    return beeper("enabled", reading);
}
Result<Script> megatec_beeper_disable(const ControlRequest&, const Reading& reading, const Settings&) {
    return beeper("disabled", reading);
}

Result<std::string> megatec_delay(seconds delay, std::int64_t most_minutes) {
    if (delay > std::chrono::minutes(most_minutes))
        return Error{ErrorCode::unsupported,
                     "shutdown: the UPS can wait at most " + std::to_string(most_minutes * 60) + " s, " +
                         std::to_string(delay.count()) + " s were asked for",
                     0};
    const seconds wanted = std::max(delay, kLeastDelay);
    if (wanted <= kMostTenths) return "." + std::to_string((wanted + kTenth - 1s) / kTenth);
    return padded((wanted + 59s) / 60s, 2);
}

}  // namespace upsmd
