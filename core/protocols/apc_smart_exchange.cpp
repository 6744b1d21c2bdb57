#include "core/protocols/apc_smart_exchange.h"

#include <string>

#include "core/protocols/apc_smart_identity.h"
#include "core/protocols/apc_smart_replies.h"

namespace upsmd::apc {
namespace {

std::string_view command_of(const Step& step) {
    const Bytes bytes = step.send.view();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

StepOutcome judge(Bytes reply, StepOutcome refusal) {
    const ReplyText text(reply);
    if (text.view() == "OK" || text.view() == "*") return StepOutcome::accepted;
    if (text.view() == "NO" || text.view() == "NA") return refusal;
    return StepOutcome::ignore;
}

StepOutcome judge_answer(Bytes reply, const Step& step) {
    // An echoed command was not understood.
    if (ReplyText(reply).view() == command_of(step)) return StepOutcome::refused;
    return judge(reply, StepOutcome::refused);
}

StepOutcome judge_no_answer(Bytes, const Step&) { return StepOutcome::refused; }

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
    if (!firmware.present())
        return error(ErrorCode::unsupported, request, "the UPS has not told its firmware (ups.firmware)");
    if (!is_old_firmware(firmware.as_text())) return std::nullopt;
    return error(ErrorCode::unsupported, request,
                 "firmware " + std::string(firmware.as_text()) + " is of an old unit, which does not delay commands");
}

Script doubled(std::string_view command) {
    Script script;
    script.add({.send = command, .listen = kDoubledGap, .judge = judge_no_answer});
    // Several units say nothing to the second one.
    script.add({.send = command,
                .listen = kAnswer,
                .on_silence = StepOutcome::accepted,
                .judge = judge_answer,
                .star_is_reply = true,
                .commits = true});
    return script;
}

Script one(const Step& step) {
    Script script;
    script.add(step);
    return script;
}

}  // namespace upsmd::apc
