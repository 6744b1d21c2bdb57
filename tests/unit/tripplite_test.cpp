// Tripp Lite SmartPro: replies with and without their echo, the sheet's conditions, what it is told.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/tripplite.h"
#include "core/protocols/tripplite_replies.h"

namespace upsmd {
namespace {

using V = Variable;
using std::chrono::seconds;
using Memory = std::array<std::uint8_t, kTrippliteMemoryBytes>;

Bytes bytes_of(const std::string& raw) { return {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}; }

Verdict decode(const char* command, const std::string& raw, Decoded& out) {
    const Query* const query = find_query(kTripplite, command);
    REQUIRE(query != nullptr);
    return decode_raw(kTripplite, *query, bytes_of(raw), out);
}

// An answer as the unit sends it.
std::string echoed(const std::string& command, const std::string& answer) {
    return ":" + command + "\r\n" + answer + "\r\n";
}

std::string value_in(const char* command, const std::string& answer, Variable variable) {
    Decoded out;
    if (decode(command, echoed(command, answer), out) != Verdict::ok) return "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->to_string();
}

std::string status_of(const std::string& answer, Memory memory = {}) {
    Decoded out;
    out.memory = memory;
    return decode("D", echoed("D", answer), out) == Verdict::ok ? out.status->to_string() : "refused";
}

Result<Script> build(const ControlRequest& request, const Reading& reading = {}) {
    const ControlRow* const row = find_control(kTripplite, request.control);
    REQUIRE(row != nullptr);
    return row->build(request, reading, {});
}

std::string text_of(const Step& step) {
    const Bytes bytes = step.send.view();
    return {bytes.begin(), bytes.end()};
}

std::string sent_by(const ControlRequest& request, const Reading& reading = {}) {
    const auto script = build(request, reading);
    if (!script) return "refused";
    std::string bytes;
    for (const Step& step : script->steps()) bytes += text_of(step);
    return bytes;
}

const std::string kOnLine = "117702906400195B82258";

}  // namespace

TEST_CASE("tripplite status: the sheet's conditions", "[tripplite]") {
    CHECK(status_of(kOnLine) == "OL");
    CHECK(status_of("110001900000195B82258") == "OB");
    CHECK(status_of("110003900000195B82258") == "OB");
    CHECK(status_of("010201900000195B82258") == "OB LB");
    CHECK(status_of("107712906400195B82258") == "OL OVER TRIM");
    CHECK(status_of("115F32906400195B82258") == "OL BOOST");
    CHECK(status_of("117700906400195B82258") == "OL OFF");
    CHECK(status_of("110000906400195B82000") == "OFF");
    CHECK(status_of(kOnLine, {0, 0, 3}) == "OL TEST");
    CHECK(value_in("D", kOnLine, V::input_voltage) == "119");
    CHECK(value_in("D", kOnLine, V::input_frequency) == "60.0");
    CHECK(value_in("D", kOnLine, V::ups_temperature) == "31");
    CHECK(value_in("D", kOnLine, V::ups_load) == "25");
    CHECK(value_in("D", "107702906400795B82258", V::ups_load) == "100");
}

TEST_CASE("tripplite status: no frequency on battery is no damage, garbage is", "[tripplite]") {
    CHECK(status_of("110001900000195B82000") == "OB");
    CHECK(value_in("D", "110001900000195B82000", V::input_frequency).empty());
    CHECK(status_of("117702906400195B82000") == "refused");
    CHECK(status_of("117702906400195B82FFF") == "refused");
    CHECK(status_of("117704906400195B82258") == "refused");
    CHECK(status_of("11770290640G195B82258") == "refused");
    CHECK(status_of("11770290640195B82258") == "refused");
    CHECK(status_of(kOnLine + "0") == "refused");
    CHECK(status_of("000000000000000000000") == "refused");
    CHECK(value_in("D", "117702006400195B82258", V::ups_temperature).empty());
    // Characters that nobody has described say nothing.
    CHECK(status_of("777792906400195B82258") == "OL");
}

TEST_CASE("tripplite replies: with the echo, without it, another command's, cut short", "[tripplite]") {
    const auto verdict = [](const char* command, const std::string& raw) {
        Decoded out;
        return decode(command, raw, out);
    };
    CHECK(verdict("D", kOnLine + "\r\n") == Verdict::ok);
    CHECK(verdict("D", "\r\n" + echoed("D", kOnLine)) == Verdict::ok);
    CHECK(verdict("D", "#\r\n" + echoed("D", kOnLine)) == Verdict::ok);
    CHECK(verdict("D", ":D" + echoed("D", kOnLine)) == Verdict::ok);  // two echoes
    CHECK(verdict("D", ":D\r" + echoed("D", kOnLine)) == Verdict::ok);
    CHECK(verdict("B", echoed("M", "88")) == Verdict::rejected);
    CHECK(verdict("B", echoed("BX", "88")) == Verdict::rejected);
    CHECK(verdict("B", ":B\r\n88") == Verdict::rejected);
    CHECK(verdict("W", ":W\r") == Verdict::rejected);  // a Megatec unit's echo
    CHECK(verdict("W", ":W\r\n") == Verdict::rejected);
    CHECK(verdict("D", echoed("D", "1177029\0" "06400195B82258")) == Verdict::rejected);
}

TEST_CASE("tripplite measurements and identity", "[tripplite]") {
    CHECK(value_in("B", "88", V::battery_voltage) == "13.6");
    CHECK(value_in("B", "88", V::battery_charge) == "100");
    CHECK(value_in("B", "7B", V::battery_charge) == "73");
    CHECK(value_in("B", "6C", V::battery_charge) == "10");
    CHECK(value_in("B", "F0", V::battery_charge).empty());
    CHECK(value_in("B", "00", V::battery_voltage) == "refused");
    CHECK(value_in("B", "8", V::battery_voltage) == "refused");
    CHECK(value_in("B", "8g", V::battery_voltage) == "refused");
    CHECK(value_in("M", "7A", V::input_voltage_maximum) == "122");
    CHECK(value_in("I", "75", V::input_voltage_minimum) == "117");
    CHECK(value_in("C", "0", V::ups_test_result) == "passed");
    CHECK(value_in("C", "02", V::ups_test_result) == "in progress");
    CHECK(value_in("C", "4", V::ups_test_result) == "refused");
    CHECK(value_in("V", "11", V::ups_firmware) == "BB");
    Decoded bad;
    REQUIRE(decode("C", echoed("C", "1"), bad) == Verdict::ok);
    CHECK(bad.extra_status == StatusFlags{StatusFlag::rb});
}

TEST_CASE("tripplite model: two bytes, in the new and the old form", "[tripplite]") {
    const auto model = [](const char* first, const char* second) {
        Memory memory{};
        Decoded out;
        out.memory = memory;
        REQUIRE(decode("W", echoed("W", first), out) == Verdict::ok);
        REQUIRE(decode("L", echoed("L", second), out) == Verdict::ok);
        return out.find(V::device_model)->to_string() + ", " + out.find(V::ups_power_nominal)->to_string();
    };
    CHECK(model("84", "60") == "Smart 700, 700");
    CHECK(model("C4", "60") == "Unison 700, 700");
    CHECK(model("04", "60") == "Smart 48, 48");
    CHECK(value_in("L", "60", V::device_model) == "not named");  // the first byte is not known
}

TEST_CASE("tripplite controls: exact bytes, at most 255 s, no turn-off without a heard delay", "[tripplite][control]") {
    CHECK(sent_by({Control::test_battery_start_quick}) == ":A\r");
    CHECK(sent_by({Control::load_off}) == ":K0\r");
    CHECK(sent_by({Control::load_on}) == ":K1\r");
    CHECK(sent_by({Control::shutdown_return, seconds(20)}) == ":N14\r:G\r");
    CHECK(sent_by({Control::shutdown_return, seconds(64)}) == ":N40\r:G\r");
    CHECK(sent_by({Control::shutdown_return, seconds(255)}) == ":NFF\r:G\r");
    CHECK(sent_by({Control::shutdown_return, seconds(256)}) == "refused");
    CHECK(sent_by({Control::shutdown_stayoff, seconds(0)}) == ":N01\r:K0\r");
    Reading on_battery;
    on_battery.set(V::ups_status, Value::text("OB"));
    CHECK(sent_by({Control::test_battery_start_quick}, on_battery) == "refused");

    const auto script = build({Control::shutdown_return, seconds(64)});
    const auto judged = [](const Step& step, const std::string& line) { return step.judge(bytes_of(line), step); };
    const auto steps = script->steps();
    CHECK(judged(steps[0], ":N40") == StepOutcome::next);
    CHECK(judged(steps[0], ":N4") == StepOutcome::ignore);
    CHECK(judged(steps[0], ":N41") == StepOutcome::ignore);
    CHECK(steps[0].on_silence == StepOutcome::refused);
    CHECK(judged(steps[1], ":G") == StepOutcome::accepted);
    CHECK(steps[1].commits);
    for (const Step& step : steps) CHECK(step.retries == 0);
}

TEST_CASE("tripplite: everything that acts is declared", "[tripplite][control]") {
    for (const ControlRow& row : kTripplite.controls) {
        const auto script = build({row.control, seconds(60)});
        for (const Step& step : script->steps())
            CHECK(std::any_of(kTripplite.destructive.begin(), kTripplite.destructive.end(),
                              [&](const Destructive& each) { return text_of(step).starts_with(each.bytes); }));
    }
    for (const Query& query : kTripplite.queries)
        for (const Destructive& each : kTripplite.destructive) CHECK_FALSE(query.send.starts_with(each.bytes));
}

}  // namespace upsmd
