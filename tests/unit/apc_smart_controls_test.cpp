// What makes an APC smart unit act: the exact bytes, their pauses, and every way in which it must not be
// told.
#include <catch2/catch.hpp>

#include "tests/unit/apc_smart_tools.h"

using namespace upsmd;
using namespace upsmd::testing;

namespace {

Duration since(const Bench& bench, std::size_t index) {
    return bench.acted().at(index).at - bench.acted().at(0).at;
}

bool mentions(const Error& error, std::string_view part) {
    return error.message.find(part) != std::string::npos;
}

ErrorCode refused_with(Bench& bench, Control control, std::chrono::seconds delay = 0s) {
    const auto result = bench.request(control, delay);
    REQUIRE_FALSE(result);
    bench.run(5s);
    CHECK(bench.acted().empty());
    return result.error().code;
}

// It tells a grace delay, but does not keep it.
std::vector<std::pair<std::string, std::string>> old_unit(const std::string& status,
                                                          const std::string& code) {
    return {
        {"Y", "SM\r\n"}, {"Q", status + "\r\n"}, {"V", code + "\r\n"}, {"p", "180\r\n"}, {"f", "100.0\r\n"}};
}

}  // namespace

TEST_CASE("apc controls: on battery S turns off with return", "[apc]") {
    const std::string answer = GENERATE(as<std::string>{}, "OK\r\n", "*");
    Bench bench(smart_ups("10", "180"));
    bench.answer("S", answer);
    REQUIRE(bench.request(Control::shutdown_return, 180s));
    bench.run(20ms);
    CHECK(bench.session().control_phase() == ControlPhase::accepted);
    bench.run(10s);
    CHECK(bench.acted_bytes() == "S");
}

TEST_CASE("apc controls: on line @000 does, its digits 50 ms apart after a silent 200 ms", "[apc]") {
    Bench bench(smart_ups("08", "300"));
    REQUIRE(bench.request(Control::shutdown_return, 180s));
    bench.run(450ms);
    CHECK(bench.acted_bytes() == "@000");
    CHECK(since(bench, 1) >= 200ms);
    CHECK(since(bench, 1) < 300ms);
    CHECK(since(bench, 2) - since(bench, 1) == 50ms);
    CHECK(since(bench, 3) - since(bench, 2) == 50ms);
    CHECK(bench.session().control_phase() == ControlPhase::committed);
    bench.receive(GENERATE(as<std::string>{}, "OK\r\n", "*"));
    CHECK(bench.session().control_phase() == ControlPhase::accepted);
    bench.run(10s);
    CHECK(bench.acted_bytes() == "@000");
}

TEST_CASE("apc controls: an answer to @ itself ends the exchange, no digit follows", "[apc]") {
    const std::string answer = GENERATE(as<std::string>{}, "NA\r\n", "NO\r\n", "@\r\n", "x\r\n");
    Bench bench(smart_ups("08", "180"));
    bench.answer("@", answer);
    REQUIRE(bench.request(Control::shutdown_return, 20s));
    bench.run(10s);
    CHECK(bench.acted_bytes() == "@");
    CHECK(bench.session().control_phase() == ControlPhase::refused);
}

TEST_CASE("apc controls: an answer in the last moment still keeps the digits back", "[apc]") {
    Bench bench(smart_ups("08", "180"));
    REQUIRE(bench.request(Control::shutdown_return, 20s));
    bench.run(30ms);
    REQUIRE(bench.acted_bytes() == "@");
    bench.run(160ms);
    bench.receive("NA\r\n");
    bench.run(10s);
    CHECK(bench.acted_bytes() == "@");
}

TEST_CASE("apc controls: S refused, or not answered, goes on with @000 and never with K or Z", "[apc]") {
    const std::string answer = GENERATE(as<std::string>{}, "NO\r\n", "NA\r\n", "");
    Bench bench(smart_ups("10", "180"));
    bench.answer("S", answer);
    const Time asked = bench.now();
    REQUIRE(bench.request(Control::shutdown_return, 20s));
    bench.run(3s);
    CHECK(bench.acted_bytes() == "S@000");
    CHECK(bench.session().control_phase() == ControlPhase::refused);
    // All of it is on the wire in time for a service that ends after 3 s.
    CHECK(bench.acted().back().at - asked < 2500ms);
    bench.run(60s);
    CHECK(bench.acted_bytes() == "S@000");
}

TEST_CASE("apc controls: refused digits are refused", "[apc]") {
    Bench bench(smart_ups("08", "180"));
    REQUIRE(bench.request(Control::shutdown_return, 20s));
    bench.run(400ms);
    bench.receive("NO\r\n");
    CHECK(bench.session().control_phase() == ControlPhase::refused);
}

TEST_CASE("apc controls: a late answer to a query is no answer to S", "[apc]") {
    Bench bench(smart_ups("10", "180"));
    REQUIRE(bench.request(Control::shutdown_return, 20s));
    bench.run(30ms);
    bench.receive("0042:\r\n");
    bench.receive("!");
    CHECK(bench.session().control_phase() == ControlPhase::running);
    bench.receive("OK\r\n");
    CHECK(bench.session().control_phase() == ControlPhase::accepted);
}

TEST_CASE("apc controls: a turn-off earlier than asked is refused and named", "[apc]") {
    for (const Control control : {Control::shutdown_return, Control::shutdown_stayoff}) {
        Bench bench(smart_ups("10", "020"));
        const auto result = bench.request(control, 180s);
        REQUIRE_FALSE(result);
        CHECK(result.error().code == ErrorCode::unsupported);
        CHECK(mentions(result.error(), "20 s"));
        CHECK(mentions(result.error(), "180 s"));
        bench.run(5s);
        CHECK(bench.acted().empty());
        CHECK(refused_with(bench, control, 21s) == ErrorCode::unsupported);
        CHECK(bench.request(control, 20s));
    }
}

TEST_CASE("apc controls: a unit that tells no delay, or no firmware, is not turned off", "[apc]") {
    for (const Control control : {Control::shutdown_return, Control::shutdown_stayoff}) {
        Bench no_delay({{"Y", "SM\r\n"}, {"Q", "10\r\n"}, {"V", "DWI\r\n"}});
        CHECK(refused_with(no_delay, control, 1s) == ErrorCode::unsupported);
        Bench nameless({{"Y", "SM\r\n"}, {"Q", "10\r\n"}, {"p", "600\r\n"}});
        CHECK(refused_with(nameless, control) == ErrorCode::unsupported);
    }
}

TEST_CASE("apc controls: old units act without delay, so they are refused although they tell one", "[apc]") {
    for (const std::string code : {"8QD", "6TI", "0XI", "5ZM"}) {
        Bench bench(old_unit("10", code));
        CHECK(bench.value(Variable::ups_delay_shutdown) == "180");
        CHECK(refused_with(bench, Control::shutdown_return, 1s) == ErrorCode::unsupported);
        CHECK(refused_with(bench, Control::shutdown_stayoff, 1s) == ErrorCode::unsupported);
        CHECK(refused_with(bench, Control::shutdown_stop) == ErrorCode::unsupported);
        CHECK(refused_with(bench, Control::load_on) == ErrorCode::unsupported);
        CHECK(refused_with(bench, Control::test_panel_start) == ErrorCode::unsupported);
    }
    Bench cs350({{"Y", "SM\r\n"}, {"Q", "10\r\n"}, {"V", "NA\r\n"}, {"b", "5.4.D\r\n"}, {"p", "180\r\n"}});
    CHECK(refused_with(cs350, Control::shutdown_return, 1s) == ErrorCode::unsupported);
}

TEST_CASE("apc controls: doubled commands, the second more than 1.5 s after a silent first", "[apc]") {
    struct Row {
        Control control;
        char byte;
    };
    for (const Row row :
         {Row{Control::shutdown_stayoff, 'K'}, Row{Control::load_off, 'Z'}, Row{Control::load_on, '\x0E'}}) {
        INFO(row.byte);
        Bench bench(smart_ups("10", "180"));
        REQUIRE(bench.request(row.control, 20s));
        bench.run(1500ms);
        CHECK(bench.acted_bytes() == std::string(1, row.byte));
        CHECK(bench.session().control_phase() == ControlPhase::running);
        bench.run(200ms);
        CHECK(bench.acted_bytes() == std::string(2, row.byte));
        CHECK(since(bench, 1) > 1500ms);
        CHECK(since(bench, 1) < 1600ms);
        CHECK(bench.session().control_phase() == ControlPhase::committed);
        bench.run(1600ms);
        CHECK(bench.session().control_phase() == ControlPhase::accepted);  // silence is common

        Bench refusing(smart_ups("10", "180"));
        refusing.answer(std::string(1, row.byte), "NA\r\n");
        REQUIRE(refusing.request(row.control, 20s));
        refusing.run(10s);
        CHECK(refusing.acted_bytes() == std::string(1, row.byte));
        CHECK(refusing.session().control_phase() == ControlPhase::refused);
    }
}

TEST_CASE("apc controls: a running delay is cancelled with DEL", "[apc]") {
    const auto [answer, phase] =
        GENERATE(table<std::string, ControlPhase>({{"OK\r\n", ControlPhase::accepted},
                                                   {"NA\r\n", ControlPhase::refused},
                                                   {"", ControlPhase::refused}}));
    Bench bench(smart_ups("10", "180"));
    bench.answer("\x7F", answer);
    REQUIRE(bench.request(Control::shutdown_stop));
    bench.run(5s);
    CHECK(bench.acted_bytes() == "\x7F");
    CHECK(bench.session().control_phase() == phase);
}

TEST_CASE("apc controls: tests, accepted by OK or by the alert that comes in its place", "[apc]") {
    struct Row {
        Control control;
        std::string byte;
        bool alert;
        ControlPhase silence;
    };
    for (const Row& row : {Row{Control::test_battery_start_quick, "W", true, ControlPhase::refused},
                           Row{Control::test_panel_start, "A", false, ControlPhase::refused},
                           Row{Control::test_failure_start, "U", true, ControlPhase::accepted},
                           Row{Control::calibrate_start, "D", true, ControlPhase::refused}}) {
        for (const std::string answer : {"OK\r\n", "!", "!OK\r\n", "NO\r\n", ""}) {
            INFO(row.byte << ' ' << answer);
            Bench bench(smart_ups("08", "180"));
            bench.answer(row.byte, answer);
            REQUIRE(bench.request(row.control));
            bench.run(6s);
            CHECK(bench.acted_bytes() == row.byte);
            ControlPhase expected = ControlPhase::accepted;
            if (answer == "NO\r\n") expected = ControlPhase::refused;
            if (answer.empty() || (answer == "!" && !row.alert)) expected = row.silence;
            CHECK(bench.session().control_phase() == expected);
        }
    }
}

TEST_CASE("apc controls: nothing is tested on battery, and a calibration only with a full battery", "[apc]") {
    Bench on_battery(smart_ups("10", "180"));
    for (const Control control :
         {Control::test_battery_start_quick, Control::test_panel_start, Control::test_failure_start,
          Control::calibrate_start, Control::calibrate_stop})
        CHECK(refused_with(on_battery, control) == ErrorCode::refused);
    auto answers = smart_ups("08", "180");
    answers.back() = {"L", "230.0\r\n"};
    answers[6] = {"f", "099.9\r\n"};
    Bench charging(answers);
    CHECK(refused_with(charging, Control::calibrate_start) == ErrorCode::refused);
}

TEST_CASE("apc controls: during a calibration only its end is sent", "[apc]") {
    const std::string status = GENERATE(as<std::string>{}, "09", "11", "51");
    Bench bench(smart_ups(status, "180"));
    for (const Control control :
         {Control::shutdown_return, Control::shutdown_stayoff, Control::load_off,
          Control::test_battery_start_quick, Control::test_failure_start, Control::calibrate_start})
        CHECK(refused_with(bench, control) == ErrorCode::refused);
    bench.answer("D", GENERATE(as<std::string>{}, "OK\r\n", "$", "NO\r\n"));
    REQUIRE(bench.request(Control::calibrate_stop));
    bench.run(2s);
    CHECK(bench.acted_bytes() == "D");
    CHECK(bench.session().control_phase() == ControlPhase::accepted);
}

TEST_CASE("apc controls: what would write a setting, or cannot be done, is not offered", "[apc]") {
    Bench bench(smart_ups("08", "180"));
    for (const Control control :
         {Control::beeper_enable, Control::beeper_disable, Control::beeper_toggle,
          Control::test_battery_start_deep, Control::test_battery_start, Control::test_battery_stop})
        CHECK(refused_with(bench, control) == ErrorCode::unsupported);
}
