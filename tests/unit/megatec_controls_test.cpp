// What a Megatec board is told: exact bytes, and how answers are judged.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/megatec.h"
#include "core/protocols/megatec_controls.h"

namespace upsmd {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Result<Script> build(const ControlRequest& request, const Reading& reading = {}, const Settings& settings = {}) {
    const ControlRow* const row = find_control(kMegatec, request.control);
    REQUIRE(row != nullptr);
    return row->build(request, reading, settings);
}

std::string bytes_of(const Step& step) {
    const Bytes bytes = step.send.view();
    return {bytes.begin(), bytes.end()};
}

// All the bytes of an exchange, one step after the other.
std::string sent_by(const ControlRequest& request, const Reading& reading = {}, const Settings& settings = {}) {
    const auto script = build(request, reading, settings);
    if (!script) return "refused";
    std::string bytes;
    for (const Step& step : script->steps()) bytes += bytes_of(step);
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

// What a board makes of n: seconds; -1 for what must never be sent.
long seconds_of(const std::string& n) {
    if (n.size() != 2) return -1;
    if (n[0] == '.') return n[1] >= '2' && n[1] <= '9' ? (n[1] - '0') * 6 : -1;
    const long whole = std::stol(n);
    return whole >= 1 && whole <= 10 ? whole * 60 : -1;
}

}  // namespace

TEST_CASE("megatec turn-off: never earlier than asked, never later than the next step, never clipped") {
    for (int delay = 0; delay <= 700; ++delay) {
        INFO(delay);
        const std::string sent = sent_by({Control::shutdown_return, seconds(delay)});
        if (delay > 600) {
            CHECK(sent == "refused");
            continue;
        }
        REQUIRE(sent.size() == 11);
        CHECK(sent.substr(0, 3) == "C\rS");
        CHECK(sent.substr(5) == "R0003\r");
        const long actual = seconds_of(sent.substr(3, 2));
        CHECK(actual >= delay);
        CHECK(actual < std::max(delay, 12) + (delay <= 54 ? 6 : 60));
        CHECK(sent_by({Control::shutdown_stayoff, seconds(delay)}) == sent.substr(0, 6) + "0000\r");
    }
}

TEST_CASE("megatec turn-off: the edges") {
    CHECK(*megatec_delay(seconds(0)) == ".2");
    CHECK(*megatec_delay(seconds(12)) == ".2");
    CHECK(*megatec_delay(seconds(13)) == ".3");
    CHECK(*megatec_delay(seconds(30)) == ".5");
    CHECK(*megatec_delay(seconds(54)) == ".9");
    CHECK(*megatec_delay(seconds(55)) == "01");
    CHECK(*megatec_delay(seconds(60)) == "01");
    CHECK(*megatec_delay(seconds(61)) == "02");
    CHECK(*megatec_delay(seconds(600)) == "10");
    const auto refused = megatec_delay(seconds(601));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::unsupported);
    CHECK(refused.error().message.find("600 s") != std::string::npos);
    CHECK(refused.error().message.find("601 s") != std::string::npos);
}

TEST_CASE("megatec turn-off: how long it stays off") {
    Settings settings;
    const ControlRequest request{Control::shutdown_return, seconds(30)};
    const auto sent_with = [&](int length) {
        settings.return_delay = minutes(length);
        return sent_by(request, {}, settings);
    };
    CHECK(sent_with(3) == "C\rS.5R0003\r");
    CHECK(sent_with(10) == "C\rS.5R0010\r");
    CHECK(sent_with(9999) == "C\rS.5R9999\r");
    CHECK(sent_with(10000) == "refused");
    // 1 and 2 keep old firmware off for ever, 0 would mean "stay off".
    for (const int length : {-5, 0, 1, 2}) CHECK(sent_with(length) == "C\rS.5R0003\r");
}

TEST_CASE("megatec turn-off: the exchange") {
    const auto script = build({Control::shutdown_return, seconds(30)});
    REQUIRE(script);
    REQUIRE(script->steps().size() == 2);
    const Step& cancel = script->steps()[0];
    const Step& turn_off = script->steps()[1];
    CHECK_FALSE(cancel.commits);
    CHECK(turn_off.commits);
    CHECK(cancel.on_silence == StepOutcome::next);
    CHECK(turn_off.on_silence == StepOutcome::accepted);
    CHECK(turn_off.retries == 2);
    CHECK(cancel.pause >= kMegatec.pause);
    CHECK(turn_off.pause >= kMegatec.pause);
    CHECK(cancel.pause + cancel.listen + turn_off.pause + turn_off.listen < 2s);

    const std::string late_status = "(230.1 231.2 229.4 014 50.0 27.4 30.0 00001001";
    for (const char* answer : {"C", "(NAK", "NAK", "(ACK", "ACK", "N", "#-1"}) {
        INFO(answer);
        CHECK(judged(cancel, answer) == StepOutcome::next);
    }
    CHECK(judged(cancel, late_status) == StepOutcome::ignore);
    for (const char* no : {"S.5R0003", "(NAK", "(NAKss", "NAK", "N", "#-1"}) {
        INFO(no);
        CHECK(judged(turn_off, no) == StepOutcome::refused);
    }
    for (const char* yes : {"(ACK", "ACK", "OK"}) CHECK(judged(turn_off, yes) == StepOutcome::accepted);
    for (const char* other : {"C", "UPS No Ack", "Q1", "\x80"}) CHECK(judged(turn_off, other) == StepOutcome::ignore);
    CHECK(judged(turn_off, late_status) == StepOutcome::ignore);
}

TEST_CASE("megatec controls: exact bytes") {
    CHECK(sent_by({Control::shutdown_stop}) == "C\r");
    CHECK(sent_by({Control::load_on}) == "C\r");
    CHECK(sent_by({Control::load_off}) == "S00R0000\r");
    CHECK(sent_by({Control::test_battery_start_quick}) == "T\r");
    CHECK(sent_by({Control::test_battery_start_deep}) == "TL\r");
    CHECK(sent_by({Control::test_battery_stop}) == "CT\r");
    CHECK(sent_by({Control::beeper_toggle}) == "Q\r");
    const auto test_of = [](int length) { return sent_by({Control::test_battery_start, seconds(0), minutes(length)}); };
    CHECK(test_of(1) == "T01\r");
    CHECK(test_of(10) == "T10\r");
    CHECK(test_of(99) == "T99\r");
    CHECK(test_of(0) == "refused");
    CHECK(test_of(100) == "refused");
    CHECK(find_control(kMegatec, Control::calibrate_start) == nullptr);
}

TEST_CASE("megatec controls: the single commands are judged, repeated when refused, and commit") {
    for (const Control control : {Control::shutdown_stop, Control::load_off, Control::load_on,
                                  Control::test_battery_start_quick, Control::beeper_toggle}) {
        const auto script = build({control});
        REQUIRE(script);
        REQUIRE(script->steps().size() == 1);
        const Step& step = script->steps()[0];
        const std::string sent = bytes_of(step);
        CHECK(step.commits);
        CHECK(step.retries == 2);
        CHECK(step.on_silence == StepOutcome::accepted);
        CHECK(judged(step, sent.substr(0, sent.size() - 1)) == StepOutcome::refused);
        CHECK(judged(step, "(ACK") == StepOutcome::accepted);
    }
}

TEST_CASE("megatec tests are refused on battery") {
    for (const Control control : {Control::test_battery_start_quick, Control::test_battery_start_deep,
                                  Control::test_battery_start}) {
        const auto script = build({control}, reading_with(Variable::ups_status, "OB"));
        REQUIRE_FALSE(script);
        CHECK(script.error().code == ErrorCode::refused);
        CHECK(build({control}, reading_with(Variable::ups_status, "OL")));
    }
    CHECK(build({Control::test_battery_stop}, reading_with(Variable::ups_status, "OB")));
}

TEST_CASE("megatec beeper: the toggle is sent only where it is needed") {
    const Reading on = reading_with(Variable::ups_beeper_status, "enabled");
    const Reading off = reading_with(Variable::ups_beeper_status, "disabled");
    CHECK(sent_by({Control::beeper_enable}, off) == "Q\r");
    CHECK(sent_by({Control::beeper_disable}, on) == "Q\r");
    for (const auto& script : {build({Control::beeper_enable}, on), build({Control::beeper_disable}, off)}) {
        REQUIRE(script);
        REQUIRE(script->steps().size() == 1);
        CHECK(script->steps()[0].send.empty());
        CHECK(script->steps()[0].on_silence == StepOutcome::accepted);
    }
    CHECK(sent_by({Control::beeper_enable}) == "refused");
    CHECK(sent_by({Control::beeper_disable}) == "refused");
}

TEST_CASE("megatec: nothing that is asked by itself can act") {
    for (const Query& query : kMegatec.queries) {
        if (query.schedule == Schedule::never) continue;
        INFO(query.name);
        CHECK((query.send == "Q1\r" || query.send == "I\r" || query.send == "F\r"));
    }
}

}  // namespace upsmd
