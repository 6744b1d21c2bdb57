// What a Powercom unit is told: exact bytes, ranges, and how its status confirms an order.
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/powercom.h"

namespace upsmd {
namespace {

using std::chrono::seconds;

std::string bytes_of(const Step& step) {
    const Bytes bytes = step.send.view();
    return {bytes.begin(), bytes.end()};
}

Result<Script> build(const Protocol& protocol, Control control, seconds delay = seconds(0), const Reading& reading = {}) {
    const ControlRow* const row = find_control(protocol, control);
    REQUIRE(row != nullptr);
    return row->build({control, delay, {}}, reading, {});
}

std::string order(const Protocol& protocol, Control control, seconds delay) {
    const auto script = build(protocol, control, delay);
    return script ? bytes_of(script->steps().front()) : "refused";
}

StepOutcome judged(const Step& step, unsigned a, unsigned b) {
    const std::array<std::uint8_t, 11> frame{
        10, 200, 120, 120, 90, 0, 90, 0, 0, static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)};
    return step.judge(frame, step);
}

}  // namespace

TEST_CASE("powercom turn-off: minutes only where the type takes them", "[powercom][control]") {
    for (const Protocol* const table : {&kPowercomTrust, &kPowercomEgys, &kPowercomKp625ap}) {
        INFO(table->name);
        CHECK(order(*table, Control::shutdown_return, seconds(10)) == "\xB9\xBC\x0A");
        CHECK(order(*table, Control::shutdown_stayoff, seconds(10)) == "\xBA\x0A");
        CHECK(order(*table, Control::shutdown_return, seconds(255)) == "\xB9\xBC\xFF");
        CHECK(order(*table, Control::shutdown_return, seconds(256)) == "refused");
        CHECK(order(*table, Control::shutdown_return, seconds(0)) == "\xB9\xBC\x01");
    }
    for (const Protocol* const table : {&kPowercom, &kPowercomBntOther}) {
        INFO(table->name);
        CHECK(order(*table, Control::shutdown_return, seconds(90)) == "\xB9\xBC\x01\x1E");
        CHECK(order(*table, Control::shutdown_stayoff, seconds(90)) == "\xBA\x01\x1E");
        CHECK(order(*table, Control::shutdown_stayoff, seconds(0)) == std::string("\xBA\0\x01", 3));
        CHECK(order(*table, Control::shutdown_return, seconds(180)) == std::string("\xB9\xBC\x03\0", 4));
        CHECK(order(*table, Control::shutdown_return, seconds(15359)) == "\xB9\xBC\xFF\x3B");
        CHECK(order(*table, Control::shutdown_return, seconds(15360)) == "refused");
    }
}

TEST_CASE("powercom: the status confirms an order", "[powercom][control]") {
    const auto off = build(kPowercom, Control::shutdown_return, seconds(60));
    REQUIRE(off->steps().size() == 4);
    CHECK(off->steps()[0].commits);
    CHECK(off->steps()[0].judge == nullptr);
    const Step& look = off->steps()[1];
    CHECK(bytes_of(look) == "\x01");
    CHECK(judged(look, 0, 0) == StepOutcome::next);
    CHECK(judged(look, 0, 0x10) == StepOutcome::accepted);
    CHECK(judged(look, 0, 0x20) == StepOutcome::accepted);
    CHECK(judged(look, 0x80, 0) == StepOutcome::accepted);
    CHECK(judged(look, 0, 0x04) == StepOutcome::next);
    CHECK(judged(off->steps()[3], 0, 0) == StepOutcome::refused);
    CHECK(look.judge({}, look) == StepOutcome::ignore);

    const auto test = build(kPowercom, Control::test_battery_start_quick);
    CHECK(bytes_of(test->steps()[0]) == "\x03");
    CHECK(judged(test->steps()[1], 0, 0x04) == StepOutcome::accepted);
    CHECK(judged(test->steps()[3], 0, 0x10) == StepOutcome::refused);
}

TEST_CASE("powercom: no test on battery, and nothing that the protocol does not know", "[powercom][control]") {
    Reading reading;
    reading.set(Variable::ups_status, Value::text("OB"));
    CHECK_FALSE(build(kPowercom, Control::test_battery_start_quick, seconds(0), reading));
    for (const Control control : {Control::shutdown_stop, Control::load_off, Control::load_on, Control::beeper_disable})
        CHECK(find_control(kPowercom, control) == nullptr);
}

TEST_CASE("powercom: what acts is declared, and asking does not act", "[powercom]") {
    for (const Protocol* const table : {&kPowercom, &kPowercomBntOther, &kPowercomEgys, &kPowercomKp625ap, &kPowercomTrust}) {
        INFO(table->name);
        CHECK(table->line.baud == 1200);
        for (const std::string_view bytes : {"\x03", "\x04", "\xB9", "\xBA"}) {
            bool declared = false;
            for (const Destructive& each : table->destructive) declared = declared || (each.bytes == bytes && !each.at_line_start);
            CHECK(declared);
        }
        for (const Destructive& each : table->destructive) CHECK(table->queries.front().send.find(each.bytes) == std::string_view::npos);
        // These two take their power from the lines.
        const bool fed = table == &kPowercomTrust || table == &kPowercomKp625ap;
        CHECK(table->line.outputs.dtr == !fed);
        CHECK(table->line.outputs.rts);
    }
}

}  // namespace upsmd
