// Voltronic P: status, mode, battery, warnings and faults.
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/voltronic_p.h"

namespace upsmd {
namespace {

using V = Variable;

const std::string kVolts = "(231.4 50.0 230.1 50.0 001.2 027 369.1 369.4 027.2 ---.- 031.5 ";
const std::string kGood = kVolts + "100000000000\r";

Verdict decode(const char* command, const std::string& raw, Decoded& out) {
    const Query* const query = find_query(kVoltronic, command);
    REQUIRE(query != nullptr);
    return decode_raw(kVoltronic, *query, {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}, out);
}

Verdict verdict_of(const char* command, const std::string& raw) {
    Decoded out;
    return decode(command, raw, out);
}

std::string value_in(const char* command, const std::string& raw, Variable variable) {
    Decoded out;
    if (decode(command, raw, out) != Verdict::ok) return "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->to_string();
}

std::string status_of(const std::string& raw) {
    Decoded out;
    return decode("QGS", raw, out) == Verdict::ok ? out.status->to_string() : "refused";
}

// The flags that a query adds, and its alarm text.
std::string extra_of(const char* command, const std::string& raw) {
    Decoded out;
    if (decode(command, raw, out) != Verdict::ok) return "refused";
    std::string text = out.extra_status ? out.extra_status->to_string() : "";
    if (const Value* const alarm = out.find(V::ups_alarm); alarm != nullptr && alarm->present())
        text += ": " + alarm->to_string();
    return text;
}

std::string warnings(std::initializer_list<std::size_t> numbers) {
    std::string bits(64, '0');
    for (const std::size_t number : numbers) bits[number - 1] = '1';
    return "(" + bits + "\r";
}

}  // namespace

TEST_CASE("voltronic status: every field and the description's three states", "[voltronic]") {
    CHECK(value_in("QGS", kGood, V::input_voltage) == "231.4");
    CHECK(value_in("QGS", kGood, V::input_frequency) == "50.0");
    CHECK(value_in("QGS", kGood, V::output_voltage) == "230.1");
    CHECK(value_in("QGS", kGood, V::output_frequency) == "50.0");
    CHECK(value_in("QGS", kGood, V::output_current) == "1.2");
    CHECK(value_in("QGS", kGood, V::ups_load) == "27");
    CHECK(value_in("QGS", kGood, V::battery_voltage) == "27.2");
    CHECK(value_in("QGS", kGood, V::ups_temperature) == "31.5");
    CHECK(value_in("QGS", kGood, V::ups_type) == "online");
    CHECK(value_in("QGS", kGood, V::ups_beeper_status) == "enabled");
    CHECK(status_of(kGood) == "OL");
    CHECK(status_of("(000.0 00.0 230.0 50.0 001.2 027 368.0 368.4 024.6 ---.- 032.0 101000000000\r") == "OB");
    CHECK(status_of("(000.0 00.0 229.8 50.0 001.2 027 366.0 366.4 021.1 ---.- 032.0 101100000000\r") == "OB LB");
}

TEST_CASE("voltronic status: each flag", "[voltronic]") {
    CHECK(status_of(kVolts + "100001000000\r") == "ALARM OL");
    CHECK(value_in("QGS", kVolts + "100001000000\r", V::ups_alarm) == "UPS fault");
    CHECK(extra_of("QGS", kVolts + "100000100000\r") == "ALARM: EPO");
    CHECK(status_of(kVolts + "100000100000\r") == "OL");  // EPO does not ask for QFS
    CHECK(status_of(kVolts + "100000010000\r") == "OL CAL TEST");
    CHECK(status_of(kVolts + "100000001000\r") == "OL FSD");
    CHECK(value_in("QGS", kVolts + "100000000100\r", V::ups_beeper_status) == "muted");
    CHECK(value_in("QGS", kVolts + "100000000010\r", V::ups_test_result) == "failed");
    CHECK(value_in("QGS", kVolts + "100000000001\r", V::ups_test_result) == "passed");
    CHECK(value_in("QGS", kGood, V::ups_test_result).empty());
    CHECK(value_in("QGS", kVolts + "000000000000\r", V::ups_type) == "offline");
    CHECK(value_in("QGS", kVolts + "010000000000\r", V::ups_type) == "line-interactive");
    CHECK(value_in("QGS", kVolts + "--0000000000\r", V::ups_type).empty());
    CHECK(status_of(kVolts + "--0-0-0-0-0-\r") == "OL");  // some units do not report all
}

TEST_CASE("voltronic status: bypass, trim and boost show in the voltages", "[voltronic]") {
    const auto with = [](const std::string& input, const std::string& output, const std::string& bits) {
        return status_of("(" + input + " 50.0 " + output + " 50.0 001.2 027 369.1 369.4 027.2 ---.- 031.5 " + bits + "\r");
    };
    CHECK(with("230.0", "231.0", "100010000000") == "OL BYPASS");
    CHECK(with("230.0", "231.0", "010010000000") == "OL");  // the regulator, changing little
    CHECK(with("185.0", "214.6", "010010000000") == "OL BOOST");
    CHECK(with("262.0", "231.0", "010010000000") == "OL TRIM");
    CHECK(with("230.0", "100.0", "100010000000") == "OL");
    CHECK(with("000.0", "230.0", "101010000000") == "OB");
    CHECK(with("230.0", "231.0", "100010001000") == "OL FSD");
}

TEST_CASE("voltronic status: a field that is not a number goes absent, the rest stays", "[voltronic]") {
    const std::string raw = "(231.4 50.0 230.1 50.0 001.2 00A 369.1 369.4 ---.- ---.- XX.X 100000000000\r";
    CHECK(value_in("QGS", raw, V::ups_load).empty());
    CHECK(value_in("QGS", raw, V::battery_voltage).empty());
    CHECK(value_in("QGS", raw, V::ups_temperature).empty());
    CHECK(value_in("QGS", raw, V::output_current) == "1.2");
    CHECK(status_of(raw) == "OL");
}

TEST_CASE("voltronic status: what is refused", "[voltronic]") {
    CHECK(verdict_of("QGS", "(NAK\r") == Verdict::unsupported);
    CHECK(verdict_of("QGS", "QGS\r") == Verdict::unsupported);
    for (const std::string& raw : {
             std::string("(L\r"), std::string("(ACK\r"), std::string("\r"), std::string(""),
             kGood.substr(0, 60) + "\r", kGood.substr(20),                 // cut at either end
             kVolts + "10000000000\r", kVolts + "1000000000000\r",         // flags too few, too many
             kVolts + "1000000000x0\r", kVolts + "10-000000000\r",         // mains not told
             std::string("(000.0 00.0 000.0 00.0 000.0 000 000.0 000.0 000.0 ---.- 000.0 000000000000\r"),
             std::string("(000.0 00.0 230.0 50.0 001.2 027 368.0 368.4 024.6 ---.- 032.0 100000000000\r"),  // a contradiction
             std::string("(230.1 230.1 230.4 014 50.0 27.4 30.0 00001001\r"),  // Megatec's
             kVolts + "100000000000\xD1\x5A\r",                            // check bytes
         }) {
        INFO(raw);
        CHECK(verdict_of("QGS", raw) == Verdict::rejected);
    }
}

TEST_CASE("voltronic mode", "[voltronic]") {
    CHECK(value_in("QMOD", "(L\r", V::ups_mode) == "line");
    CHECK(extra_of("QMOD", "(L\r").empty());
    CHECK(extra_of("QMOD", "(B\r").empty());
    CHECK(extra_of("QMOD", "(S\r") == "OFF");
    CHECK(extra_of("QMOD", "(Y\r") == "BYPASS");
    CHECK(extra_of("QMOD", "(E\r") == "ECO");
    CHECK(extra_of("QMOD", "(T\r") == "CAL TEST");
    CHECK(extra_of("QMOD", "(F\r") == "ALARM: fault mode, no output");
    CHECK(extra_of("QMOD", "(D\r") == "ALARM: shutting down");
    CHECK(extra_of("QMOD", "(P\r") == "ALARM: starting");
    CHECK(extra_of("QMOD", "(X\r") == "refused");
    CHECK(extra_of("QMOD", "(LL\r") == "refused");
    CHECK(verdict_of("QMOD", "(NAK\r") == Verdict::unsupported);
}

TEST_CASE("voltronic battery: charge, run time in three digits or five, strings", "[voltronic]") {
    CHECK(value_in("QBV", "(026.5 02 01 068 255\r", V::battery_charge) == "68");
    CHECK(value_in("QBV", "(026.5 02 01 068 255\r", V::battery_runtime) == "15300");
    CHECK(value_in("QBV", "(041.0 03 02 100 00037\r", V::battery_runtime) == "2220");
    CHECK(value_in("QBV", "(041.0 03 02 100 00037\r", V::battery_packs) == "2");
    CHECK(value_in("QBV", "(026.5 02 01 --- ---\r", V::battery_charge).empty());
    CHECK(verdict_of("QBV", "(026.5 02 01 068\r") == Verdict::rejected);
    CHECK(verdict_of("QBV", "(NAK\r") == Verdict::unsupported);
}

TEST_CASE("voltronic warnings: texts and words", "[voltronic]") {
    CHECK(extra_of("QWS", warnings({})).empty());
    CHECK(extra_of("QWS", warnings({9, 11, 56})) == "ALARM RB OVER: overload, EPO, replace battery");
    CHECK(extra_of("QWS", warnings({8})) == "ALARM LB: battery low");
    CHECK(extra_of("QWS", warnings({1, 59})) == "ALARM: battery disconnected, warning #59");
    CHECK(extra_of("QWS", warnings({64})) == "ALARM: warning #64");
    for (std::size_t number = 1; number <= 64; ++number) {
        INFO(number);
        CHECK(extra_of("QWS", warnings({number})).substr(0, 5) == "ALARM");
    }
    CHECK(verdict_of("QWS", "(" + std::string(63, '0') + "\r") == Verdict::rejected);
    CHECK(verdict_of("QWS", "(" + std::string(63, '0') + "-\r") == Verdict::rejected);
}

TEST_CASE("voltronic fault: code and text", "[voltronic]") {
    const auto with = [](const std::string& code) {
        return "(" + code + " 212.1 50.0 005.6 49.9 006 010.6 343.8 ---.- 026.2 021.8 01101100\r";
    };
    CHECK(extra_of("QFS", "(OK\r").empty());
    CHECK(extra_of("QFS", with("14")) == "ALARM: fault 14 inverter shorted (L1)");
    CHECK(extra_of("QFS", with("1C")) == "ALARM: fault 1C negative power L3");
    CHECK(extra_of("QFS", with("43")) == "ALARM OVER: fault 43 overload");
    CHECK(extra_of("QFS", with("E7")) == "ALARM: fault E7");
    CHECK(extra_of("QFS", "(14 212.1 50.0 212.1 50.0 005.6 006 343.8 ---.- 026.2 ---.- 021.8 01101100\r") ==
          "ALARM: fault 14 inverter shorted (L1)");
    CHECK(extra_of("QFS", "(14 212.1 50.0\r") == "refused");
    CHECK(extra_of("QFS", kGood) == "refused");
}

TEST_CASE("voltronic: QFS is asked only while the status says that there is a fault", "[voltronic]") {
    CHECK(find_query(kVoltronic, "QFS")->only_while == StatusFlags{StatusFlag::alarm});
    int others = 0;
    for (const Query& query : kVoltronic.queries)
        if (query.name != "QFS" && query.only_while != StatusFlags{}) ++others;
    CHECK(others == 0);
}

}  // namespace upsmd
