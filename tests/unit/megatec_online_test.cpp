// Large on-line units: what q2, q6 and the Innova family report and are told.
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/catalog.h"
#include "core/protocols/megatec_online.h"

namespace upsmd {
namespace {

using V = Variable;

// Sniffed from an Innova RT 3/1.
const std::string kQ6Reply =
    "(227.0 225.6 230.0 50.0 229.9 000.0 000.0 49.9 007 000 000 327.8 000.0 23.0 06932 100 32 00000000 00000000 11\r";
const std::string kQ2Reply =
    "(226.6 224.3 228.0 226.6 229.9 000.0 000.0 000 000 000 49.9 327.6 18.0 00000000 999.24 100 02 00 00 00 00 "
    "00000000 11\r";
const std::string kWaReply =
    "(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 00000000\r";
const std::string kQ1 = "(227.0 195.0 229.9 007 49.9 2.27 23.0 ";

Verdict decode(const Protocol& protocol, const char* command, const std::string& raw, Decoded& out) {
    const Query* const query = find_query(protocol, command);
    REQUIRE(query != nullptr);
    return decode_raw(protocol, *query, {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}, out);
}

std::string value_in(const Protocol& protocol, const char* command, const std::string& raw, Variable variable) {
    Decoded out;
    if (decode(protocol, command, raw, out) != Verdict::ok) return "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->present() ? value->to_string() : "absent";
}

std::string status_of(const Protocol& protocol, const std::string& raw) {
    Decoded out;
    if (decode(protocol, "Q1", raw, out) != Verdict::ok || !out.status) return "refused";
    return out.status->to_string();
}

std::string sent_by(const Protocol& protocol, const ControlRequest& request, const Reading& reading = {}) {
    const ControlRow* const row = find_control(protocol, request.control);
    if (row == nullptr) return "no row";
    const auto script = row->build(request, reading, {});
    if (!script) return "refused";
    std::string bytes;
    for (const Step& step : script->steps()) bytes.append(step.send.view().begin(), step.send.view().end());
    return bytes;
}

const std::array kAll{&kQ2, &kQ6, &kInnovaRt31, &kInnovaRt33, &kInnovaAe};

}  // namespace

TEST_CASE("large on-line units: the states of the flags", "[online]") {
    for (const Protocol* const each : kAll) {
        INFO(each->name);
        CHECK(status_of(*each, kQ1 + "00000001\r") == "OL");
        CHECK(status_of(*each, "(000.0 195.0 229.9 007 49.9 2.03 23.0 10000001\r") == "OB");
        CHECK(status_of(*each, "(000.0 195.0 229.9 007 49.9 1.83 23.0 11000001\r") == "OB LB");
        CHECK(status_of(*each, kQ1 + "00000101\r") == "OL CAL TEST");
        CHECK(status_of(*each, kQ1 + "00010001\r") == "ALARM OL");
        CHECK(status_of(*each, kQ1 + "0000000x\r") == "refused");
        CHECK(status_of(*each, kQ6Reply) == "refused");
        CHECK(status_of(*each, "(000.0 000.0 000.0 000 00.0 0.00 00.0 00000000\r") == "refused");
    }
}

TEST_CASE("large on-line units: b5 is the bypass whatever the voltages are", "[online]") {
    for (const Protocol* const each : kAll) {
        INFO(each->name);
        CHECK(status_of(*each, "(227.0 195.0 226.5 007 49.9 2.27 23.0 00100001\r") == "OL BYPASS");
        CHECK(status_of(*each, "(250.0 195.0 228.0 007 49.9 2.27 23.0 00100001\r") == "OL BYPASS");
        CHECK(status_of(*each, "(100.0 195.0 230.0 007 49.9 2.27 23.0 00100001\r") == "OL BYPASS");
        CHECK(status_of(*each, "(000.0 195.0 229.9 007 49.9 2.03 23.0 10100001\r") == "OB");
        CHECK(status_of(*each, "(227.0 195.0 226.5 007 49.9 2.27 23.0 00100101\r") == "OL CAL TEST");
    }
}

TEST_CASE("large on-line units: the cell of Q1 is not the string of Q2 and Q6", "[online]") {
    for (const Protocol* const each : {&kQ2, &kQ6, &kInnovaRt31, &kInnovaRt33}) {
        INFO(each->name);
        const std::string line = kQ1 + "00000001\r";
        CHECK(value_in(*each, "Q1", line, V::battery_voltage) == "not named");
        CHECK(value_in(*each, "Q1", line, V::ups_load) == "not named");
        CHECK(value_in(*each, "Q1", line, V::input_voltage) == "227.0");
        CHECK(value_in(*each, "Q1", line, V::output_voltage) == "229.9");
        CHECK(value_in(*each, "Q1", line, V::input_voltage_fault) == (each == &kQ2 ? "not named" : "195.0"));
        CHECK_FALSE(each->estimates_battery);
    }
    CHECK(value_in(kInnovaAe, "Q1", kQ1 + "00000001\r", V::battery_voltage) == "2.27");
    CHECK(kInnovaAe.estimates_battery);
    CHECK(value_in(kQ6, "Q6", kQ6Reply, V::battery_voltage) == "327.8");
    CHECK(value_in(kQ2, "Q2", kQ2Reply, V::battery_voltage) == "327.6");
}

TEST_CASE("large on-line units: Q2 tells its run time in minutes, Q6 in seconds", "[online]") {
    CHECK(value_in(kQ2, "Q2", kQ2Reply, V::battery_runtime) == "59954");
    CHECK(value_in(kQ6, "Q6", kQ6Reply, V::battery_runtime) == "6932");
    CHECK(value_in(kQ2, "Q2", kQ2Reply.substr(0, 79) + "\r", V::battery_runtime) == "absent");
    CHECK(value_in(kQ2, "Q2", kQ2Reply.substr(0, 79) + "\r", V::input_l2_n_voltage) == "224.3");
    CHECK(value_in(kQ2, "Q2", kQ2Reply, V::input_voltage_fault) == "226.6");
    CHECK(value_in(kQ6, "Q6", kQ2Reply, V::battery_charge) == "refused");
    CHECK(value_in(kQ6, "Q6", kQ6Reply.substr(0, 90) + "\r", V::battery_charge) == "refused");
}

TEST_CASE("innova-rt31: one output phase has the plain names only", "[online]") {
    CHECK(value_in(kInnovaRt31, "Q6", kQ6Reply, V::output_voltage) == "229.9");
    CHECK(value_in(kInnovaRt31, "Q6", kQ6Reply, V::ups_load) == "7");
    CHECK(value_in(kInnovaRt31, "Q6", kQ6Reply, V::output_l1_n_voltage) == "not named");
    CHECK(value_in(kInnovaRt31, "Q6", kQ6Reply, V::output_l2_n_voltage) == "not named");
    CHECK(value_in(kInnovaRt31, "Q6", kQ6Reply, V::input_l3_n_voltage) == "230.0");
    CHECK(value_in(kInnovaRt31, "WA", kWaReply, V::output_current) == "6.5");
    CHECK(value_in(kInnovaRt31, "WA", kWaReply, V::ups_realpower) == "1400");
    CHECK(value_in(kInnovaRt31, "WA", kWaReply, V::output_l1_realpower) == "not named");
    CHECK(value_in(kInnovaRt31, "BPS", "(000.0 000.0 000.0 00.0\r", V::input_bypass_voltage) == "0.0");
    CHECK(value_in(kInnovaRt31, "BPS", "(230.4 000.0 000.0 49.9\r", V::input_bypass_l1_n_voltage) == "not named");
    CHECK(value_in(kInnovaRt31, "BPS", "NAK\r", V::input_bypass_voltage) == "refused");
    for (const Protocol* const each : {&kQ6, &kInnovaRt33})
        CHECK(value_in(*each, "Q6", kQ6Reply, V::output_l1_n_voltage) == "229.9");
}

TEST_CASE("large on-line units: a value of one phase goes when no phase is left", "[online]") {
    CHECK(value_in(kQ6, "BPS", "(230.4 000.0 000.0 49.9\r", V::input_bypass_voltage) == "230.4");
    CHECK(value_in(kQ6, "BPS", "(230.4 230.4 230.4 49.9\r", V::input_bypass_voltage) == "absent");
    CHECK(value_in(kQ6, "BPS", "(000.0 000.0 000.0 00.0\r", V::input_bypass_voltage) == "absent");
    const std::string off =
        "(227.0 225.6 230.0 50.0 000.0 000.0 000.0 00.0 000 000 000 327.8 000.0 23.0 06932 100 32 00000000 00000000 11\r";
    CHECK(value_in(kQ6, "Q6", off, V::ups_load) == "0");
    const std::string three =
        "(227.0 225.6 230.0 50.0 229.9 229.9 229.9 49.9 007 010 012 327.8 000.0 23.0 06932 100 32 00000000 00000000 11\r";
    CHECK(value_in(kQ6, "Q6", three, V::ups_load) == "not named");  // WA tells it
}

TEST_CASE("large on-line units: who it is; ratings of WH only where F gives none", "[online]") {
    for (const Protocol* const each : {&kQ2, &kQ6, &kInnovaRt31, &kInnovaRt33}) {
        INFO(each->name);
        CHECK(find_query(*each, "WH")->fills_gaps);
        CHECK(value_in(*each, "FW?", "05516-1100\r", V::ups_firmware) == "05516-1100");
        CHECK(value_in(*each, "SASV07?", "GASV07DN05K10KB100004      \r", V::device_serial) == "N05K10KB100004");
        CHECK(value_in(*each, "F", "#230.0 087 288.0 50.0\r", V::battery_voltage_nominal) == "288.0");
    }
    const std::string filler = "#222222222222222222222222222R1.00.48  \r";
    CHECK(value_in(kInnovaAe, "I", filler, V::device_mfr) == "absent");
    CHECK(value_in(kInnovaAe, "I", filler, V::device_model) == "absent");
    CHECK(value_in(kInnovaAe, "I", filler, V::ups_firmware) == "R1.00.48");
}

TEST_CASE("large on-line units: what they are told", "[online][control]") {
    const std::chrono::seconds half{30};
    for (const Protocol* const each : kAll) {
        INFO(each->name);
        CHECK(sent_by(*each, {Control::shutdown_return, half, {}}) == "C\rS.5R0003\r");
        CHECK(sent_by(*each, {Control::shutdown_stayoff, half, {}}) == "C\rS.5R0000\r");
        CHECK(sent_by(*each, {Control::test_battery_start_quick, {}, {}}) == "T\r");
        CHECK(sent_by(*each, {Control::test_battery_start, {}, std::chrono::minutes{10}}) == "T10\r");
        CHECK(sent_by(*each, {Control::test_battery_start_deep, {}, {}}) == "TL\r");
        CHECK(sent_by(*each, {Control::test_battery_stop, {}, {}}) == "CT\r");
        const bool fixed = each == &kInnovaRt31 || each == &kInnovaRt33;
        CHECK(sent_by(*each, {Control::beeper_toggle, {}, {}}) == (fixed ? "no row" : "Q\r"));
        Reading on_battery;
        on_battery.set(V::ups_status, Value::text("OB"));
        CHECK(sent_by(*each, {Control::test_battery_start_deep, {}, {}}, on_battery) == "refused");
    }
}

TEST_CASE("large on-line units: no question is declared as an act", "[online]") {
    for (const Protocol* const each : kAll) {
        INFO(each->name);
        CHECK(protocol_by_name(each->name) == each);
        for (const Query& query : each->queries)
            for (const Destructive& act : each->destructive) {
                INFO(query.name << ", " << act.bytes);
                CHECK_FALSE(query.send.starts_with(act.bytes));
            }
    }
}

}  // namespace upsmd
