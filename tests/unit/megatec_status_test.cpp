// The Megatec status line: what is accepted, what is refused, and what it means.
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <random>
#include <string>

#include "core/protocols/megatec.h"
#include "core/protocols/megatec_status.h"

namespace upsmd {
namespace {

using V = Variable;

const std::string kGood = "(230.1 231.2 229.4 014 50.0 27.4 30.0 00001001\r";

Verdict decode(const std::string& raw, Decoded& out, const char* command = "Q1") {
    const Query* const query = find_query(kMegatec, command);
    REQUIRE(query != nullptr);
    return decode_raw(kMegatec, *query, {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}, out);
}

Verdict verdict_of(const std::string& raw, const char* command = "Q1") {
    Decoded out;
    return decode(raw, out, command);
}

std::string status_of(const std::string& raw) {
    Decoded out;
    if (decode(raw, out) != Verdict::ok || !out.status) return "refused";
    return out.status->to_string();
}

std::string text_in(const std::string& raw, Variable variable) {
    Decoded out;
    if (decode(raw, out) != Verdict::ok) return "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->to_string();
}

std::string with_flags(const std::string& flags) { return "(230.1 230.1 230.4 014 50.0 27.4 30.0 " + flags + "\r"; }

// Every value of kGood.
void check_good(const std::string& raw) {
    INFO(raw);
    CHECK(text_in(raw, V::input_voltage) == "230.1");
    CHECK(text_in(raw, V::input_voltage_fault) == "231.2");
    CHECK(text_in(raw, V::output_voltage) == "229.4");
    CHECK(text_in(raw, V::ups_load) == "14");
    CHECK(text_in(raw, V::input_frequency) == "50.0");
    CHECK(text_in(raw, V::battery_voltage) == "27.4");
    CHECK(text_in(raw, V::ups_temperature) == "30.0");
    CHECK(status_of(raw) == "OL");
}

}  // namespace

TEST_CASE("megatec status: a regular line, by all three names") {
    check_good(kGood);
    CHECK(text_in(kGood, V::ups_type) == "offline / line interactive");
    CHECK(text_in(kGood, V::ups_beeper_status) == "enabled");
    CHECK(verdict_of(kGood, "QS") == Verdict::ok);
    CHECK(verdict_of(kGood, "D") == Verdict::ok);
    CHECK(text_in("(208.4 140.0 208.4 034 59.9 2.05 35.0 00110000\r", V::battery_voltage) == "2.05");
}

TEST_CASE("megatec status: irregular lines that say the same") {
    const std::string body = kGood.substr(1, kGood.size() - 2);
    for (const std::string& raw : {
             body + "\r",                                                       // lost '('
             "((" + body + "\r",                                                // doubled
             "(" + body,                                                        // no CR
             "(" + body + "\r\n",                                               // CR LF
             "\n(" + body + "\r",                                               //
             std::string(3, '\0') + "(" + body + "\r" + std::string(8, '\0'),   // NUL padding
             "\x80\x80(" + body + "\r",                                         // noise before
             "Q1(" + body + "\r",                                               // echo
             "Q1\r(" + body + "\r",                                             //
             "(" + body + "\r00001001",                                         // stale bytes behind
             "#230.0 004 024.0 50.0\r(" + body + "\r",                          // an earlier reply first
             "(" + body + " 00\r",                                              // fields after the flags
             "(" + body + " 00 12.5 AB\r",                                      //
             std::string("(230,1 231,2 229,4 014 50,0 27,4 30,0 00001001\r"),   // decimal comma
             std::string("(230.1,231.2,229.4,014,50.0,27.4,30.0,00001001\r"),   // comma between fields
             std::string("(230.1, 231.2, 229.4, 014, 50.0, 27.4, 30.0, 00001001\r"),
             std::string("(230.1 231.2 229.4  14 50.0 27.4 30.0 00001001\r"),   // blank padding
             std::string("(230.1 231.2 229.4 #14 50.0 27.4 30.0 00001001\r"),   // '#' padding
             std::string("(230.1 231.2 229.4 014 50.0 027.4 30.0 00001001\r"),  // wider fields
             std::string("(0230.1 0231.2 0229.4 0014 050.0 027.4 030.0 00001001\r"),
             std::string("(230.1  231.2  229.4  014  50.0  27.4  30.0  00001001\r"),
             std::string("(230.1 231.2 229.4 014 50.0 27.4 30.0 b00001001\r"),  // flag prefix
         })
        check_good(raw);
    CHECK(text_in("(230.1 231.2 229.4 014 50.0 218.4 30.0 00001001\r", V::battery_voltage) == "218.4");
}

TEST_CASE("megatec status: a measurement that is unknown or damaged goes absent, the rest stays") {
    struct Row {
        Variable variable;
        std::size_t column;
        std::size_t width;
    };
    constexpr std::array kRows{
        Row{V::input_voltage, 1, 5},    Row{V::input_voltage_fault, 7, 5}, Row{V::output_voltage, 13, 5},
        Row{V::ups_load, 19, 3},        Row{V::input_frequency, 23, 4},    Row{V::battery_voltage, 28, 4},
        Row{V::ups_temperature, 33, 4},
    };
    for (const Row& row : kRows) {
        for (const std::string filling : {"-----", "@@@@@", "     ", "00A.0", "XX.XX", "--.--"}) {
            std::string raw = kGood;
            raw.replace(row.column, row.width, filling.substr(0, row.width));
            INFO(raw);
            Decoded out;
            REQUIRE(decode(raw, out) == Verdict::ok);
            CHECK(out.status->to_string() == "OL");
            for (const Row& other : kRows) {
                REQUIRE(out.find(other.variable) != nullptr);
                CHECK(out.find(other.variable)->present() == (other.variable != row.variable));
            }
        }
    }
}

TEST_CASE("megatec status: odd but possible values") {
    const std::string low = "(000.0 000.0 229.7 000 00.0 12.7 11.3 10001001\r";
    CHECK(status_of(low) == "OB");
    CHECK(text_in(low, V::input_frequency) == "0.0");
    CHECK(text_in("(230.1 230.1 230.4 125 50.0 27.4 30.0 00001001\r", V::ups_load) == "125");
    CHECK(text_in("(230.1 230.1 230.4 999 50.0 27.4 30.0 00001001\r", V::ups_load).empty());
    CHECK(text_in("(230.1 230.1 230.4 014 50.0 27.4 99.9 00001001\r", V::ups_temperature) == "99.9");
    CHECK(text_in("(230.1 230.1 230.4 014 50.0 27.4 -5.0 00001001\r", V::ups_temperature) == "-5.0");
    CHECK(text_in("(230.1 230.1 230.4 014 50.0 27.4 -12.5 00001001\r", V::ups_temperature) == "-12.5");
    // A latched glitch may be anything.
    CHECK(status_of("(230.1 999.9 230.4 014 50.0 27.4 30.0 00001001\r") == "OL");
    // An output that is off, a battery that is not there.
    CHECK(status_of("(230.1 230.1 000.0 000 50.0 27.4 30.0 00001001\r") == "OL");
    CHECK(status_of("(230.1 230.1 230.4 014 50.0 00.0 30.0 00001001\r") == "OL");
    // A unit that is off without mains.
    CHECK(status_of("(000.0 000.0 000.0 000 00.0 13.6 25.0 10001000\r") == "OB");
    // Mains present but not good enough.
    CHECK(status_of("(283.1 283.1 230.4 014 50.0 27.4 30.0 10001001\r") == "OB");
}

TEST_CASE("megatec status: well-formed nonsense is no data") {
    for (const char* raw : {
             "(000.0 000.0 000.0 000 00.0 00.0 00.0 00000000\r",
             "(000.0 000.0 000.0 000 00.0 00.0 00.0 10000000\r",
             "(000.0 000.0 000.0 000 00.0 00.0 25.0 10001001\r",  // nothing that could power it
             "(000.0 000.0 000.0 000 50.0 13.6 25.0 00001000\r",  // "on line" without mains
             "(000.0 000.0 229.7 000 50.0 12.7 11.3 00001001\r",
             "(001.2 000.0 229.7 000 50.0 12.7 11.3 00001001\r",
             "(999.9 999.9 999.9 999 99.9 99.9 99.9 00000000\r",
             "(999.9 230.1 230.4 014 50.0 27.4 30.0 10001001\r",
             "(230.1 230.1 888.8 014 50.0 27.4 30.0 00001001\r",
             "(230.1 230.1 230.4 014 999.9 27.4 30.0 00001001\r",
             "(---.- ---.- ---.- --- --.- --.- --.- 00000000\r",
             "(@@@.@ @@@.@ @@@.@ @@@ @@.@ @@.@ @@.@ 00001001\r",
         }) {
        INFO(raw);
        CHECK(verdict_of(raw) == Verdict::rejected);
    }
}

TEST_CASE("megatec status: damaged framing and flags refuse the reply") {
    for (const char* raw : {
             "",
             "\r",
             "(\r",
             "(230.1 230.1 230.4 014 50.0 27.4 30.0 0000100\r",
             "(230.1 230.1 230.4 014 50.0 27.4 30.0 000010011\r",
             "(230.1 230.1 230.4 014 50.0 27.4 30.0 0000 1001\r",
             "(230.1 230.1 230.4 014 50.0 27.4 30.0 0000100A\r",
             "(230.1 230.1 230.4 014 50.0 27.4 30.0 --------\r",
             "(230.1 230.1 230.4 014 50.0 27.4 30.0\r",
             "(230.1 230.1 230.4 014 50.0 27.4 00001001\r",           // a field is missing
             "(230.1 230.1 230.4 014 50.0 27.4 30.0 1 00001001\r",    // one too many
             "30.1 230.1 230.4 014 50.0 27.4 30.0 00001001\r",        // more than the '(' is lost
             "x230.1 230.1 230.4 014 50.0 27.4 30.0 00001001\r",      //
             "230.1 2(230.1 230.1 230.4 014 50.0 27.4 30.0 00001001",  // two replies in one
             "(230.1 230.1 230.4 014 50.0 27.4 30.0 00001001\x9A\xA7\r",  // check bytes: another dialect
             "#230.1 230.1 230.4 014 50.0 27.4 30.0 00001001\r",
             "#230.0 004 024.0 50.0\r",                        // the reply to F
             "#ACME CORP       LINE-700   VT12046Q  \r",       // the reply to I
             "(099 02920 50.1 000.0 169 279 0 0000010000102000\r",
             "(236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 041.3 22.9 IM\r",
             "UPS No Ack",
             "(ACK\r",
             "V\r",
             "Q\r",
         }) {
        INFO(raw);
        CHECK(verdict_of(raw) == Verdict::rejected);
    }
}

TEST_CASE("megatec status: a unit that does not know the command says so") {
    for (const char* raw : {"Q1\r", "Q1", "(NAK\r", "NAK\r", "N\r", "#-1\r", "(NAKss\r", "\nQ1\r\n"}) {
        INFO(raw);
        CHECK(verdict_of(raw) == Verdict::unsupported);
    }
    CHECK(verdict_of("QS\r", "QS") == Verdict::unsupported);
    CHECK(verdict_of("D\r", "D") == Verdict::unsupported);
    CHECK(verdict_of("QS\r") == Verdict::rejected);
}

TEST_CASE("megatec status: flags") {
    CHECK(status_of(with_flags("00001001")) == "OL");
    CHECK(status_of(with_flags("10001001")) == "OB");
    CHECK(status_of(with_flags("11001001")) == "OB LB");
    CHECK(status_of(with_flags("01001001")) == "OL LB");
    CHECK(status_of(with_flags("00011000")) == "ALARM OL");
    CHECK(status_of(with_flags("00001100")) == "OL CAL TEST");
    CHECK(status_of(with_flags("00001010")) == "OL FSD");
    CHECK(text_in(with_flags("00011000"), V::ups_alarm) == "UPS failed");
    CHECK(text_in(with_flags("00001010"), V::ups_alarm).empty());
    CHECK(text_in(with_flags("00000000"), V::ups_type) == "online");
    CHECK(text_in(with_flags("00001000"), V::ups_type) == "offline / line interactive");
    CHECK(text_in(with_flags("00001000"), V::ups_beeper_status) == "disabled");
    CHECK(text_in(with_flags("00001001"), V::ups_beeper_status) == "enabled");
}

TEST_CASE("megatec status: b5 is told from the voltages, and counts only on mains without test and shutdown") {
    const auto line = [](const char* input, const char* output, const char* flags) {
        return "(" + std::string(input) + " 230.0 " + output + " 014 50.0 27.4 30.0 " + flags + "\r";
    };
    CHECK(status_of(line("250.0", "228.0", "00101000")) == "OL TRIM");
    CHECK(status_of(line("190.0", "218.0", "00101000")) == "OL BOOST");
    CHECK(status_of(line("230.0", "229.0", "00100000")) == "OL BYPASS");
    CHECK(status_of(line("100.0", "230.0", "00101000")) == "OL");
    CHECK(status_of(line("229.0", "100.0", "00101000")) == "OL");
    CHECK(status_of(line("230.0", "---.-", "00101000")) == "OL");
    CHECK(status_of(line("230.0", "229.0", "00001000")) == "OL");
    CHECK(status_of(line("250.0", "228.0", "10101000")) == "OB");
    CHECK(status_of(line("250.0", "228.0", "00101100")) == "OL CAL TEST");
    CHECK(status_of(line("250.0", "228.0", "00101010")) == "OL FSD");
    CHECK(status_of(line("000.0", "228.0", "10101000")) == "OB");
}

TEST_CASE("megatec status: what is encoded is what is decoded") {
    std::mt19937 random(20240817);
    const auto pick = [&random](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
    for (int round = 0; round < 20000; ++round) {
        const int input = pick(500, 6000);
        const int fault = pick(0, 6000);
        const int output = pick(0, 6000);
        const int load = pick(0, 300);
        const int frequency = pick(0, 999);
        const int battery = pick(1, 9999);
        const int temperature = pick(-99, 999);
        const auto bits = static_cast<unsigned>(pick(0, 255));
        std::string flags;
        for (int bit = 7; bit >= 0; --bit) flags += (bits >> bit & 1U) != 0 ? '1' : '0';
        std::array<char, 80> raw{};
        std::snprintf(raw.data(), raw.size(), "(%05.1f %05.1f %05.1f %03d %04.1f %04.1f %04.1f %s\r", input / 10.0,
                      fault / 10.0, output / 10.0, load, frequency / 10.0, battery / 10.0, temperature / 10.0,
                      flags.c_str());
        INFO(raw.data());
        Decoded out;
        REQUIRE(decode(raw.data(), out) == Verdict::ok);
        REQUIRE(*out.find(V::input_voltage) == Value::number(input / 10.0, 1));
        REQUIRE(*out.find(V::input_voltage_fault) == Value::number(fault / 10.0, 1));
        REQUIRE(*out.find(V::output_voltage) == Value::number(output / 10.0, 1));
        REQUIRE(*out.find(V::ups_load) == Value::number(load, 0));
        REQUIRE(*out.find(V::input_frequency) == Value::number(frequency / 10.0, 1));
        REQUIRE(*out.find(V::battery_voltage) == Value::number(battery / 10.0, 1));
        REQUIRE(*out.find(V::ups_temperature) == Value::number(temperature / 10.0, 1));
        REQUIRE(out.status->has(StatusFlag::ob) == ((bits & 0x80U) != 0));
        REQUIRE(out.status->has(StatusFlag::ol) == ((bits & 0x80U) == 0));
        REQUIRE(out.status->has(StatusFlag::lb) == ((bits & 0x40U) != 0));
        REQUIRE(out.status->has(StatusFlag::alarm) == ((bits & 0x10U) != 0));
        REQUIRE(out.status->has(StatusFlag::test) == ((bits & 0x04U) != 0));
        REQUIRE(out.status->has(StatusFlag::fsd) == ((bits & 0x02U) != 0));
    }
}

namespace {

// What must hold for a damaged copy of kGood: refused, or the very same flags, and every value of its right kind.
void check_damaged(const std::string& raw) {
    Decoded out;
    if (decode(raw, out) != Verdict::ok) {
        REQUIRE(out.values().empty());
        REQUIRE_FALSE(out.status.has_value());
        return;
    }
    REQUIRE(out.status.has_value());
    REQUIRE(out.status->to_string() == "OL");
    for (const Decoded::Assignment& assignment : out.values()) {
        const auto wanted =
            variable_kind(assignment.variable) == VariableKind::number ? Value::Kind::number : Value::Kind::text;
        REQUIRE((!assignment.value.present() || assignment.value.kind() == wanted));
    }
}

bool is_flag_character(std::size_t at) { return at >= 38 && at <= 45; }

}  // namespace

TEST_CASE("megatec status: no truncation gives a status of its own") {
    for (std::size_t size = 0; size + 1 < kGood.size(); ++size) {
        INFO(size);
        CHECK(verdict_of(kGood.substr(0, size)) == Verdict::rejected);
        CHECK(verdict_of(kGood.substr(0, size) + "\r") == Verdict::rejected);
    }
    for (std::size_t begin = 0; begin < kGood.size(); ++begin) {
        INFO(begin);
        // Without the '(' alone nothing is lost.
        CHECK(verdict_of(kGood.substr(begin)) == (begin <= 1 ? Verdict::ok : Verdict::rejected));
    }
}

TEST_CASE("megatec status: no single wrong byte gives other flags or a value of a wrong kind") {
    for (std::size_t at = 0; at < kGood.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string raw = kGood;
            raw[at] = static_cast<char>(byte);
            INFO("byte " << byte << " at " << at);
            // A flag that has become the other one cannot be told from a true one: there is no check sum.
            if (is_flag_character(at) && (byte == '0' || byte == '1')) continue;
            if (is_flag_character(at)) REQUIRE(verdict_of(raw) == Verdict::rejected);
            check_damaged(raw);
        }
    }
}

TEST_CASE("megatec status: no lost or added byte gives other flags") {
    for (std::size_t at = 0; at < kGood.size(); ++at) {
        std::string shorter = kGood;
        shorter.erase(at, 1);
        INFO("without byte " << at);
        check_damaged(shorter);
        for (int byte = 0; byte < 256; ++byte) {
            std::string longer = kGood;
            longer.insert(at, 1, static_cast<char>(byte));
            INFO("byte " << byte << " before " << at);
            check_damaged(longer);
        }
    }
}

}  // namespace upsmd
