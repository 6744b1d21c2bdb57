// What Belkin and Tripp Lite SmartOnline units are told: exact bytes, refusals, how answers are judged.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/belkin.h"
#include "core/protocols/tilde_replies.h"
#include "core/protocols/tripplite_su.h"

namespace upsmd {
namespace {

using std::chrono::seconds;

Result<Script> build(const Protocol& protocol, const ControlRequest& request, const Reading& reading = {},
                     const Settings& settings = {}) {
    const ControlRow* const row = find_control(protocol, request.control);
    REQUIRE(row != nullptr);
    return row->build(request, reading, settings);
}

std::string bytes_of(const Step& step) {
    const Bytes bytes = step.send.view();
    return {bytes.begin(), bytes.end()};
}

std::string sent_by(const Protocol& protocol, const ControlRequest& request, const Reading& reading = {},
                    const Settings& settings = {}) {
    const auto script = build(protocol, request, reading, settings);
    if (!script) return "refused";
    std::string bytes;
    for (const Step& step : script->steps()) bytes += (bytes.empty() ? "" : " ") + bytes_of(step);
    return bytes;
}

StepOutcome judged(const Step& step, const std::string& reply) {
    return step.judge({reinterpret_cast<const std::uint8_t*>(reply.data()), reply.size()}, step);
}

Reading reading_with(Variable variable, const char* text) {
    Reading reading;
    reading.set(variable, Value::text(text));
    return reading;
}

std::array<std::uint8_t, kTildeMemoryBytes> remembering(TildeMemory slot, std::uint8_t value) {
    std::array<std::uint8_t, kTildeMemoryBytes> memory{};
    memory[static_cast<std::size_t>(slot)] = value;
    return memory;
}

const std::string kPending = "~00D0260;1;;0;0;0;;0;;;0;0;0;1;;1";
const std::string kNotPending = "~00D0260;1;;0;0;0;;0;;;0;0;0;0;;1";

}  // namespace

TEST_CASE("tilde controls: exact bytes", "[tilde][control]") {
    const auto belkin = [](Control control) { return sent_by(kBelkin, {control}); };
    CHECK(belkin(Control::shutdown_stop) == "~00S004SDA0");
    CHECK(belkin(Control::load_off) == "~00S006ROF1;1");
    CHECK(belkin(Control::load_on) == "~00S006RON1;1");
    CHECK(belkin(Control::test_battery_start_quick) == "~00S004TST3");
    CHECK(belkin(Control::test_battery_start_deep) == "~00S004TST4");
    CHECK(belkin(Control::test_battery_stop) == "~00S004TST0");
    CHECK(belkin(Control::beeper_enable) == "~00S004BUZ1");
    CHECK(belkin(Control::beeper_disable) == "~00S004BUZ0");
    const Reading european = reading_with(Variable::device_model, "F6C1400-EUR");
    CHECK(sent_by(kBelkin, {Control::beeper_disable}, european) == "~00S004BUZ2");
    CHECK(sent_by(kTrippliteSu, {Control::beeper_enable}) == "~00S004EDB1");
    CHECK(sent_by(kTrippliteSu, {Control::beeper_disable}) == "~00S004EDB2");
}

TEST_CASE("tilde turn-off: the bytes, never earlier than asked", "[tilde][control]") {
    const std::string looks = " ~00P003STA ~00P003STA";
    CHECK(sent_by(kBelkin, {Control::shutdown_return, seconds(120)}) ==
          "~00S004SDT2 ~00S004SDR3 ~00S006SDA120" + looks);
    CHECK(sent_by(kBelkin, {Control::shutdown_stayoff, seconds(120)}) == "~00S006SDA120" + looks);
    CHECK(sent_by(kBelkin, {Control::shutdown_stayoff, seconds(0)}) == "~00S004SDA5" + looks);
    CHECK(sent_by(kBelkin, {Control::shutdown_return, seconds(9999)}).find("~00S007SDA9999") != std::string::npos);
    CHECK(sent_by(kBelkin, {Control::shutdown_return, seconds(10000)}) == "refused");
    CHECK(sent_by(kTrippliteSu, {Control::shutdown_stayoff, seconds(10000)}) == "refused");
    CHECK(sent_by(kTrippliteSu, {Control::shutdown_return, seconds(60)}) == "~00S004ARB1 ~00S004SDR3 ~00S005SDA60");
    const Reading restarts = reading_with(Variable::ups_start_auto, "yes");
    CHECK(sent_by(kTrippliteSu, {Control::shutdown_return, seconds(60)}, restarts) == "~00S004SDR3 ~00S005SDA60");
    CHECK(sent_by(kTrippliteSu, {Control::shutdown_stayoff, seconds(60)}, restarts) == "~00S004ARB2 ~00S005SDA60");
    Settings settings;
    settings.return_delay = std::chrono::minutes(45);
    CHECK(sent_by(kTrippliteSu, {Control::shutdown_return, seconds(60)}, restarts, settings) ==
          "~00S005SDR45 ~00S005SDA60");
}

TEST_CASE("tilde turn-off: a delay that already runs is ended first", "[tilde][control]") {
    const auto memory = remembering(TildeMemory::shutdown, kShutdownPending);
    const ControlRequest request{Control::shutdown_stayoff, seconds(60), std::chrono::minutes(10), memory};
    CHECK(sent_by(kTrippliteSu, request) == "~00S004SDA0 ~00S004ARB2 ~00S005SDA60");
    CHECK(sent_by(kBelkin, request).starts_with("~00S004SDA0 ~00S005SDA60"));
    const auto script = build(kBelkin, request);
    CHECK(judged(script->steps()[0], "~00R") == StepOutcome::next);
}

TEST_CASE("tilde loads: every bank of a SmartOnline, none unless it said how many", "[tilde][control]") {
    const auto with_banks = [](std::uint8_t stored, Control control) {
        const auto memory = remembering(TildeMemory::banks, stored);
        return sent_by(kTrippliteSu, {control, seconds(0), std::chrono::minutes(10), memory});
    };
    CHECK(with_banks(3, Control::load_off) == "~00S006ROF1;1 ~00S006ROF2;1");
    CHECK(with_banks(3, Control::load_on) == "~00S006RON1;1 ~00S006RON2;1");
    CHECK(with_banks(2, Control::load_off) == "~00S006ROF1;1");
    CHECK(with_banks(1, Control::load_off) == "refused");
    CHECK(with_banks(0, Control::load_off) == "refused");
    CHECK(with_banks(11, Control::load_off) == "refused");
}

TEST_CASE("tilde controls: no test on battery", "[tilde][control]") {
    const Reading on_battery = reading_with(Variable::ups_status, "OB DISCHRG");
    for (const Protocol* protocol : {&kBelkin, &kTrippliteSu}) {
        CHECK(sent_by(*protocol, {Control::test_battery_start_quick}, on_battery) == "refused");
        CHECK(sent_by(*protocol, {Control::test_battery_start_deep}, on_battery) == "refused");
        CHECK(sent_by(*protocol, {Control::test_battery_stop}, on_battery) == "~00S004TST0");
    }
}

TEST_CASE("tilde controls: taken, refused, silent, not about this", "[tilde][control]") {
    const auto script = build(kTrippliteSu, {Control::shutdown_return, seconds(60)});
    const auto steps = script->steps();
    REQUIRE(steps.size() == 3);
    CHECK(judged(steps[0], "~00A") == StepOutcome::next);
    CHECK(judged(steps[0], "~00R") == StepOutcome::next);  // a unit without that setting
    CHECK(judged(steps[1], "~00A") == StepOutcome::next);
    CHECK(judged(steps[1], "~00R") == StepOutcome::refused);  // it would stay off
    CHECK(judged(steps[2], "~00A") == StepOutcome::accepted);
    CHECK(judged(steps[2], "~00R") == StepOutcome::refused);
    CHECK(judged(steps[2], kPending) == StepOutcome::ignore);
    CHECK(steps[2].commits);
    CHECK_FALSE(steps[1].commits);
    CHECK(steps[2].on_silence == StepOutcome::refused);
    for (const Step& step : steps) CHECK(step.retries == 0);
}

TEST_CASE("belkin turn-off: taken only when the alarms show it", "[belkin][control]") {
    const auto script = build(kBelkin, {Control::shutdown_return, seconds(60)});
    const auto steps = script->steps();
    REQUIRE(steps.size() == 5);
    CHECK(judged(steps[2], "~00A") == StepOutcome::next);
    CHECK(judged(steps[3], kPending) == StepOutcome::accepted);
    CHECK(judged(steps[3], kNotPending) == StepOutcome::next);
    CHECK(judged(steps[4], kPending) == StepOutcome::accepted);
    CHECK(judged(steps[4], kNotPending) == StepOutcome::refused);
    CHECK(judged(steps[4], "~00A") == StepOutcome::ignore);
    CHECK(steps[4].on_silence == StepOutcome::refused);
}

TEST_CASE("tilde: everything that acts is declared", "[tilde][control]") {
    for (const Protocol* protocol : {&kBelkin, &kTrippliteSu}) {
        for (const ControlRow& row : protocol->controls) {
            const auto memory = remembering(TildeMemory::banks, 3);
            const auto script = row.build({row.control, seconds(60), std::chrono::minutes(10), memory}, {}, {});
            REQUIRE(script);
            for (const Step& step : script->steps()) {
                const std::string text = bytes_of(step);
                const bool declared = std::any_of(protocol->destructive.begin(), protocol->destructive.end(),
                                                  [&](const Destructive& each) { return text.starts_with(each.bytes); });
                CHECK(declared != text.starts_with("~00P"));
            }
        }
    }
}

}  // namespace upsmd
