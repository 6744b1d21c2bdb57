// Megatec replies other than the status: identity, ratings, and those of the relatives.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/protocols/megatec.h"

namespace upsmd {
namespace {

using V = Variable;

Verdict decode(const char* command, const std::string& raw, Decoded& out) {
    const Query* const query = find_query(kMegatec, command);
    REQUIRE(query != nullptr);
    return decode_raw(kMegatec, *query, {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}, out);
}

Verdict verdict_of(const char* command, const std::string& raw) {
    Decoded out;
    return decode(command, raw, out);
}

std::string text_in(const char* command, const std::string& raw, Variable variable) {
    Decoded out;
    if (decode(command, raw, out) != Verdict::ok) return "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->to_string();
}

std::string status_of(const char* command, const std::string& raw) {
    Decoded out;
    if (decode(command, raw, out) != Verdict::ok || !out.status) return "refused";
    return out.status->to_string();
}

const std::string kIdentity = "#ACME CORP       LINE-700   VT12046Q  \r";
const std::string kRatings = "#230.0 004 024.0 50.0\r";
const std::string kQ1 = "(230.1 231.2 229.4 014 50.0 27.4 30.0 00001001\r";

}  // namespace

TEST_CASE("megatec I: vendor, model, firmware") {
    for (const std::string& raw : {
             kIdentity,
             std::string("#ACME CORP       LINE-700   VT12046Q \r"),        // one character short
             std::string("#ACME CORP       LINE-700   VT12046Q\r"),         // blanks at the end not sent
             std::string("##ACME CORP       LINE-700   VT12046Q  \r"),      // doubled lead
             std::string("ACME CORP       LINE-700   VT12046Q  \r"),        // lost lead
             std::string("I#ACME CORP       LINE-700   VT12046Q  \r"),      // echo
             std::string("I\r#ACME CORP       LINE-700   VT12046Q  \r"),    //
             std::string("\x80#ACME CORP       LINE-700   VT12046Q  \r"),   // noise
             std::string("#ACME CORP       LINE-700   VT12046Q   00\r"),    // more behind
         }) {
        INFO(raw);
        CHECK(text_in("I", raw, V::device_mfr) == "ACME CORP");
        CHECK(text_in("I", raw, V::device_model) == "LINE-700");
        CHECK(text_in("I", raw, V::ups_firmware) == "VT12046Q");
    }
}

TEST_CASE("megatec I: what a unit does not say is absent") {
    const std::string dashes = "#-------------   ------     VT12046Q  \r";
    CHECK(text_in("I", dashes, V::device_mfr).empty());
    CHECK(text_in("I", dashes, V::device_model).empty());
    CHECK(text_in("I", dashes, V::ups_firmware) == "VT12046Q");
    const std::string blanks = "#" + std::string(37, ' ') + "\r";
    CHECK(text_in("I", blanks, V::device_mfr).empty());
    CHECK(text_in("I", blanks, V::ups_firmware).empty());
    const std::string filler = "#222222222222222222222222222R1.00.48  \r";
    CHECK(text_in("I", filler, V::device_mfr).empty());
    CHECK(text_in("I", filler, V::device_model).empty());
    CHECK(text_in("I", filler, V::ups_firmware) == "R1.00.48");
    const std::string binary = "#ACME \xC3\xA9"
                               "CORP     LINE-700   VT12046Q  \r";
    CHECK(text_in("I", binary, V::device_mfr).empty());
    CHECK(text_in("I", binary, V::device_model) == "LINE-700");
}

TEST_CASE("megatec I: other replies and truncated ones are refused") {
    for (const std::string& raw : {std::string(), std::string("        \r"), std::string("#\r"), kRatings, kQ1,
                                   kQ1.substr(1), std::string("UPS No Ack"), std::string("(ACK\r")}) {
        INFO(raw);
        CHECK(verdict_of("I", raw) == Verdict::rejected);
    }
    for (std::size_t size = 0; size < 36; ++size) CHECK(verdict_of("I", kIdentity.substr(0, size)) == Verdict::rejected);
    CHECK(verdict_of("I", "I\r") == Verdict::unsupported);
    CHECK(verdict_of("I", "(NAK\r") == Verdict::unsupported);
}

TEST_CASE("megatec F: ratings") {
    for (const std::string& raw :
         {kRatings, std::string("##230.0 004 024.0 50.0\r"), std::string("230.0 004 024.0 50.0\r"),
          std::string("#230,0 004 024,0 50,0\r"), std::string("#230.0,004,024.0,50.0\r"),
          std::string("#230.0   4 024.0 50.0\r"), std::string("#230.0 ##4 #24.0 50.0\r"),
          std::string("F#230.0 004 024.0 50.0"), std::string("#230.0 004 024.0 50.0 00\r")}) {
        INFO(raw);
        CHECK(text_in("F", raw, V::input_voltage_nominal) == "230.0");
        CHECK(text_in("F", raw, V::input_current_nominal) == "4");
        CHECK(text_in("F", raw, V::battery_voltage_nominal) == "24.0");
        CHECK(text_in("F", raw, V::input_frequency_nominal) == "50.0");
    }
    CHECK(text_in("F", "#220.0 --- 12.00 50.0\r", V::input_current_nominal).empty());
    CHECK(text_in("F", "#220.0 --- 12.00 50.0\r", V::battery_voltage_nominal) == "12.00");
    CHECK(text_in("F", "#220.0     12.00 50.0\r", V::input_current_nominal).empty());
    CHECK(text_in("F", "#---.- --- --.-- --.-\r", V::input_voltage_nominal).empty());
}

TEST_CASE("megatec F: other replies, nonsense and truncated ones are refused") {
    for (const std::string& raw :
         {std::string(), kQ1, kQ1.substr(1), kIdentity, std::string("#000.0 000 000.0 00.0\r"),
          std::string("#999.9 999 999.9 99.9\r"), std::string("#230.0 004 024.0\r"), std::string("0.0 004 024.0 50.0\r"),
          std::string("#XXX.X 004 024.0 50.0\r")}) {
        INFO(raw);
        CHECK(verdict_of("F", raw) == Verdict::rejected);
    }
    // "50" says the same as "50.0".
    for (std::size_t size = 0; size + 1 < kRatings.size(); ++size)
        if (kRatings.substr(0, size) != "#230.0 004 024.0 50")
            CHECK(verdict_of("F", kRatings.substr(0, size)) == Verdict::rejected);
    CHECK(verdict_of("F", "F\r") == Verdict::unsupported);
}

TEST_CASE("megatec M and QPI: the dialect") {
    CHECK(text_in("M", "V\r", V::ups_firmware_aux) == "PM-V");
    CHECK(verdict_of("M", "5\r") == Verdict::ok);
    CHECK(verdict_of("M", "M\r") == Verdict::unsupported);
    CHECK(verdict_of("M", "N\r") == Verdict::unsupported);
    CHECK(verdict_of("M", "VV\r") == Verdict::rejected);
    CHECK(verdict_of("M", kQ1) == Verdict::rejected);
    CHECK(text_in("QPI", "(PI98\r", V::ups_firmware_aux) == "PM-P98");
    CHECK(verdict_of("QPI", "(PI30\x9A\x0B\r") == Verdict::rejected);
    CHECK(verdict_of("QPI", "(PI3\r") == Verdict::rejected);
    CHECK(verdict_of("QPI", "QPI\r") == Verdict::unsupported);
    CHECK(verdict_of("QPI", "(NAK\r") == Verdict::unsupported);
}

TEST_CASE("megatec Q2: full and short form") {
    const std::string head = "(226.6 224.3 228.0 226.6 229.9 000.0 000.0 010 000 000 49.9 327.6 18.0 00000000";
    const std::string full = head + " 999.24 100 02 00 00 00 00 00000000 11\r";
    CHECK(text_in("Q2", full, V::battery_runtime) == "59954");
    CHECK(text_in("Q2", full, V::output_voltage) == "229.9");
    CHECK(text_in("Q2", full, V::ups_load) == "10");
    CHECK(text_in("Q2", full, V::input_voltage) == "not named");  // three phases
    CHECK(text_in("Q2", head + "\r", V::battery_voltage) == "327.6");
    CHECK(text_in("Q2", head + "\r", V::battery_runtime).empty());
    CHECK(verdict_of("Q2", head + " 999.24 10\r") == Verdict::rejected);
    CHECK(verdict_of("Q2", head.substr(0, head.size() - 1) + "\r") == Verdict::rejected);
    CHECK(verdict_of("Q2", "(000.0 000.0 000.0 000.0 000.0 000.0 000.0 000 000 000 00.0 000.0 00.0 00000000\r") ==
          Verdict::rejected);
    CHECK(verdict_of("Q2", "Q2\r") == Verdict::unsupported);
    CHECK(verdict_of("Q2", kQ1) == Verdict::rejected);
}

TEST_CASE("megatec Q6, WA, BPS, QI: truncated and foreign replies") {
    const std::string q6 =
        "(227.0 225.6 230.0 50.0 229.9 000.0 000.0 49.9 007 000 000 327.8 ---.- 23.0 06932 100 32 00000000 00000000 11\r";
    CHECK(text_in("Q6", q6, V::battery_runtime) == "6932");
    CHECK(text_in("Q6", q6, V::ups_load) == "7");
    CHECK(verdict_of("Q6", q6.substr(0, 90)) == Verdict::rejected);
    CHECK(verdict_of("WA", "(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 0000000\r") ==
          Verdict::rejected);
    CHECK(text_in("BPS", "(230.4 000.0 000.0 49.9\r", V::input_bypass_voltage) == "230.4");
    CHECK(text_in("BPS", "(230.4 231.0 229.0 49.9\r", V::input_bypass_voltage) == "not named");
    CHECK(verdict_of("BPS", kQ1) == Verdict::rejected);
    CHECK(verdict_of("QI", kQ1) == Verdict::rejected);
    CHECK(verdict_of("QI", "(101 02920 50.1 000.0 169 279 0 0000010000102000\r") == Verdict::rejected);
    CHECK(verdict_of("QI", "(099 02920 50.1 000.0 169 279 0 000001000010200\r") == Verdict::rejected);
    CHECK(verdict_of("QI", "QI\r") == Verdict::unsupported);
}

TEST_CASE("megatec Q4: letters") {
    const auto line = [](const std::string& letters, const char* input = "236.7") {
        return "(" + std::string(input) + " 243.2 212.1 220.1 230.4 002 001 50.0 371 372 041.3 22.9 " + letters + "\r";
    };
    CHECK(status_of("Q4", line("IM")) == "OL");
    CHECK(status_of("Q4", line("A", "000.0")) == "OB");
    CHECK(status_of("Q4", line("AB", "000.0")) == "OB LB");
    CHECK(status_of("Q4", line("C")) == "OL BYPASS");
    CHECK(status_of("Q4", line("CM")) == "OL BYPASS");
    CHECK(status_of("Q4", line("MC")) == "OL BYPASS");
    CHECK(status_of("Q4", line("I")) == "OL OFF");
    CHECK(status_of("Q4", line("MN")) == "OL OVER");
    CHECK(status_of("Q4", line("JM")) == "ALARM OL RB");
    CHECK(status_of("Q4", line("FM")) == "OL FSD");
    CHECK(status_of("Q4", line("EM")) == "OL CAL TEST");
    CHECK(text_in("Q4", line("DPM"), V::ups_alarm) == "UPS failed, battery disconnected");
    CHECK(text_in("Q4", line("IM"), V::ups_test_result) == "passed");
    CHECK(verdict_of("Q4", line("")) == Verdict::rejected);
    CHECK(verdict_of("Q4", line("Im")) == Verdict::rejected);
    CHECK(verdict_of("Q4", line("M", "000.0")) == Verdict::rejected);
    CHECK(verdict_of("Q4", kQ1) == Verdict::rejected);
}

TEST_CASE("megatec WH, FW?, SASV07?, BL") {
    const std::string plain =
        "(00 10.06 03.09 A  700  + 0 Bat Pack-19        0 230 50.00 012 02.30 006.00 012.00 018 10 40 160 276 47.00 53.00";
    CHECK(text_in("WH", plain + "\r", V::device_model) == "A  700  + 0 Bat Pack-19");
    CHECK(text_in("WH", plain + "\r", V::input_voltage_nominal) == "230");
    CHECK(text_in("WH", plain + "\r", V::input_frequency_low) == "47.00");
    CHECK(verdict_of("WH", plain.substr(0, 100)) == Verdict::rejected);
    CHECK(verdict_of("WH", kQ1) == Verdict::rejected);
    CHECK(text_in("FW?", "05516-1100\r", V::ups_firmware) == "05516-1100");
    CHECK(text_in("FW?", kIdentity, V::device_model) == "LINE-700");
    CHECK(verdict_of("FW?", kQ1) == Verdict::rejected);
    CHECK(verdict_of("FW?", kQ1.substr(1)) == Verdict::rejected);
    CHECK(verdict_of("FW?", kRatings) == Verdict::rejected);
    CHECK(verdict_of("FW?", "UPS No Ack") == Verdict::rejected);
    CHECK(text_in("SASV07?", "GASV07DN05K10KB100004      \r", V::device_serial) == "N05K10KB100004");
    CHECK(verdict_of("SASV07?", "SASV07?\r") == Verdict::unsupported);
    CHECK(verdict_of("SASV07?", kQ1) == Verdict::rejected);
    CHECK(text_in("BL", "BL087\r", V::battery_charge) == "87");
    CHECK(verdict_of("BL", "BL101\r") == Verdict::rejected);
    CHECK(verdict_of("BL", "BL\r") == Verdict::unsupported);
    CHECK(verdict_of("BL", "BL8A\r") == Verdict::rejected);
}

TEST_CASE("megatec: the reply to one command is never taken for another's") {
    struct Pair {
        const char* command;
        std::string reply;
    };
    const std::vector<Pair> pairs{
        {"Q1", kQ1},
        {"I", kIdentity},
        {"F", kRatings},
        {"Q4", "(236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 041.3 22.9 IM\r"},
        {"QI", "(099 02920 50.1 000.0 169 279 0 0000010000102000\r"},
        {"BPS", "(230.4 000.0 000.0 49.9\r"},
        {"WA", "(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 00000000\r"},
        {"M", "V\r"},
        {"QPI", "(PI98\r"},
        {"BL", "BL100\r"},
    };
    for (const Pair& asked : pairs) {
        for (const Pair& got : pairs) {
            INFO(asked.command << " answered by " << got.reply);
            CHECK((verdict_of(asked.command, got.reply) == Verdict::ok) == (asked.command == got.command));
        }
    }
}

}  // namespace upsmd
