#include "core/protocols/apc_smart_turn_off.h"

#include <optional>
#include <string>
#include <string_view>

#include "core/protocols/apc_smart.h"
#include "core/protocols/apc_smart_exchange.h"
#include "core/protocols/apc_smart_identity.h"
#include "core/protocols/apc_smart_settings.h"

namespace upsmd::apc {
namespace {

// @ and then its digits: the whole of a turn-off has to fit into 3 s, the S before it included.
constexpr Duration kSleepAnswer = 1s;
// After the first byte of @nnn: an answer means no, and the digits would be commands.
constexpr Duration kFirstByte = 200ms;
constexpr Duration kDigitGap = 50ms;
// From U until the unit takes S.
constexpr Duration kForced = 3500ms;
// @ counts tenths of an hour.
constexpr std::int64_t kTenthMinutes = 6;
constexpr std::int64_t kMostTenths = 999;

// S is refused on line: the mains may have come back since the last look.
StepOutcome judge_or_next(Bytes reply, const Step&) { return judge(reply, StepOutcome::next); }
StepOutcome judge_or_back(Bytes reply, const Step&) { return judge(reply, StepOutcome::back); }
// OK or nothing: either way the unit needs its time.
StepOutcome judge_forcing(Bytes reply, const Step&) {
    const StepOutcome outcome = judge(reply, StepOutcome::refused);
    return outcome == StepOutcome::accepted ? StepOutcome::ignore : outcome;
}

// Everything that turns off after the unit's own grace delay.
std::optional<Error> refuse_delayed_off(const ControlRequest& request, const Reading& reading) {
    if (auto refusal = refuse_calibrating(request, reading)) return refusal;
    const bool firmware_known = reading.get(Variable::ups_firmware).present();
    const bool at_once = request.delay == std::chrono::seconds(0);
    // A unit without a grace delay acts at once, which is what was asked for; how it is told still depends on its firmware.
    if (at_once && firmware_known) return std::nullopt;
    if (auto refusal = refuse_old(request, reading)) return refusal;
    const std::string asked = std::to_string(request.delay.count()) + " s were asked for";
    const auto grace = reading.number(Variable::ups_delay_shutdown);
    if (!grace)
        return error(ErrorCode::unsupported, request, "the UPS has not told its delay (ups.delay.shutdown), " + asked);
    if (*grace >= static_cast<double>(request.delay.count())) return std::nullopt;
    std::string text = "the UPS waits " + reading.get(Variable::ups_delay_shutdown).to_string() +
                       " s (ups.delay.shutdown), " + asked;
    const SettingRow* const row = find_setting(kApcSmart, Variable::ups_delay_shutdown);
    const auto choices = choices_of(*row, request.memory);
    if (choices) text += "; it can be set to one of " + describe(*choices) + " s";
    return error(ErrorCode::unsupported, request, text);
}

// How long it stays off at the least, beside the unit's own wake delay. Only where somebody asked for more than the
// shortest delay there is: @ with digits keeps the site dark that long.
Result<std::string> wake_digits(const ControlRequest& request, const Settings& settings, bool needs_one) {
    std::int64_t tenths = needs_one ? 1 : 0;
    if (settings.return_delay > Settings{}.return_delay)
        tenths = (settings.return_delay.count() + kTenthMinutes - 1) / kTenthMinutes;
    if (tenths > kMostTenths)
        return error(ErrorCode::unsupported, request,
                     "the UPS stays off for " + std::to_string(kMostTenths * kTenthMinutes) + " min at the most");
    std::string digits = std::to_string(tenths);
    return std::string(3 - digits.size(), '0') + digits;
}

void add_sleep(Script& script, const std::string& digits) {
    script.add({.send = std::string_view("@"), .listen = kFirstByte, .judge = judge_no_answer});
    script.add({.send = std::string_view(digits),
                .character_gap = kDigitGap,
                .listen = kSleepAnswer,
                .on_silence = StepOutcome::refused,
                .judge = judge_answer,
                .star_is_reply = true,
                .commits = true});
}

Script sleep(const std::string& digits) {
    Script script;
    add_sleep(script, digits);
    return script;
}

Script soft() {
    return one({.send = std::string_view("S"),
                .listen = kAnswer,
                .on_silence = StepOutcome::refused,
                .judge = judge_answer,
                .star_is_reply = true,
                .commits = true});
}

// Where the mains came back meanwhile S is refused, and @ follows; so S does not commit: the port has to stay until it is
// answered. K or Z would leave the site dark and are never tried.
Script soft_then_sleep(const std::string& digits, StepOutcome on_silence) {
    Script script = one({.send = std::string_view("S"),
                         .listen = kAnswer,
                         .on_silence = on_silence,
                         .judge = judge_or_next,
                         .star_is_reply = true});
    add_sleep(script, digits);
    return script;
}

// A unit that takes nothing but S, and that only on battery, is put on its battery first; twice if need be.
Script force() {
    Script script = one({.send = std::string_view("U"), .listen = kForced, .judge = judge_forcing});
    script.add({.send = std::string_view("S"),
                .listen = kAnswer,
                .on_silence = StepOutcome::back,
                .judge = judge_or_back,
                .back_to = 0,
                .back_limit = 1,
                .star_is_reply = true,
                .commits = true});
    return script;
}

Result<Script> at_once(const ControlRequest& request, const Reading& reading) {
    if (auto refusal = refuse_calibrating(request, reading)) return *refusal;
    if (request.delay > std::chrono::seconds(0))
        return error(ErrorCode::unsupported, request,
                     "at-once does not wait, " + std::to_string(request.delay.count()) + " s were asked for");
    return doubled("Z");
}

// Units of the first two generations wake by the clock from @, whether the mains are back or not, and @000 does nothing.
Result<Script> of_old_unit(std::string_view method, const ControlRequest& request, const Reading& reading,
                           const std::string& digits) {
    if (is_on_line(reading)) return sleep(digits);
    if (method == "sleep")
        return error(ErrorCode::unsupported, request, "an old unit wakes from @ by the clock, whether the mains are back or not");
    // Silence may be its way of taking S: nothing may follow it.
    return method == "soft" ? soft() : soft_then_sleep(digits, StepOutcome::refused);
}

}  // namespace

Result<Script> shutdown_return(const ControlRequest& request, const Reading& reading, const Settings& settings) {
    const std::string_view method = settings.turn_off_method.empty() ? kTurnOffMethods[0].name : settings.turn_off_method;
    if (method == "at-once") return at_once(request, reading);
    if (auto refusal = refuse_delayed_off(request, reading)) return *refusal;
    if (method == "stay-off") return doubled("K");

    const std::string_view firmware = reading.get(Variable::ups_firmware).as_text();
    const bool on_line = is_on_line(reading);
    const bool only_soft = takes_only_soft_shutdown(firmware);
    if (method == "force" || (only_soft && method == "auto")) return on_line ? force() : soft();
    if (only_soft && (on_line || method == "sleep"))
        return error(ErrorCode::unsupported, request, "firmware " + std::string(firmware) + " takes only S, on battery");

    const bool old = is_old_firmware(firmware);
    const auto digits = wake_digits(request, settings, old || sleeps_at_least_once(firmware));
    if (!digits) return digits.error();
    if (old) return of_old_unit(method, request, reading, *digits);
    // S knows no time to stay off.
    const bool has_time = settings.return_delay > Settings{}.return_delay;
    if (on_line || method == "sleep" || has_time) return sleep(*digits);
    return method == "soft" ? soft() : soft_then_sleep(*digits, StepOutcome::next);
}

Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (auto refusal = refuse_delayed_off(request, reading)) return *refusal;
    return doubled("K");
}

}  // namespace upsmd::apc
