// What Voltronic P and QS units are told: exact bytes, and how answers are judged.
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/voltronic_controls.h"
#include "core/protocols/voltronic_p.h"
#include "core/protocols/voltronic_qs.h"

namespace upsmd {
namespace {

using std::chrono::minutes;
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

// The different commands of an exchange, in order.
std::string sent_by(const Protocol& protocol, const ControlRequest& request, const Reading& reading = {},
                    const Settings& settings = {}) {
    const auto script = build(protocol, request, reading, settings);
    if (!script) return "refused";
    std::string bytes;
    std::string last;
    for (const Step& step : script->steps()) {
        if (bytes_of(step) != last) bytes += bytes_of(step);
        last = bytes_of(step);
    }
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

// What a unit makes of n: seconds; -1 for what must never be sent.
long seconds_of(const std::string& n, long most_minutes) {
    if (n.size() != 2) return -1;
    if (n[0] == '.') return n[1] >= '2' && n[1] <= '9' ? (n[1] - '0') * 6 : -1;
    const long whole = std::stol(n);
    return whole >= 1 && whole <= most_minutes ? whole * 60 : -1;
}

void check_delays(const Protocol& protocol, const std::string& cancel, const std::string& after, int most_minutes) {
    for (int delay = 0; delay <= most_minutes * 60 + 130; ++delay) {
        INFO(delay);
        const std::string sent = sent_by(protocol, {Control::shutdown_return, seconds(delay)});
        if (delay > most_minutes * 60) {
            CHECK(sent == "refused");
            continue;
        }
        REQUIRE(sent.size() == cancel.size() + 9 + after.size());
        const std::string n = sent.substr(cancel.size() + 1, 2);
        CHECK(sent == cancel + "S" + n + "R0003\r" + after);
        CHECK(seconds_of(n, most_minutes) >= delay);
        CHECK(seconds_of(n, most_minutes) < std::max(delay, 12) + (delay <= 54 ? 6 : 60));
        CHECK(sent_by(protocol, {Control::shutdown_stayoff, seconds(delay)}) == cancel + "S" + n + "R0000\r" + after);
    }
}

}  // namespace

TEST_CASE("voltronic turn-off: never earlier than asked, refused above the range", "[voltronic]") {
    check_delays(kVoltronic, "CS\r", "", 99);
    check_delays(kVoltronicQs, "C\r", "QS\r", 9);
    const auto script = build(kVoltronic, {Control::shutdown_return, seconds(5941)});
    REQUIRE_FALSE(script);
    CHECK(script.error().code == ErrorCode::unsupported);
    CHECK(script.error().message.find("5940 s") != std::string::npos);
}

TEST_CASE("voltronic turn-off: how long it stays off", "[voltronic]") {
    Settings settings;
    const auto sent_with = [&](const Protocol& protocol, int length) {
        settings.return_delay = minutes(length);
        return sent_by(protocol, {Control::shutdown_return, seconds(30)}, {}, settings);
    };
    CHECK(sent_with(kVoltronic, 10) == "CS\rS.5R0010\r");
    CHECK(sent_with(kVoltronic, 9999) == "CS\rS.5R9999\r");
    CHECK(sent_with(kVoltronic, 10000) == "refused");
    // 0 would mean "stay off".
    for (const int length : {-5, 0, 1, 2}) CHECK(sent_with(kVoltronic, length) == "CS\rS.5R0003\r");
    CHECK(sent_with(kVoltronicQs, 0) == "C\rS.5R0003\rQS\r");
}

TEST_CASE("voltronic controls: exact bytes", "[voltronic]") {
    const auto sent = [](Control control) { return sent_by(kVoltronic, {control}); };
    CHECK(sent(Control::shutdown_stop) == "CS\r");
    CHECK(sent(Control::load_off) == "SOFF\r");
    CHECK(sent(Control::load_on) == "SON\r");
    CHECK(sent(Control::test_battery_start_quick) == "T\r");
    CHECK(sent(Control::test_battery_start_deep) == "TL\r");
    CHECK(sent(Control::test_battery_stop) == "CT\r");
    CHECK(sent(Control::beeper_enable) == "PEA\r");
    CHECK(sent(Control::beeper_disable) == "PDA\r");
    CHECK(sent(Control::beeper_toggle) == "refused");
    const auto toggled = [](const char* now) {
        return sent_by(kVoltronic, {Control::beeper_toggle}, reading_with(Variable::ups_beeper_status, now));
    };
    CHECK(toggled("enabled") == "BZOFF\r");
    CHECK(toggled("muted") == "BZON\r");
    CHECK(toggled("disabled") == "refused");
    const auto test_of = [](int length) {
        return sent_by(kVoltronic, {Control::test_battery_start, seconds(0), minutes(length)});
    };
    CHECK(test_of(1) == "T01\r");
    CHECK(test_of(99) == "T99\r");
    CHECK(test_of(0) == "refused");
    CHECK(test_of(100) == "refused");
    CHECK(sent_by(kVoltronic, {Control::test_battery_start_quick}, reading_with(Variable::ups_status, "OB")) == "refused");
}

TEST_CASE("voltronic controls: a refusal is asked again once, silence never", "[voltronic]") {
    for (const ControlRow& row : kVoltronic.controls) {
        INFO(control_name(row.control));
        Reading reading = reading_with(Variable::ups_beeper_status, "muted");
        for (const Variable outlet : {Variable::outlet_1_switchable, Variable::outlet_2_switchable,
                                      Variable::outlet_3_switchable, Variable::outlet_4_switchable})
            reading.set(outlet, Value::text("yes"));
        const auto script = row.build({row.control, seconds(30)}, reading, {});
        REQUIRE(script);
        const auto steps = script->steps();
        REQUIRE(steps.size() >= 2);
        const Step& first = steps[steps.size() - 2];
        const Step& second = steps[steps.size() - 1];
        CHECK(bytes_of(first) == bytes_of(second));
        CHECK(first.commits);
        for (const Step* step : {&first, &second}) {
            CHECK(judged(*step, "(ACK") == StepOutcome::accepted);
            CHECK(step->on_silence == StepOutcome::refused);
            CHECK(step->retries == 0);
            CHECK(judged(*step, "(231.4 50.0 230.1 50.0 001.2 027 369.1 369.4 027.2 ---.- 031.5 100000000000") ==
                  StepOutcome::ignore);
        }
        CHECK(judged(first, "(NAK") == StepOutcome::next);
        CHECK(judged(second, "(NAK") == StepOutcome::refused);
    }
    const auto off = build(kVoltronic, {Control::shutdown_return, seconds(30)});
    const Step& cancel = off->steps()[0];
    CHECK_FALSE(cancel.commits);
    CHECK(cancel.on_silence == StepOutcome::next);
    for (const char* answer : {"(ACK", "(NAK"}) CHECK(judged(cancel, answer) == StepOutcome::next);
}

TEST_CASE("voltronic-qs controls: silence is taken, an echo refused, and the status has to confirm", "[voltronic]") {
    const auto script = build(kVoltronicQs, {Control::shutdown_return, seconds(30)});
    REQUIRE(script);
    REQUIRE(script->steps().size() == 5);
    const Step& off = script->steps()[1];
    CHECK(off.commits);
    CHECK(off.on_silence == StepOutcome::next);
    CHECK(judged(off, "S.5R0003") == StepOutcome::refused);
    CHECK(judged(off, "C") == StepOutcome::ignore);
    const std::string counting = "(229.4 229.4 229.4 021 50.0 13.6 25.0 00001011";
    const std::string idle = "(229.4 229.4 229.4 021 50.0 13.6 25.0 00001001";
    for (std::size_t n = 2; n < 5; ++n) {
        const Step& ask = script->steps()[n];
        CHECK(bytes_of(ask) == "QS\r");
        CHECK(judged(ask, counting) == StepOutcome::accepted);
        CHECK(judged(ask, idle) == (n == 4 ? StepOutcome::refused : StepOutcome::next));
        CHECK(judged(ask, "V") == StepOutcome::ignore);
    }
    CHECK(script->steps()[4].on_silence == StepOutcome::refused);
    // Turned off on battery it would come back with the mains.
    CHECK(sent_by(kVoltronicQs, {Control::shutdown_stayoff, seconds(30)}, reading_with(Variable::ups_status, "OB")) ==
          "refused");
    CHECK(sent_by(kVoltronicQs, {Control::test_battery_start_quick}) == "T\r");
    CHECK(sent_by(kVoltronicQs, {Control::beeper_toggle}) == "Q\r");
    CHECK(find_control(kVoltronicQs, Control::test_battery_start_deep) == nullptr);
}

TEST_CASE("voltronic: nothing that is asked by itself can act", "[voltronic]") {
    for (const Protocol* protocol : {&kVoltronic, &kVoltronicQs}) {
        for (const Query& query : protocol->queries) {
            INFO(query.send);
            CHECK(query.send == std::string(query.name) + "\r");
            CHECK((query.send[0] == 'Q' || query.send == "F\r" || query.send == "I\r" || query.send == "M\r" ||
                   query.send == "RE0\r"));
            CHECK(query.send != "Q\r");
        }
    }
}

TEST_CASE("voltronic controls: an outlet is switched only where the unit says that it can", "[voltronic]") {
    CHECK(sent_by(kVoltronic, {Control::outlet_2_load_off}, reading_with(Variable::outlet_2_switchable, "yes")) == "SKOFF2\r");
    CHECK(sent_by(kVoltronic, {Control::outlet_2_load_off}, reading_with(Variable::outlet_1_switchable, "yes")) == "refused");
    CHECK(sent_by(kVoltronic, {Control::outlet_4_load_on}) == "refused");
    CHECK(sent_by(kVoltronic, {Control::bypass_start}) == "PEE\r");
    CHECK(sent_by(kVoltronic, {Control::bypass_stop}) == "PDE\r");
}

}  // namespace upsmd
