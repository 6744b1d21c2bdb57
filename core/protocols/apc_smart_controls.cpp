#include "core/protocols/apc_smart_controls.h"

#include <string_view>

#include "core/protocols/apc_smart_exchange.h"
#include "core/protocols/apc_smart_replies.h"

namespace upsmd::apc {
namespace {

// The lights and beeps of a panel test come before its answer.
constexpr Duration kPanelAnswer = 4s;

constexpr std::uint8_t kLineFailed = '!';
constexpr std::uint8_t kLineBack = '$';

// A calibration that is over already is as good as stopped.
StepOutcome judge_stop(Bytes reply, const Step& step) {
    return ReplyText(reply).view() == "NO" ? StepOutcome::accepted : judge_answer(reply, step);
}

}  // namespace

StepOutcome judge_smart_mode(Bytes reply, const Step&) {
    return ReplyText(reply).view() == "SM" ? StepOutcome::accepted : StepOutcome::ignore;
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
    return doubled("Z");
}

Result<Script> load_on(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_old(request, reading)) return *refusal;
    return doubled("\x0E");
}

// W ends a test that is running, so it is sent only where none can be: on line, and not calibrating.
Result<Script> self_test(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_calibrating(request, reading)) return *refusal;
    if (!is_on_line(reading))
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
    if (!is_on_line(reading))
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
    if (!is_on_line(reading))
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
