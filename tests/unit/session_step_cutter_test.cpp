// A control's reply that is framed otherwise than the protocol's.
#include <catch2/catch.hpp>
#include <string>

#include "core/session.h"

using namespace upsmd;

namespace {

std::string text(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

Verdict decode(Bytes, Decoded& out) {
    out.status = StatusFlags{StatusFlag::ol};
    return Verdict::ok;
}

// "ok", without a line end; other bytes before it are passed over.
FrameCut cut_ok(Bytes kept) {
    if (kept[0] != 'o') return {1, 0};
    return kept.size() < 2 ? FrameCut{} : FrameCut{0, 2};
}

template <bool own>
Result<Script> build(const ControlRequest&, const Reading&, const Settings&) {
    Script script;
    Step step;
    step.send = StepBytes(std::string_view("T"));
    step.listen = 1s;
    step.on_silence = StepOutcome::refused;
    step.judge = [](Bytes reply, const Step&) { return text(reply) == "ok" ? StepOutcome::accepted : StepOutcome::ignore; };
    if (own) step.cutter = cut_ok;
    script.add(step);
    return script;
}

constexpr std::array kQueries{Query{"s", "s\r", Schedule::status, 1s, decode}};
constexpr std::array kControls{ControlRow{Control::beeper_enable, build<true>},
                               ControlRow{Control::beeper_disable, build<false>}};
constexpr Protocol kLines{
    .name = "lines",
    .description = "for tests",
    .line = {.baud = 1'000'000, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    .poll_interval = 1s,
    .pause = 10ms,
    .queries = kQueries,
    .controls = kControls,
};
static_assert(table_is_complete(kLines));

// What becomes of a control that is answered by `reply`.
ControlPhase answered(Control control, std::string_view reply) {
    Session session(kLines, {});
    Time now{};
    session.on_port_open({}, now);
    std::string sent;
    const auto run_until_sent = [&](std::string_view wanted) {
        for (int i = 0; i < 5000 && sent != wanted; ++i) {
            now += 1ms;
            sent.clear();
            session.on_time(now);
            sent = text(session.to_send());
            session.sent();
        }
        REQUIRE(sent == wanted);
    };
    const auto hear = [&](std::string_view bytes) {
        session.on_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, now);
    };
    run_until_sent("s\r");
    hear("x\r");
    REQUIRE(session.request({control}, now));
    run_until_sent("T");
    hear(reply);
    session.on_time(now + 1500ms);
    return session.control_phase();
}

}  // namespace

TEST_CASE("session: a step's own cutter frames its reply, the protocol's the others") {
    CHECK(answered(Control::beeper_enable, "..ok") == ControlPhase::accepted);
    CHECK(answered(Control::beeper_enable, "..k") == ControlPhase::refused);
    CHECK(answered(Control::beeper_disable, "ok") == ControlPhase::refused);
    CHECK(answered(Control::beeper_disable, "ok\r") == ControlPhase::accepted);
}
