// What an XCP unit is told: authorisation, pause, exact bytes, and how it answers.
#include "tests/unit/bcmxcp_tools.h"

namespace upsmd {
namespace {

using namespace xcp_test;
using std::chrono::seconds;

const Frame kCommands = block(0x10, {4, 1, 0x89, 0x8A, 0x93, 0x95});
const std::string kAuthorise("\xAB\x04\xCF\x69\xE8\xD5\x5C", 7);

std::string bytes_of(const Step& step) {
    const Bytes bytes = step.send.view();
    return {bytes.begin(), bytes.end()};
}

Result<Script> build(const Unit& unit, Control control, seconds delay = seconds(0), const Reading& reading = {}) {
    const ControlRow* const row = find_control(kBcmXcp, control);
    REQUIRE(row != nullptr);
    ControlRequest request{control, delay, {}};
    request.memory = unit.memory();
    return row->build(request, reading, {});
}

// The command after the authorisation.
std::string told(const Unit& unit, Control control, seconds delay = seconds(0)) {
    const auto script = build(unit, control, delay);
    if (!script) return "refused";
    REQUIRE(script->steps().size() == 2);
    CHECK(bytes_of(script->steps()[0]) == kAuthorise);
    CHECK(script->steps()[1].pause == 2s);
    CHECK(script->steps()[1].commits);
    return bytes_of(script->steps()[1]);
}

Unit listing_unit() {
    Unit unit;
    REQUIRE(unit.read("40", kCommands) == Verdict::ok);
    return unit;
}

StepOutcome judged(const Step& step, const Frame& reply) { return step.judge(reply, step); }

}  // namespace

TEST_CASE("bcmxcp: bytes of the controls", "[bcmxcp][control]") {
    const Unit unit = listing_unit();
    CHECK(told(unit, Control::shutdown_return, seconds(120)) == std::string("\xAB\x03\x8A\x78\x00\x50", 6));
    CHECK(told(unit, Control::shutdown_return, seconds(0)) == std::string("\xAB\x03\x8A\x00\x00\xC8", 6));
    CHECK(told(unit, Control::shutdown_return, seconds(65534)) == "\xAB\x03\x8A\xFE\xFF\xCB");
    CHECK(told(unit, Control::shutdown_return, seconds(65535)) == "refused");
    CHECK(told(unit, Control::load_off) == "\xAB\x01\x8B\xC9");
    CHECK(told(unit, Control::load_on) == "\xAB\x01\x89\xCB");
    CHECK(told(unit, Control::test_battery_start_quick) == "\xAB\x03\xB1\x0A\x1E\x79");
    CHECK(told(unit, Control::shutdown_stop) == std::string("\xAB\x03\x93\x00\x00\xBF", 6));
    CHECK(told(unit, Control::beeper_enable) == std::string("\xAB\x04\x95\x06\x01\x00\xB5", 7));
    CHECK(told(unit, Control::beeper_disable) == std::string("\xAB\x04\x95\x06\x00\x00\xB6", 7));
    CHECK(told(unit, Control::beeper_toggle) == "refused");  // the horn's setting is not known
}

TEST_CASE("bcmxcp: an off in minutes is never early", "[bcmxcp][control]") {
    const Unit unit = listing_unit();
    for (const int delay : {0, 1, 59, 60, 61, 119, 120, 3600}) {
        INFO(delay);
        const std::string bytes = told(unit, Control::shutdown_stayoff, seconds(delay));
        REQUIRE(bytes.size() == 6);
        const int minutes = static_cast<std::uint8_t>(bytes[3]) + 256 * static_cast<std::uint8_t>(bytes[4]);
        CHECK(minutes * 60 - 59 >= delay);
        CHECK(minutes > 0);  // 0 would cancel
    }
    CHECK(told(unit, Control::shutdown_stayoff, std::chrono::minutes(65529)).substr(3, 2) == "\xFA\xFF");
    CHECK(told(unit, Control::shutdown_stayoff, seconds(65529 * 60 + 1)) == "refused");
}

TEST_CASE("bcmxcp: without a list of commands only what every unit knows", "[bcmxcp][control]") {
    const Unit unit;
    CHECK(told(unit, Control::shutdown_return, seconds(60)) != "refused");
    CHECK(told(unit, Control::load_off) != "refused");
    CHECK(told(unit, Control::test_battery_start_quick) != "refused");
    for (const Control control : {Control::shutdown_stayoff, Control::shutdown_stop, Control::load_on, Control::beeper_enable,
                                  Control::beeper_disable, Control::beeper_toggle})
        CHECK(told(unit, control) == "refused");
    Unit other;
    REQUIRE(other.read("40", block(0x10, {1, 1, 0x31})) == Verdict::ok);
    CHECK(told(other, Control::load_on) == "refused");
    CHECK(other.read("40", block(0x10, {9, 1, 0x31})) == Verdict::rejected);
    CHECK(other.read("40", block(0x10, {1, 2, 0x31})) == Verdict::rejected);
}

TEST_CASE("bcmxcp: an \"off and return\" that is running cannot be stopped", "[bcmxcp][control]") {
    Unit unit = listing_unit();
    REQUIRE(unit.read("33", block(3, {0x50, 0xD2, 0, 0x90, 0x10})) == Verdict::ok);
    CHECK(told(unit, Control::shutdown_stop) == "refused");
    REQUIRE(unit.read("33", block(3, {0x50, 0xD2, 0, 0x90, 0x02})) == Verdict::ok);
    CHECK(told(unit, Control::shutdown_stop) != "refused");
}

TEST_CASE("bcmxcp: the horn is toggled by what it was", "[bcmxcp][control]") {
    Unit unit = listing_unit();
    Frame limits(32, 0);
    limits[17] = 1;
    REQUIRE(unit.read("3C", block(12, limits)) == Verdict::ok);
    CHECK(told(unit, Control::beeper_toggle) == std::string("\xAB\x04\x95\x06\x00\x00\xB6", 7));
    limits[17] = 0;
    REQUIRE(unit.read("3C", block(12, limits)) == Verdict::ok);
    CHECK(told(unit, Control::beeper_toggle) == std::string("\xAB\x04\x95\x06\x01\x00\xB5", 7));
}

TEST_CASE("bcmxcp: acknowledgements", "[bcmxcp][control]") {
    const auto script = build({}, Control::shutdown_return, seconds(120));
    const Step& step = script->steps()[1];
    CHECK(judged(step, {0xAB, 0x09, 0x04, 0x81, 0x31, 0x8A, 0x78, 0x00, 0x94}) == StepOutcome::accepted);
    CHECK(judged(step, block(9, {0x37, 0x8A, 0x78, 0})) == StepOutcome::accepted);
    for (const unsigned no : {0x32U, 0x33U, 0x34U, 0x35U, 0x36U})
        CHECK(judged(step, block(9, {static_cast<std::uint8_t>(no), 0x8A, 0x78, 0})) == StepOutcome::refused);
    CHECK(judged(step, block(9, {0x31, 0xB1})) == StepOutcome::ignore);
    CHECK(judged(step, block(3, {0x31, 0x8A})) == StepOutcome::ignore);
    CHECK(judged(step, {0x31}) == StepOutcome::ignore);
    CHECK(step.on_silence == StepOutcome::refused);
    CHECK(decode_raw_answer(kBcmXcp, "8A", block(9, {0x31, 0x8A, 0x78, 0})) == Verdict::ok);
    CHECK(decode_raw_answer(kBcmXcp, "B1", Frame{0xAB, 0x09, 0x04, 0x81, 0x33, 0xB1, 0x0A, 0x1E, 0xBB}) == Verdict::unsupported);
    CHECK(decode_raw_answer(kBcmXcp, "xx", block(9, {0x31, 0x8A})) == Verdict::rejected);
    Reading reading;
    reading.set(Variable::ups_status, Value::text("ALARM OB"));
    CHECK_FALSE(build({}, Control::test_battery_start_quick, seconds(0), reading));
}

TEST_CASE("bcmxcp: every control and every setting is declared, no question is", "[bcmxcp]") {
    const auto declared = [](std::string_view bytes) {
        for (const Destructive& each : kBcmXcp.destructive)
            if (bytes.substr(0, each.bytes.size()) == each.bytes) return true;
        return false;
    };
    const Unit unit = listing_unit();
    for (const ControlRow& row : kBcmXcp.controls)
        if (const auto script = build(unit, row.control))
            for (const Step& step : script->steps()) CHECK(declared(bytes_of(step)));
    for (const Query& query : kBcmXcp.queries) {
        CHECK_FALSE(declared(query.send));
        unsigned sum = 0;
        for (const char c : query.send) sum += static_cast<std::uint8_t>(c);
        CHECK(sum % 256 == 0);
    }
}

}  // namespace upsmd
