// What a SHUT unit is told, byte for byte, and what it is not told.
#include "core/protocols/shut_frame.h"
#include "tests/unit/shut_tools.h"

using namespace upsmd;
using namespace upsmd::testing;
using std::chrono::seconds;

namespace {

Result<Script> build(const ControlRequest& request, const Octets& memory, const Reading& reading = {}) {
    ControlRequest informed = request;
    informed.memory = memory;
    return find_control(kMgeShut, request.control)->build(informed, reading, {});
}

// "0F 78 00 00; …": the data of the packets, without request headers of what is set, in order.
std::string told(const ControlRequest& request, const Octets& memory, const Reading& reading = {}) {
    const auto script = build(request, memory, reading);
    if (!script) return script.error().code == ErrorCode::unsupported ? "unsupported" : "refused";
    std::string text;
    for (const Step& step : script->steps()) {
        const Bytes packet = step.send.view();
        const bool header = packet[0] == 0x01;
        if (header) continue;
        if (!text.empty()) text += "; ";
        text += step.commits ? "!" : "";
        if (packet[2] == 0xA1) {
            text += "read " + std::to_string(packet[4]);
            continue;
        }
        for (std::size_t i = 2; i + 1 < packet.size(); ++i)
            text += (i > 2 ? " " : "") + std::to_string(packet[i]);
    }
    return text;
}

Octets remembering(std::uint8_t restart, bool alone = true) {
    Octets memory = learned(small_descriptor(alone));
    ShutUnit unit = shut_unit(memory);
    unit.restart = restart;
    keep(unit, memory);
    return memory;
}

StepOutcome judged(const Step& step, const Octets& frame) { return step.judge(frame, step); }

}  // namespace

TEST_CASE("shut turn-off: the restart, the start, the delay, which is read back and ended if it is too short",
          "[shut][control]") {
    const Octets memory = remembering(kShutOff);
    CHECK(told({Control::shutdown_return, seconds(120)}, memory) ==
          "30 1; 17 13 0 0; !15 120 0 0; read 15; 15 255 255 255");
    CHECK(told({Control::shutdown_return, seconds(121)}, memory) ==
          "30 1; 17 14 0 0; !15 121 0 0; read 15; 15 255 255 255");
    CHECK(told({Control::shutdown_return, seconds(0)}, memory) == "30 1; 17 2 0 0; !15 1 0 0; read 15; 15 255 255 255");
    CHECK(told({Control::shutdown_stayoff, seconds(20)}, memory) ==
          "17 255 255 255; !15 20 0 0; read 15; 15 255 255 255");
    CHECK(told({Control::shutdown_return, seconds(20)}, remembering(kShutOn)) ==
          "17 3 0 0; !15 20 0 0; read 15; 15 255 255 255");
    CHECK(told({Control::shutdown_return, seconds(65534)}, memory) ==
          "30 1; 17 155 25 0; !15 254 255 0; read 15; 15 255 255 255");
    CHECK(told({Control::shutdown_return, seconds(65535)}, memory) == "unsupported");
    CHECK(told({Control::load_off}, memory) == "17 255 255 255; !15 0 0 0");
    CHECK(told({Control::load_on}, memory) == "!17 0 0 0");
    CHECK(told({Control::shutdown_stop}, memory) == "!15 255 255 255; read 15");
}

TEST_CASE("shut turn-off: the packets of the description's example", "[shut][control]") {
    const auto script = build({Control::shutdown_return, seconds(120)}, remembering(kShutOn));
    REQUIRE(script);
    const auto bytes = [&](std::size_t step) {
        const Bytes view = script->steps()[step].send.view();
        return Octets(view.begin(), view.end());
    };
    CHECK(bytes(2) == Octets{0x01, 0x88, 0x21, 0x09, 0x0F, 0x03, 0x00, 0x00, 0x04, 0x00, 0x20});
    CHECK(bytes(3) == Octets{0x81, 0x44, 0x0F, 0x78, 0x00, 0x00, 0x77});
}

TEST_CASE("shut turn-off: each packet has to be taken, and the delay has to be what was told", "[shut][control]") {
    const auto script = build({Control::shutdown_return, seconds(120)}, remembering(kShutOn));
    REQUIRE(script);
    const Step& first = script->steps()[2];
    const Step& second = script->steps()[3];
    const Step& check = script->steps()[4];
    CHECK(judged(first, {kShutAck}) == StepOutcome::next);
    CHECK(judged(first, {kShutNak}) == StepOutcome::refused);
    CHECK(first.on_silence == StepOutcome::refused);
    CHECK(judged(first, shut_response({15, 1, 0, 0})) == StepOutcome::ignore);
    CHECK(judged(second, {kShutAck}) == StepOutcome::next);
    CHECK(judged(second, {kShutNak}) == StepOutcome::back);
    CHECK(second.back_to == 2);
    CHECK(judged(check, {kShutAck}) == StepOutcome::ignore);
    CHECK(judged(check, shut_response({15, 120, 0, 0})) == StepOutcome::accepted);
    CHECK(judged(check, shut_response({15, 118, 0, 0})) == StepOutcome::accepted);
    CHECK(judged(check, shut_response({15, 60, 0, 0})) == StepOutcome::next);
    CHECK(judged(check, shut_response({15, 0xFF, 0xFF, 0xFF})) == StepOutcome::next);
    CHECK(judged(check, shut_response({17, 120, 0, 0})) == StepOutcome::ignore);
    CHECK(check.on_silence == StepOutcome::next);
    const Step& end = script->steps().back();
    CHECK(judged(end, {kShutAck}) == StepOutcome::refused);
    CHECK(end.on_silence == StepOutcome::refused);
}

TEST_CASE("shut: what shares its report with something else is not set", "[shut][control]") {
    CHECK(told({Control::shutdown_return, seconds(20)}, remembering(kShutOff, false)) == "unsupported");
    CHECK(told({Control::shutdown_return, seconds(20)}, remembering(0, false)) == "unsupported");
    CHECK(told({Control::shutdown_return, seconds(20)}, remembering(kShutOn, false)) ==
          "17 3 0 0; !15 20 0 0; read 15; 15 255 255 255");
    const Octets nothing;
    for (const ControlRow& row : kMgeShut.controls) CHECK(told({row.control, seconds(60)}, nothing) == "unsupported");
    CHECK(told({Control::shutdown_return, seconds(60)}, Octets(kShutMemory)) == "unsupported");
}

TEST_CASE("shut: test and beeper", "[shut][control]") {
    const Octets memory = learned(small_descriptor());
    CHECK(told({Control::test_battery_start_quick}, memory) == "!18 1");
    CHECK(told({Control::test_battery_start_deep}, memory) == "!18 2");
    CHECK(told({Control::test_battery_stop}, memory) == "!18 3");
    CHECK(told({Control::beeper_enable}, memory) == "!19 2; read 19");
    CHECK(told({Control::beeper_disable}, memory) == "!19 1; read 19");
    Reading on_battery;
    on_battery.set(Variable::ups_status, Value::text("OB DISCHRG"));
    CHECK(told({Control::test_battery_start_quick}, memory, on_battery) == "refused");
    CHECK(told({Control::test_battery_start_deep}, memory, on_battery) == "refused");
    CHECK(told({Control::test_battery_stop}, memory, on_battery) == "!18 3");
    const auto script = build({Control::beeper_disable}, memory);
    REQUIRE(script);
    const Step& check = script->steps().back();
    CHECK(judged(check, shut_response({19, 1})) == StepOutcome::accepted);
    CHECK(judged(check, shut_response({19, 2})) == StepOutcome::refused);
}

TEST_CASE("shut settings: the restart alone in its report, and no limit that is only read", "[shut][setting]") {
    const Reading nothing;
    const auto choices = [&](Variable variable, const Octets& memory) {
        const SettingRow& row = *find_setting(kMgeShut, variable);
        const auto found = row.choices(row, SettingUnit{nothing, memory, nullptr});
        return found ? describe(*found) : std::string("unsupported");
    };
    CHECK(choices(Variable::ups_start_auto, learned(small_descriptor())) == "yes, no");
    CHECK(choices(Variable::ups_start_auto, learned(small_descriptor(false))) == "unsupported");
    CHECK(choices(Variable::ups_start_auto, {}) == "unsupported");
    CHECK(choices(Variable::battery_charge_low, learned(small_descriptor())) == "unsupported");
    const SettingRow& row = *find_setting(kMgeShut, Variable::ups_start_auto);
    const Octets memory = learned(small_descriptor());
    const auto script = row.build(row, Value::text("yes"), SettingUnit{nothing, memory, nullptr});
    REQUIRE(script);
    REQUIRE(script->steps().size() == 2);
    const Bytes packet = script->steps()[1].send.view();
    CHECK(Octets(packet.begin(), packet.end()) == Octets{0x81, 0x22, 30, 1, 31});
}

TEST_CASE("shut: answers to orders, for people", "[shut]") {
    CHECK(decode_raw_answer(kMgeShut, "set", Octets{0x06}) == Verdict::ok);
    CHECK(decode_raw_answer(kMgeShut, "set", Octets{0x15}) == Verdict::unsupported);
    CHECK(decode_raw_answer(kMgeShut, "set", Octets{0x84, 0x11, 0x02, 0x02}) == Verdict::rejected);
}
