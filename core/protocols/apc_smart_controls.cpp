#include "core/protocols/apc_smart_controls.h"

#include <optional>
#include <string>
#include <string_view>

#include "core/protocols/apc_smart_identity.h"
#include "core/protocols/apc_smart_replies.h"

namespace upsmd::apc {
namespace {

// Measured answer times are 50 to 80 ms.
constexpr Duration kAnswer = 1500ms;
// @ and then its digits: the whole of a turn-off has to fit into 3 s, the S before it included.
constexpr Duration kSleepAnswer = 1s;
// After the first byte of @nnn: an answer means no.
constexpr Duration kFirstByte = 200ms;
constexpr Duration kDigitGap = 50ms;
// Between the two bytes of a doubled command: more than 1.5 s.
constexpr Duration kDoubledGap = 1520ms;
// The lights and beeps of a panel test come before its answer.
constexpr Duration kPanelAnswer = 4s;

constexpr std::uint8_t kLineFailed = '!';
constexpr std::uint8_t kLineBack = '$';

std::string_view command_of(const Step& step) {
    const Bytes bytes = step.send.view();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

StepOutcome judge(Bytes reply, StepOutcome refusal) {
    const ReplyText text(reply);
    if (text.view() == "OK" || text.view() == "*") return StepOutcome::accepted;
    if (text.view() == "NO" || text.view() == "NA") return refusal;
    return StepOutcome::ignore;  // late answer to a query
}

StepOutcome judge_answer(Bytes reply, const Step& step) {
    // An echoed command was not understood.
    if (ReplyText(reply).view() == command_of(step)) return StepOutcome::refused;
    return judge(reply, StepOutcome::refused);
}

// S is refused on line: the mains may have come back since the last look.
StepOutcome judge_or_next(Bytes reply, const Step&) {
    return judge(reply, StepOutcome::next);
}

// A calibration that is over already is as good as stopped.
StepOutcome judge_stop(Bytes reply, const Step& step) {
    return ReplyText(reply).view() == "NO" ? StepOutcome::accepted : judge_answer(reply, step);
}

StepOutcome judge_no_answer(Bytes, const Step&) {
    return StepOutcome::refused;
}

bool has_word(const Reading& reading, std::string_view word) {
    const std::string_view status = reading.get(Variable::ups_status).as_text();
    for (std::size_t at = status.find(word); at != std::string_view::npos; at = status.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || status[at - 1] == ' ') && (end == status.size() || status[end] == ' ')) return true;
    }
    return false;
}

Error error(ErrorCode code, const ControlRequest& request, std::string_view text) {
    return {code, std::string(control_name(request.control)) + ": " + std::string(text), 0};
}

std::optional<Error> refuse_calibrating(const ControlRequest& request, const Reading& reading) {
    if (!has_word(reading, "CAL")) return std::nullopt;
    return error(ErrorCode::refused, request, "a calibration is running (stop it first: calibrate.stop)");
}

std::optional<Error> refuse_old(const ControlRequest& request, const Reading& reading) {
    const Value& firmware = reading.get(Variable::ups_firmware);
    // The firmware tells whether the unit has a grace delay at all: without it nothing is certain.
    if (!firmware.present())
        return error(ErrorCode::unsupported, request, "the UPS has not told its firmware (ups.firmware)");
    if (!is_old_firmware(firmware.as_text())) return std::nullopt;
    return error(
        ErrorCode::unsupported, request,
        "firmware " + std::string(firmware.as_text()) + " is of an old unit, which does not delay commands");
}

// Everything that turns off after the unit's own grace delay.
std::optional<Error> refuse_delayed_off(const ControlRequest& request, const Reading& reading) {
    if (auto refusal = refuse_calibrating(request, reading)) return refusal;
    if (auto refusal = refuse_old(request, reading)) return refusal;
    const std::string asked = std::to_string(request.delay.count()) + " s were asked for";
    const auto grace = reading.number(Variable::ups_delay_shutdown);
    if (!grace)
        return error(ErrorCode::unsupported, request,
                     "the UPS has not told its delay (ups.delay.shutdown), " + asked);
    if (*grace < static_cast<double>(request.delay.count()))
        return error(ErrorCode::unsupported, request,
                     "the UPS waits " + reading.get(Variable::ups_delay_shutdown).to_string() +
                         " s (ups.delay.shutdown), " + asked);
    return std::nullopt;
}

// "K", more than 1.5 s, "K".
Script doubled(std::string_view command, bool commits) {
    Script script;
    script.add({.send = command, .listen = kDoubledGap, .judge = judge_no_answer});
    // Several units say nothing to the second one.
    script.add({.send = command,
                .listen = kAnswer,
                .on_silence = StepOutcome::accepted,
                .judge = judge_answer,
                .star_is_reply = true,
                .commits = commits});
    return script;
}

Script one(const Step& step) {
    Script script;
    script.add(step);
    return script;
}

}  // namespace

StepOutcome judge_smart_mode(Bytes reply, const Step&) {
    return ReplyText(reply).view() == "SM" ? StepOutcome::accepted : StepOutcome::ignore;
}

Result<Script> shutdown_return(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_delayed_off(request, reading)) return *refusal;
    Script script;
    // S is for a unit on battery. Where the mains came back meanwhile it is refused, and @000 follows; so S
    // does not commit: the port has to stay until it is answered. K or Z would leave the site dark and are
    // never tried.
    const bool on_line = has_word(reading, "OL") && !has_word(reading, "OB");
    if (!on_line)
        script.add({.send = std::string_view("S"),
                    .listen = kAnswer,
                    .on_silence = StepOutcome::next,
                    .judge = judge_or_next,
                    .star_is_reply = true});
    script.add({.send = std::string_view("@"), .listen = kFirstByte, .judge = judge_no_answer});
    script.add({.send = std::string_view("000"),
                .character_gap = kDigitGap,
                .listen = kSleepAnswer,
                .on_silence = StepOutcome::refused,
                .judge = judge_answer,
                .star_is_reply = true,
                .commits = true});
    return script;
}

Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_delayed_off(request, reading)) return *refusal;
    return doubled("K", true);
}

Result<Script> shutdown_stop(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_old(request, reading)) return *refusal;
    return one({.send = std::string_view("\x7F"),
                .listen = kAnswer,
                .on_silence = StepOutcome::refused,
                .judge = judge_answer,
                .commits = true});
}

Result<Script> load_off(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_calibrating(request, reading)) return *refusal;
    return doubled("Z", true);
}

Result<Script> load_on(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_old(request, reading)) return *refusal;
    return doubled("\x0E", true);
}

// W ends a test that is running, so it is sent only where none can be: on line, and not calibrating.
Result<Script> self_test(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_calibrating(request, reading)) return *refusal;
    if (!has_word(reading, "OL") || has_word(reading, "OB"))
        return error(ErrorCode::refused, request, "the UPS is not on line");
    return one({.send = std::string_view("W"),
                .listen = kAnswer,
                .on_silence = StepOutcome::refused,
                .judge = judge_answer,
                .accepting_alert = kLineFailed,
                .commits = true});
}

// On old units the status is nonsense for a few seconds after it.
Result<Script> panel_test(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_old(request, reading)) return *refusal;
    if (!has_word(reading, "OL")) return error(ErrorCode::refused, request, "the UPS is not on line");
    return one({.send = std::string_view("A"),
                .listen = kPanelAnswer,
                .on_silence = StepOutcome::refused,
                .judge = judge_answer,
                .commits = true});
}

Result<Script> simulate_failure(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_calibrating(request, reading)) return *refusal;
    if (!has_word(reading, "OL") || has_word(reading, "OB"))
        return error(ErrorCode::refused, request, "the UPS is not on line");
    return one({.send = std::string_view("U"),
                .listen = kAnswer,
                .on_silence = StepOutcome::accepted,
                .judge = judge_answer,
                .accepting_alert = kLineFailed,
                .commits = true});
}

// D is a toggle: whether it starts or stops is decided by the unit's CAL bit, which is read first.
Result<Script> calibrate_start(const ControlRequest& request, const Reading& reading, const Settings&) {
    constexpr double kFull = 100.0;
    if (has_word(reading, "CAL"))
        return error(ErrorCode::refused, request, "a calibration is running already");
    if (!has_word(reading, "OL") || has_word(reading, "OB"))
        return error(ErrorCode::refused, request, "the UPS is not on line");
    const auto charge = reading.number(Variable::battery_charge);
    if (!charge || *charge < kFull)
        return error(ErrorCode::refused, request, "the battery is not at 100 % (battery.charge)");
    return one({.send = std::string_view("D"),
                .listen = kAnswer,
                .on_silence = StepOutcome::refused,
                .judge = judge_answer,
                .accepting_alert = kLineFailed,
                .commits = true});
}

Result<Script> calibrate_stop(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (!has_word(reading, "CAL")) return error(ErrorCode::refused, request, "no calibration is running");
    return one({.send = std::string_view("D"),
                .listen = kAnswer,
                .on_silence = StepOutcome::refused,
                .judge = judge_stop,
                .accepting_alert = kLineBack,
                .commits = true});
}

}  // namespace upsmd::apc
