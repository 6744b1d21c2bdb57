// MGE U-Talk: words, numbers in the unit's scale, who it is, what it is told.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/mge_utalk.h"
#include "core/protocols/mge_utalk_replies.h"

namespace upsmd {
namespace {

using V = Variable;
using std::chrono::minutes;
using std::chrono::seconds;
using Memory = std::array<std::uint8_t, kUtalkMemoryBytes>;

Bytes bytes_of(const std::string& raw) { return {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}; }

Verdict decode(const char* command, const std::string& answer, Decoded& out) {
    const Query* const query = find_query(kMgeUtalk, command);
    REQUIRE(query != nullptr);
    return decode_raw(kMgeUtalk, *query, bytes_of(answer + "\n\r"), out);
}

Memory with_table(int table) { return {static_cast<std::uint8_t>(table + 1), 0, 0}; }

std::string value_in(const char* command, const std::string& answer, Variable variable, Memory memory = {}) {
    Decoded out;
    out.memory = memory;
    if (decode(command, answer, out) != Verdict::ok) return "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->to_string();
}

std::string status_of(const char* command, const std::string& answer) {
    Decoded out;
    if (decode(command, answer, out) != Verdict::ok) return "refused";
    return out.status ? out.status->to_string() : out.extra_status->to_string();
}

Result<Script> build(const ControlRequest& request, const Reading& reading = {}, const Settings& settings = {}) {
    const ControlRow* const row = find_control(kMgeUtalk, request.control);
    REQUIRE(row != nullptr);
    return row->build(request, reading, settings);
}

std::string text_of(const Step& step) {
    const Bytes bytes = step.send.view();
    return {bytes.begin(), bytes.end()};
}

std::string sent_by(const ControlRequest& request, const Reading& reading = {}, const Settings& settings = {}) {
    const auto script = build(request, reading, settings);
    if (!script) return "refused";
    std::string text;
    for (const Step& step : script->steps()) text += (text.empty() ? "" : ", ") + text_of(step).substr(0, text_of(step).size() - 2);
    return text;
}

ControlRequest asking(Control control, int delay, const Memory& memory) {
    return {control, seconds(delay), minutes(10), memory};
}

}  // namespace

TEST_CASE("utalk status: the three conditions, alarms, what is no status", "[utalk]") {
    CHECK(status_of("Ss", "00X00000") == "OL");
    CHECK(status_of("Ss", "00X00100") == "OB");
    CHECK(status_of("Ss", "10X01100") == "ALARM OB LB");
    CHECK(status_of("Ss", "10X10010") == "ALARM OL RB OVER");
    CHECK(status_of("Ss", "01X00000") == "ALARM OL");
    CHECK(value_in("Ss", "11X00000", V::ups_alarm) == "internal communication fault, general alarm");
    for (const char* bad : {"1", "00X0000", "00X000000", "00X00 000", "00X00000 00000000", "00X00X00", "00Y00100", "OK", "NOK", "0"})
        CHECK(status_of("Ss", bad) == "refused");
    Decoded out;
    CHECK(decode("Ss", "?", out) == Verdict::unsupported);
}

TEST_CASE("utalk words: load, battery, bypass", "[utalk]") {
    CHECK(status_of("Ls", "00000000 11011000").empty());
    CHECK(status_of("Ls", "00001000") == "BOOST");
    CHECK(status_of("Ls", "00100000") == "TRIM");
    CHECK(status_of("Ls", "00010000 11011000") == "OVER");
    CHECK(status_of("Ls", "00000000 11011001") == "FSD");
    CHECK(value_in("Ls", "11000000 11011000", V::ups_alarm) == "over temperature, short circuit");
    CHECK(status_of("Ls", "00000000 1101100") == "refused");
    CHECK(status_of("Ls", "00000000  11011000") == "refused");
    CHECK(status_of("Bs", "01000X00 XX100000") == "CHRG");
    CHECK(status_of("Bs", "10000X00 XX100000") == "DISCHRG");
    CHECK(status_of("Bs", "10001X00 XX100000") == "DISCHRG");
    CHECK(status_of("Bs", "00010X00 XX100000") == "RB");
    CHECK(status_of("Bs", "00000X01 XX100000") == "RB");
    CHECK(status_of("Bs", "00000X00 XX100011") == "ALARM");
    CHECK(status_of("Ps", "01000001") == "BYPASS");
    CHECK(status_of("Ps", "10001010") == "ALARM BYPASS");
}

TEST_CASE("utalk words: the load's options are remembered", "[utalk]") {
    Memory memory{};
    Decoded out;
    out.memory = memory;
    REQUIRE(decode("Ls", "00000000 11010000", out) == Verdict::ok);
    CHECK(recall(memory, UtalkMemory::restart) == kOptionOff);
    CHECK(recall(memory, UtalkMemory::force_off) == kOptionOn);
    REQUIRE(decode("Ls", "00000000 110XX000", out) == Verdict::ok);
    CHECK(recall(memory, UtalkMemory::restart) == 0);
    REQUIRE(decode("Ls", "00000000", out) == Verdict::ok);
    CHECK(recall(memory, UtalkMemory::force_off) == 0);
}

TEST_CASE("utalk numbers: scales by table, three phases, out of range", "[utalk]") {
    CHECK(value_in("Uv", "22950", V::input_voltage, with_table(2)) == "229.50");
    CHECK(value_in("Uv", "230", V::input_voltage, with_table(3)) == "230");
    CHECK(value_in("Uv", "230", V::input_voltage) == "230");
    CHECK(value_in("Uv", "22950", V::input_voltage).empty());  // the scale is not known
    CHECK(value_in("Lc", "2100", V::output_current, with_table(2)) == "21.00");
    CHECK(value_in("Lf", "500", V::output_frequency, with_table(3)) == "50.0");
    CHECK(value_in("Lf", "500", V::output_frequency, with_table(2)).empty());
    CHECK(value_in("Uf", "0", V::input_frequency, with_table(2)).empty());
    CHECK(value_in("Lp", "7", V::ups_realpower, with_table(1)) == "7000");
    CHECK(value_in("Bl", "71", V::battery_charge) == "71");
    CHECK(value_in("Bn", "800", V::battery_runtime) == "800");
    CHECK(value_in("Sm ?", "3", V::ups_delay_start) == "180");
    CHECK(value_in("Lv", "230 231 232", V::output_l3_n_voltage, with_table(1)) == "232");
    CHECK(value_in("Lv", "230 231 232", V::output_voltage, with_table(1)) == "not named");
    for (const char* bad : {"", "230 231", "230 231 232 233", "23O", "-1", "1234567", "230  231 232", "OK", "NOK"})
        CHECK(value_in("Lv", bad, V::output_voltage, with_table(1)) == "refused");
    CHECK(value_in("Bl", "71 72 73", V::battery_charge) == "refused");
    Memory memory{};
    Decoded out;
    out.memory = memory;
    REQUIRE(decode("Ai", "4 2", out) == Verdict::ok);
    CHECK(recall(memory, UtalkMemory::table) == 3);
    REQUIRE(decode("Ai", "4 9", out) == Verdict::ok);
    CHECK(recall(memory, UtalkMemory::table) == 0);
    CHECK(decode("Ai", "4", out) == Verdict::rejected);
}

TEST_CASE("utalk identity: by name, by numbers", "[utalk]") {
    CHECK(value_in("Si 1", "PULSAR ESV 11+ 0", V::device_model) == "PULSAR ESV 11+");
    CHECK(value_in("Si 1", "PULSAR ESV 11+ 0", V::ups_firmware) == "0");
    CHECK(value_in("Si 1", "3000 51 0", V::device_model) == "refused");
    CHECK(value_in("Si 1", "OK", V::device_model) == "refused");
    CHECK(value_in("Si", "3000 51 0", V::device_model) == "ESV11+");
    CHECK(value_in("Si", "3000 99 0", V::device_model) == "SV or ESV");
    CHECK(value_in("Si", "4000 1 0", V::device_model) == "Comet");
    CHECK(value_in("Si", "7 1 0", V::device_model) == "not named");
    CHECK(value_in("Ti", "6Q21JKL01", V::device_serial) == "6Q21JKL01");
    CHECK(value_in("Ti", "OK", V::device_serial) == "refused");
}

TEST_CASE("utalk turn-off: what stands is left alone, the delay is always set and read back", "[utalk][control]") {
    const Memory usual{3, kOptionOn, kOptionOn};
    CHECK(sent_by(asking(Control::shutdown_return, 60, usual)) == "Sn 60, Sn ?, Sx 0");
    CHECK(sent_by(asking(Control::shutdown_return, 60, {3, kOptionOff, kOptionOff})) == "Sx 5, Sx 7, Sn 60, Sn ?, Sx 0");
    CHECK(sent_by(asking(Control::shutdown_return, 60, {})) == "Sx 5, Sn 60, Sn ?, Sx 0");
    CHECK(sent_by(asking(Control::shutdown_stayoff, 60, usual)) == "Sx 4, Sn 60, Sn ?, Sx 0");
    CHECK(sent_by(asking(Control::shutdown_stayoff, 60, {3, kOptionOff, 0})) == "Sn 60, Sn ?, Sx 0");
    CHECK(sent_by(asking(Control::shutdown_return, 0, usual)) == "Sn 1, Sn ?, Sx 0");
    CHECK(sent_by(asking(Control::shutdown_return, 65535, usual)) == "Sn 65535, Sn ?, Sx 0");
    CHECK(sent_by(asking(Control::shutdown_return, 65536, usual)) == "refused");
    Reading reading;
    reading.set(V::ups_delay_start, Value::number(60, 0));
    Settings settings;
    settings.return_delay = minutes(10);
    CHECK(sent_by(asking(Control::shutdown_return, 60, usual), reading, settings) == "Sm 10, Sn 60, Sn ?, Sx 0");
    reading.set(V::ups_delay_start, Value::number(600, 0));
    CHECK(sent_by(asking(Control::shutdown_return, 60, usual), reading, settings) == "Sn 60, Sn ?, Sx 0");
}

TEST_CASE("utalk turn-off: nothing is started whose delay was not confirmed", "[utalk][control]") {
    const auto script = build(asking(Control::shutdown_return, 60, {3, kOptionOn, kOptionOn}));
    const auto steps = script->steps();
    const auto judged = [&](std::size_t step, const char* line) { return steps[step].judge(bytes_of(line), steps[step]); };
    CHECK(judged(0, "OK") == StepOutcome::next);
    CHECK(judged(0, "NOK") == StepOutcome::refused);
    CHECK(judged(0, "?") == StepOutcome::refused);
    CHECK(judged(0, "00X00100") == StepOutcome::ignore);
    CHECK(judged(1, "60") == StepOutcome::next);
    CHECK(judged(1, "120") == StepOutcome::refused);
    CHECK(judged(1, "?") == StepOutcome::refused);
    CHECK(judged(1, "OK") == StepOutcome::ignore);
    CHECK(judged(2, "OK") == StepOutcome::accepted);
    CHECK(judged(2, "NOK") == StepOutcome::refused);
    CHECK(steps[2].commits);
    CHECK_FALSE(steps[1].commits);
    for (const Step& step : steps) {
        CHECK(step.on_silence == StepOutcome::refused);
        CHECK(step.retries == 0);
    }
}

TEST_CASE("utalk controls: exact bytes, no test on battery, all of them declared", "[utalk][control]") {
    CHECK(sent_by({Control::shutdown_stop}) == "Sx 1");
    CHECK(sent_by({Control::load_off}) == "Wy 65535, Wx 0");
    CHECK(sent_by({Control::load_on}) == "Wy 65535, Wx 1");
    CHECK(sent_by({Control::test_battery_start_quick}) == "Bx 1");
    CHECK(sent_by({Control::test_panel_start}) == "Sx 129");
    Reading on_battery;
    on_battery.set(V::ups_status, Value::text("OB DISCHRG"));
    CHECK(sent_by({Control::test_battery_start_quick}, on_battery) == "refused");
    const auto declared = [](std::string_view text) {
        return std::any_of(kMgeUtalk.destructive.begin(), kMgeUtalk.destructive.end(),
                           [&](const Destructive& each) { return text.starts_with(each.bytes); });
    };
    for (const ControlRow& row : kMgeUtalk.controls) {
        const auto script = build({row.control, seconds(60)});
        for (const Step& step : script->steps()) CHECK(declared(text_of(step)) != text_of(step).ends_with("?\r\n"));
    }
    for (const Query& query : kMgeUtalk.queries) CHECK_FALSE(declared(query.send));
}

}  // namespace upsmd
