// Omron: the sheet's replies, and what the units are told.
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/omron.h"

namespace upsmd {
namespace {

using V = Variable;
using std::chrono::seconds;

const std::string kQ1 = "(102.5 000.0 102.4 000 49.9 54.5 22.7 ";

Verdict decode(const char* command, const std::string& raw, Decoded& out) {
    const Query* const query = find_query(kOmron, command);
    REQUIRE(query != nullptr);
    return decode_raw(kOmron, *query, {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}, out);
}

std::string value_in(const char* command, const std::string& raw, Variable variable) {
    Decoded out;
    const Verdict verdict = decode(command, raw, out);
    if (verdict != Verdict::ok) return verdict == Verdict::unsupported ? "unsupported" : "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->present() ? value->to_string() : "absent";
}

std::string status_of(const std::string& raw) {
    Decoded out;
    return decode("Q1", raw, out) == Verdict::ok ? out.status->to_string() : "refused";
}

std::string sent_by(const ControlRequest& request) {
    const ControlRow* const row = find_control(kOmron, request.control);
    if (row == nullptr) return "no row";
    const auto script = row->build(request, {}, {});
    if (!script) return "refused";
    std::string bytes;
    for (const Step& step : script->steps()) bytes.append(step.send.view().begin(), step.send.view().end());
    return bytes;
}

StepOutcome judged(const Step& step, const std::string& reply) {
    return step.judge({reinterpret_cast<const std::uint8_t*>(reply.data()), reply.size()}, step);
}

}  // namespace

TEST_CASE("omron status: b5 and b0 say nothing", "[omron]") {
    CHECK(status_of(kQ1 + "00101000\r") == "OL");
    CHECK(status_of("(000.0 000.0 100.4 010 49.9 50.1 22.7 10001000\r") == "OB");
    CHECK(status_of("(000.0 000.0 100.4 010 49.9 43.1 22.7 11001000\r") == "OB LB");
    CHECK(status_of(kQ1 + "00101100\r") == "OL CAL TEST");
    CHECK(status_of(kQ1 + "00101010\r") == "OL FSD");
    CHECK(status_of(kQ1 + "00111000\r") == "ALARM OL");
    CHECK(status_of(kQ1 + "0010100\r") == "refused");
    CHECK(value_in("Q1", kQ1 + "00101001\r", V::ups_beeper_status) == "absent");
    CHECK(value_in("Q1", kQ1 + "00101000\r", V::ups_type) == "offline / line interactive");
    CHECK(value_in("Q1", kQ1 + "00101000\r", V::battery_voltage) == "54.5");
}

TEST_CASE("omron: one value a question", "[omron]") {
    CHECK(value_in("Bl ?", "100\r", V::battery_charge) == "100");
    CHECK(value_in("Bl ?", "087\r", V::battery_charge) == "87");
    CHECK(value_in("RTS", "0699\r", V::battery_runtime) == "41940");
    CHECK(value_in("TPb", "+22.5\r", V::battery_temperature) == "22.5");
    CHECK(value_in("TPb", "-05.5\r", V::battery_temperature) == "-5.5");
    CHECK(value_in("Lf ?", "49.9\r", V::output_frequency) == "49.9");
    CHECK(value_in("PSNR", "A0Z25110005109G \r", V::device_serial) == "A0Z25110005109G");
    CHECK(value_in("FWV", "M:0.17(S:2.00)\r", V::ups_firmware) == "0.17");
    CHECK(value_in("FWV", "M:0.17(S:2.00)\r", V::ups_firmware_aux) == "2.00");
    CHECK(value_in("BRR", "20260730\r", V::battery_date) == "20260730");
    const std::string ratings = "1125W/1125VA/048V/160W/020W\r";
    CHECK(value_in("UN", ratings, V::ups_realpower_nominal) == "1125");
    CHECK(value_in("UN", ratings, V::ups_power_nominal) == "1125");
    CHECK(value_in("UN", ratings, V::battery_voltage_nominal) == "48");
}

TEST_CASE("omron: another reply is not taken for this one", "[omron]") {
    for (const char* const raw : {"101\r", "1OO\r", "1000\r", "49.9\r", "+22.5\r", "(102.5\r", "\r", ""}) {
        INFO(raw);
        CHECK(value_in("Bl ?", raw, V::battery_charge) == "refused");
    }
    for (const char* const raw : {"06990\r", "49.9\r", "-1\r"}) CHECK(value_in("RTS", raw, V::battery_runtime) == "refused");
    for (const char* const raw : {"+22.5C\r", "+222.5\r", "2+2.5\r", "M:0.17(S:2.00)\r"})
        CHECK(value_in("TPb", raw, V::battery_temperature) == "refused");
    for (const char* const raw : {"+49.9\r", "100.0\r", "20260730\r"})
        CHECK(value_in("Lf ?", raw, V::output_frequency) == "refused");
    for (const char* const raw : {"20260230\r", "2026073\r", "20261330\r", "2026-730\r"})
        CHECK(value_in("BRR", raw, V::battery_date) == "refused");
    for (const char* const raw : {"A0Z25\r", "1125W/1125VA/048V/160W/020W\r", "                \r"})
        CHECK(value_in("PSNR", raw, V::device_serial) == "refused");
    for (const char* const raw : {"M:0.17\r", "M:(S:2.00)\r", "M:0.17(S:2.00\r", "X:0.17(S:2.00)\r"})
        CHECK(value_in("FWV", raw, V::ups_firmware) == "refused");
    for (const char* const raw : {"1125W/1125VA/048V/160W\r", "1125W/1125VA/048V/160W/020V\r", "125W/1125VA/048V/160W/020W\r"})
        CHECK(value_in("UN", raw, V::ups_power_nominal) == "refused");
    for (const Query& query : kOmron.queries) {
        INFO(query.name);
        CHECK(value_in(std::string(query.name).c_str(), "NAK\r", V::ups_load) == "unsupported");
        CHECK(value_in(std::string(query.name).c_str(), std::string(query.send), V::ups_load) == "unsupported");
    }
    CHECK(value_in("UN", "NAK01\r", V::ups_power_nominal) == "unsupported");
}

TEST_CASE("omron: what it is told", "[omron][control]") {
    CHECK(sent_by({Control::shutdown_return, seconds(30)}) == "C\rAn\rS.5\r");
    CHECK(sent_by({Control::shutdown_return, seconds(55)}) == "C\rAn\rS01\r");
    CHECK(sent_by({Control::shutdown_return, seconds(600)}) == "C\rAn\rS10\r");
    CHECK(sent_by({Control::shutdown_return, seconds(601)}) == "refused");
    CHECK(sent_by({Control::shutdown_stayoff, seconds(30)}) == "C\rAf\rSf.5\r");
    CHECK(sent_by({Control::shutdown_stop}) == "C\r");
    for (const Control each : {Control::load_off, Control::load_on, Control::test_battery_start_quick, Control::beeper_toggle})
        CHECK(sent_by({each}) == "no row");
}

TEST_CASE("omron: only OK is a yes", "[omron][control]") {
    const auto script = find_control(kOmron, Control::shutdown_return)->build({Control::shutdown_return, seconds(30)}, {}, {});
    REQUIRE(script);
    const auto steps = script->steps();
    REQUIRE(steps.size() == 3);
    CHECK(steps[0].on_silence == StepOutcome::next);
    CHECK(judged(steps[0], "NAK") == StepOutcome::next);
    CHECK(steps[1].on_silence == StepOutcome::refused);
    CHECK(judged(steps[1], "OK") == StepOutcome::next);
    CHECK(judged(steps[1], "OK1") == StepOutcome::next);
    CHECK(judged(steps[1], "NAK") == StepOutcome::refused);
    CHECK(judged(steps[1], "An") == StepOutcome::refused);
    CHECK(judged(steps[1], kQ1 + "00101000") == StepOutcome::ignore);
    CHECK(steps[2].on_silence == StepOutcome::refused);
    CHECK(judged(steps[2], "OK") == StepOutcome::accepted);
    CHECK(judged(steps[2], "S.5") == StepOutcome::refused);
    CHECK_FALSE(steps[0].commits);
    CHECK_FALSE(steps[1].commits);
    CHECK(steps[2].commits);
    for (const char* const text : {"OK", "OK2"}) {
        const std::string reply = text;
        CHECK(decode_raw_answer(kOmron, "An", {reinterpret_cast<const std::uint8_t*>(reply.data()), reply.size()}) == Verdict::ok);
    }
}

}  // namespace upsmd
