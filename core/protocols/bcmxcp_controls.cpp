#include "core/protocols/bcmxcp_controls.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "core/protocols/bcmxcp_block.h"

namespace upsmd::bcmxcp {

constexpr std::string_view kAuthorisation{"\xAB\x04\xCF\x69\xE8\xD5\x5C", 7};

namespace {

using std::chrono::seconds;

// A PW9120 needs more than 1 s; the authorisation lasts 16 s.
constexpr Duration kAfterAuthorisation = 2s;
constexpr Duration kListen = 2500ms;

constexpr unsigned kLoadOn = 0x89;
constexpr unsigned kOffAndReturn = 0x8A;
constexpr unsigned kOffNow = 0x8B;
constexpr unsigned kScheduledOff = 0x93;
constexpr unsigned kSetParameter = 0x95;
constexpr unsigned kBatteryTest = 0xB1;
constexpr unsigned kHorn = 6;
constexpr unsigned kCountingToRestart = 0x10;

using Command = std::initializer_list<unsigned>;

std::string packet(Command command) {
    std::string bytes;
    unsigned total = 0;
    const auto add = [&](unsigned byte) {
        bytes += static_cast<char>(byte);
        total += byte;
    };
    add(0xAB);
    add(static_cast<unsigned>(command.size()));
    for (const unsigned each : command) add(each & 0xFFU);
    add(-total & 0xFFU);
    return bytes;
}

StepOutcome judge(Bytes reply, const Step& step) {
    constexpr std::size_t kCommand = 2;
    const auto said = acknowledgement(reply, step.send.view()[kCommand]);
    if (!said) return StepOutcome::ignore;
    return is_acceptance(*said) ? StepOutcome::accepted : StepOutcome::refused;
}

// A command without a valid authorisation is not answered, so silence is a no.
Script authorised(Command command) {
    Script script;
    const std::string bytes = packet(command);
    script.add({.send = kAuthorisation, .on_silence = StepOutcome::next});
    script.add({.pause = kAfterAuthorisation,
                .send = std::string_view(bytes),
                .listen = kListen,
                .on_silence = StepOutcome::refused,
                .judge = judge,
                .commits = true});
    return script;
}

std::optional<Error> refuse_unlisted(const ControlRequest& request, unsigned command) {
    const Memory memory(request.memory);
    const std::string name(control_name(request.control));
    if (memory.get(Memory::commands_known) == 0)
        return Error{ErrorCode::unsupported, name + ": the UPS has not told which commands it knows", 0};
    if (!memory.may_command(command))
        return Error{ErrorCode::unsupported, name + ": the UPS's list of commands does not have it", 0};
    return std::nullopt;
}

std::optional<Error> refuse_too_long(const ControlRequest& request, std::int64_t most) {
    if (request.delay.count() <= most) return std::nullopt;
    return Error{ErrorCode::unsupported,
                 std::string(control_name(request.control)) + ": the UPS can wait at most " + std::to_string(most) +
                     " s, " + std::to_string(request.delay.count()) + " s were asked for",
                 0};
}

Result<Script> horn(const ControlRequest& request, unsigned setting) {
    if (auto refusal = refuse_unlisted(request, kSetParameter)) return *refusal;
    return authorised({kSetParameter, kHorn, setting, 0});
}

}  // namespace

Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings&) {
    constexpr std::int64_t kMost = 65534;
    if (auto refusal = refuse_too_long(request, kMost)) return *refusal;
    const auto delay = static_cast<unsigned>(std::max<std::int64_t>(request.delay.count(), 0));
    return authorised({kOffAndReturn, delay & 0xFFU, delay >> 8U});
}

// In minutes, and the unit may act up to 59 s early: one minute more than the delay has.
Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    constexpr std::int64_t kMost = 65529 * std::int64_t{60};
    if (auto refusal = refuse_unlisted(request, kScheduledOff)) return *refusal;
    if (auto refusal = refuse_too_long(request, kMost)) return *refusal;
    const auto minutes = static_cast<unsigned>((request.delay.count() + 59) / 60 + 1);
    return authorised({kScheduledOff, minutes & 0xFFU, minutes >> 8U});
}

Result<Script> shutdown_stop(const ControlRequest& request, const Reading&, const Settings&) {
    if (auto refusal = refuse_unlisted(request, kScheduledOff)) return *refusal;
    if ((Memory(request.memory).get(Memory::delays) & kCountingToRestart) != 0)
        return Error{ErrorCode::unsupported, "shutdown.stop: \"off and return\" is running, which nothing can stop", 0};
    return authorised({kScheduledOff, 0, 0});
}

Result<Script> load_off(const ControlRequest&, const Reading&, const Settings&) { return authorised({kOffNow}); }

Result<Script> load_on(const ControlRequest& request, const Reading&, const Settings&) {
    if (auto refusal = refuse_unlisted(request, kLoadOn)) return *refusal;
    return authorised({kLoadOn});
}

// 10 s to settle, 30 s of test.
Result<Script> battery_test(const ControlRequest&, const Reading& reading, const Settings&) {
    if (reading.get(Variable::ups_status).as_text().find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "test.battery.start.quick: the UPS is on battery", 0};
    return authorised({kBatteryTest, 10, 30});
}

Result<Script> beeper_enable(const ControlRequest& request, const Reading&, const Settings&) { return horn(request, 1); }
Result<Script> beeper_disable(const ControlRequest& request, const Reading&, const Settings&) { return horn(request, 0); }

Result<Script> beeper_toggle(const ControlRequest& request, const Reading&, const Settings&) {
    const unsigned now = Memory(request.memory).get(Memory::horn);
    if (now == 0) return Error{ErrorCode::unsupported, "beeper.toggle: the UPS has not told how its horn is set", 0};
    return horn(request, now == 1 ? 1 : 0);
}

StepOutcome judge_identity(Bytes reply, const Step&) {
    const auto block = Block::of(reply);
    return block && block->number() == 1 ? StepOutcome::accepted : StepOutcome::ignore;
}

}  // namespace upsmd::bcmxcp
