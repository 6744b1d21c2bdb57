// Values in the replies of APC smart units.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/unit/apc_smart_tools.h"

using namespace upsmd;
using namespace upsmd::testing;

namespace {

struct Row {
    std::string query;
    std::string reply;
    Variable variable{};
    std::string value;
};

const std::vector<Row> kRows{
    {"B", "13.61", Variable::battery_voltage, "13.61"},
    {"B", "54.27", Variable::battery_voltage, "54.27"},
    {"B", "218.1", Variable::battery_voltage, "218.1"},
    {"f", "100.0", Variable::battery_charge, "100.0"},
    {"f", "099.0", Variable::battery_charge, "99.0"},
    {"j", "0042:", Variable::battery_runtime, "2520"},
    {"j", "0002:", Variable::battery_runtime, "120"},
    {"j", "0327", Variable::battery_runtime, "19620"},
    {"P", "009.1", Variable::ups_load, "9.1"},
    {"P", "104.5", Variable::ups_load, "104.5"},
    {"L", "231.8", Variable::input_voltage, "231.8"},
    {"L", "000.0", Variable::input_voltage, "0.0"},
    {"M", "238.4", Variable::input_voltage_maximum, "238.4"},
    {"N", "228.0", Variable::input_voltage_minimum, "228.0"},
    {"O", "231.8", Variable::output_voltage, "231.8"},
    {"F", "50.00", Variable::input_frequency, "50.00"},
    {"F", "60.00", Variable::input_frequency, "60.00"},
    {"C", "027.4", Variable::ups_temperature, "27.4"},
    {"C", "41", Variable::ups_temperature, "41"},
    {"C", "-05.0", Variable::ups_temperature, "-5.0"},
    {"9", "FF", Variable::input_quality, "FF"},
    {"9", "00", Variable::input_quality, "00"},
    {"/", "07.29", Variable::output_current, "7.29"},
    {"/", "00.88", Variable::output_current, "0.88"},
    {"t", "80.5", Variable::ambient_temperature, "80.5"},
    {"h", "042.4", Variable::ambient_humidity, "42.4"},
    {"i", "10", Variable::ups_contacts, "10"},
    {"T", "0123.4", Variable::device_uptime, "444240"},
    {"T", "23.40", Variable::ambient_temperature, "23.40"},
    {"X", "OK", Variable::ups_test_result, "passed"},
    {"X", "BT", Variable::ups_test_result, "failed: battery capacity"},
    {"X", "NG", Variable::ups_test_result, "failed: overload"},
    {"X", "NO", Variable::ups_test_result, "no test in the last 5 minutes"},
    {"G", "R", Variable::input_transfer_reason, "line voltage changed too fast"},
    {"G", "H", Variable::input_transfer_reason, "line voltage high"},
    {"G", "L", Variable::input_transfer_reason, "line voltage low"},
    {"G", "T", Variable::input_transfer_reason, "line voltage notch or spike"},
    {"G", "O", Variable::input_transfer_reason, "none since turned on"},
    {"G", "S", Variable::input_transfer_reason, "self test or simulated failure"},
    {"G", "K", Variable::input_transfer_reason, "forced by software"},
    {"G", "A", Variable::input_transfer_reason, "A"},
    {"\\x01", "SMART-UPS 420   ", Variable::device_model, "SMART-UPS 420"},
    {"\\x01", "Smart-UPS RT 1000 XL   ", Variable::device_model, "Smart-UPS RT 1000 XL"},
    {"n", "NS9847001053", Variable::device_serial, "NS9847001053"},
    {"n", "GS9803139882\0\0"s, Variable::device_serial, "GS9803139882"},
    {"n",
     "GS98\0"
     "03139882"s,
     Variable::device_serial, "GS9803139882"},
    {"m", "11/23/98", Variable::ups_mfr_date, "11/23/98"},
    {"y", "(C) APCC", Variable::device_mfr, "APC"},
    {"v", "4Kx", Variable::ups_firmware_aux, "4Kx"},
    {"x", "09/25/98", Variable::battery_date, "09/25/98"},
    {"c", "UPS_IDEN", Variable::ups_id, "UPS_IDEN"},
    {"c", "RACK7", Variable::ups_id, "RACK7"},
    {"c", "A#1 +5%!", Variable::ups_id, "A#1 +5%!"},
    {"c", "UPS!_IDEN", Variable::ups_id, "UPS_IDEN"},
    {"c", "B\xFCro", Variable::ups_id, "B?ro"},
    {"g", "048", Variable::battery_voltage_nominal, "48"},
    {"o", "230", Variable::output_voltage_nominal, "230"},
    {"u", "253", Variable::input_transfer_high, "253"},
    {"l", "196", Variable::input_transfer_low, "196"},
    {"s", "H", Variable::input_sensitivity, "H"},
    {"s", "A", Variable::input_sensitivity, "A"},
    {"e", "00", Variable::battery_charge_restart, "0"},
    {"e", "01", Variable::battery_charge_restart, "15"},
    {"e", "02", Variable::battery_charge_restart, "25"},
    {"e", "03", Variable::battery_charge_restart, "90"},
    {"e", "15", Variable::battery_charge_restart, "15"},
    {"e", "90", Variable::battery_charge_restart, "90"},
    {"p", "020", Variable::ups_delay_shutdown, "20"},
    {"p", "600", Variable::ups_delay_shutdown, "600"},
    {"r", "000", Variable::ups_delay_start, "0"},
    {"r", "300", Variable::ups_delay_start, "300"},
    {"q", "02", Variable::battery_runtime_low, "120"},
    {"q", "10", Variable::battery_runtime_low, "600"},
    {"k", "0", Variable::ups_beeper_status, "enabled"},
    {"k", "L", Variable::battery_alarm_threshold, "L"},
    {"k", "N", Variable::ups_beeper_status, "disabled"},
    {"E", "336", Variable::ups_test_interval, "1209600"},
    {"E", "168", Variable::ups_test_interval, "604800"},
    {"E", "ON ", Variable::ups_test_interval, "ON"},
    {"E", "OFF", Variable::ups_test_interval, "OFF"},
    {">", "002", Variable::battery_packs, "2"},
    {"<", "000", Variable::battery_packs_bad, "0"},
    {"8", "00", Variable::ups_alarm, "(absent)"},
    {"8", "18", Variable::ups_alarm, "(absent)"},
    {"8", "20", Variable::ups_alarm, "charger failure"},
    {"8", "A2", Variable::ups_alarm, "overload: no transfer to battery, charger failure, over temperature"},
    {"'", "40", Variable::ups_alarm, "trim/boost relay fault"},
    {"~", "00", Variable::ups_alarm, "(absent)"},
    {"~", "28", Variable::ups_alarm, "(absent)"},
    {"~", "02", Variable::ups_alarm, "bypass: internal fault"},
    {"\\x9f\\xd1", "02000,220,220,50.0,009,048.0,11", Variable::ups_power_nominal, "2000"},
    {"\\x9f\\xd1", "02000,220,230,50.0,009,048.0,11", Variable::output_voltage_nominal, "230"},
    {"\\x9f\\xd1", "02000,220,230,50.0,009,048.0,11", Variable::input_voltage_nominal, "220"},
    {"\\x9f\\xd1", "02000,220,220,50.0,009,048.0,11", Variable::output_frequency_nominal, "50.0"},
    {"\\x9f\\xd1", "02000,220,220,50.0,009,048.0,11", Variable::battery_capacity, "9"},
    {"\\x9f\\xd1", "02000,220,220,50.0,009,048.0,11", Variable::battery_voltage_nominal, "48.0"},
    {"\\x9f\\xd2", "E", Variable::ups_mode, "eco"},
    {"\\x9f\\xd2", "Y", Variable::ups_mode, "bypass"},
    {"\\x9f\\xd3", "50.0", Variable::input_frequency, "50.0"},
    {"\\x9f\\xd4", "01.0", Variable::battery_current, "1.0"},
    {"\\x9f\\xd6", "47.0,53.0", Variable::input_frequency_low, "47.0"},
    {"\\x9f\\xd6", "47.0,53.0", Variable::input_frequency_high, "53.0"},
    {"\\x9f\\xe3", "OFF", Variable::ups_beeper_status, "disabled"},
};

std::string unescape(const std::string& text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            bytes += text[i];
            continue;
        }
        const char kind = text.at(++i);
        if (kind == 'r') bytes += '\r';
        if (kind == 'n') bytes += '\n';
        if (kind == '\\') bytes += '\\';
        if (kind != 'x') continue;
        bytes += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
    }
    return bytes;
}

// The file's words for values, and ours.
const std::vector<std::pair<std::string, Variable>> kFileKeys{
    {"fw_old", Variable::ups_firmware},
    {"va", Variable::ups_power_nominal},
    {"in_v", Variable::input_voltage_nominal},
    {"out_v", Variable::output_voltage_nominal},
    {"hz", Variable::output_frequency_nominal},
    {"ah", Variable::battery_capacity},
    {"batt_v", Variable::battery_voltage_nominal},
    {"mode", Variable::ups_mode},
    {"in_hz", Variable::input_frequency},
    {"batt_a", Variable::battery_current},
};

void check_value(const Reply& reply, Variable variable, const nlohmann::json& expected) {
    const Value* const found = reply.decoded.find(variable);
    REQUIRE(found != nullptr);
    if (expected.is_string())
        CHECK(found->as_text() == expected.get<std::string>());
    else
        CHECK(found->as_number() == Approx(expected.get<double>()));
}

}  // namespace

TEST_CASE("apc replies: values", "[apc]") {
    for (const Row& row : kRows) {
        INFO(row.query << " '" << row.reply << "'");
        const Reply reply = decode(row.query, row.reply + "\r\n");
        REQUIRE(reply.verdict == Verdict::ok);
        // The longest alarm is cut where a value ends.
        CHECK(reply.value(row.variable) == row.value.substr(0, Value::kMaxText));
        CHECK_FALSE(reply.decoded.status);
    }
}

TEST_CASE("apc replies: values without a variable are accepted", "[apc]") {
    const std::vector<std::pair<std::string, std::string>> rows{{"Y", "SM"},
                                                                {"7", "02"},
                                                                {"d", "010.7"},
                                                                {"\\\\", "045.10"},
                                                                {"J", "0F,00"},
                                                                {"w", "NO"},
                                                                {"[", "NO,55"},
                                                                {"\\x16", "A"},
                                                                {"\\x9f\\xd5", "1"},
                                                                {"\\x9f\\xd7", "209,231"},
                                                                {"\\x9f\\xd9", "0100000000000000"},
                                                                {"\\x9f\\xe8", "ON"}};
    for (const auto& [query, text] : rows) {
        INFO(query);
        const Reply reply = decode(query, text + "\r\n");
        CHECK(reply.verdict == Verdict::ok);
        CHECK(reply.decoded.values().empty());
    }
}

TEST_CASE("apc replies: NA is unsupported everywhere, but for the reason of a transfer not yet known",
          "[apc]") {
    for (const Query& query : kApcSmart.queries) {
        INFO(query.name);
        const Verdict expected = query.name == "G" ? Verdict::rejected : Verdict::unsupported;
        CHECK(decode(query.name, "NA\r\n").verdict == expected);
        CHECK(decode(query.name, "\r\nNA \r\n").verdict == expected);
    }
}

TEST_CASE("apc replies: the protocol's own words, silence and noise are no values", "[apc]") {
    for (const Query& query : kApcSmart.queries) {
        for (const std::string word :
             {"", "BYE", "BYP", "INV", "ERR", "PROG", "CLEAR", "\x80\xFF\x90", "\x01", "\x07\x1B[2J"}) {
            // A user's text may hold any byte, and ^Z and a are not text at all.
            if (query.alerts == AlertsInReply::data && !word.empty() &&
                (static_cast<unsigned char>(word[0]) < 'A' || static_cast<unsigned char>(word[0]) > 'Z'))
                continue;
            INFO(query.name << " '" << word << "'");
            const Reply reply = decode(query.name, word + "\r\n");
            CHECK(reply.verdict == Verdict::rejected);
            CHECK(reply.decoded.values().empty());
        }
        if (query.name != "Y") CHECK(decode(query.name, "SM\r\n").verdict == Verdict::rejected);
        if (query.name != "X") CHECK(decode(query.name, "OK\r\n").verdict == Verdict::rejected);
    }
}

TEST_CASE("apc replies: the echo of a command is no value", "[apc]") {
    for (const Query& query : kApcSmart.queries) {
        if (query.schedule == Schedule::never || query.send == "9") continue;
        INFO(query.name);
        CHECK(decode(query.name, std::string(query.send) + "\r\n").verdict != Verdict::ok);
    }
    CHECK(decode("9", "9\r\n").verdict == Verdict::rejected);
}

TEST_CASE("apc replies: numbers that are none", "[apc]") {
    const std::string raw =
        GENERATE(as<std::string>{}, "2x1.8", "231.8V", "231,8", ".", "231.", ".8", "2 1.8", "--1", "1-",
                 "0x10", "1e3", "nan", "inf", "123456.0", "1.2345", "231.8.1", "H");
    INFO(raw);
    for (const std::string query :
         {"B", "f", "P", "L", "O", "F", "C", "g", "u", "p", "r", "q", "e", "t", "h"}) {
        const Reply reply = decode(query, raw + "\r\n");
        CHECK(reply.verdict == Verdict::rejected);
        CHECK(reply.decoded.values().empty());
    }
    CHECK(decode("j", raw + "\r\n").verdict == Verdict::rejected);
}

TEST_CASE("apc replies: implausible numbers are refused, dashes are absent", "[apc]") {
    CHECK(decode("f", "900.0\r\n").verdict == Verdict::rejected);
    CHECK(decode("L", "-12.0\r\n").verdict == Verdict::rejected);
    CHECK(decode("F", "999.9\r\n").verdict == Verdict::rejected);
    CHECK(decode("C", "-80.0\r\n").verdict == Verdict::rejected);
    CHECK(decode("j", "00.2:\r\n").verdict == Verdict::rejected);
    const Reply none = decode("C", "--.-\r\n");
    CHECK(none.verdict == Verdict::ok);
    CHECK(none.value(Variable::ups_temperature) == "(absent)");
}

TEST_CASE("apc replies: alerts, NULs and blanks do not spoil a number", "[apc]") {
    CHECK(decode("L", "23!1.8\r\n").value(Variable::input_voltage) == "231.8");
    CHECK(decode("L",
                 "\0"
                 "231.8 \0\r\n"s)
              .value(Variable::input_voltage) == "231.8");
    CHECK(decode("j", "0%042:\r\n").value(Variable::battery_runtime) == "2520");
    CHECK(decode("\\x01", "SMART-UPS!! 420   \r\n").value(Variable::device_model) == "SMART-UPS 420");
}

TEST_CASE("apc replies: model and copyright name the maker", "[apc]") {
    CHECK(decode("\\x01", "SMART-UPS 700\r\n").value(Variable::device_mfr) == "APC");
    CHECK(decode("y", "(C) ACME\r\n").verdict == Verdict::rejected);
}

TEST_CASE("apc replies: two-byte lists of the wrong length are refused", "[apc]") {
    for (const std::string text :
         {"02000,220,220,50.0,009,048.0", "02000,220,220,50.0,009,048.0,11,1", "02000,,220,50.0,009,048.0,11",
          "02000,220,220,5x.0,009,048.0,11", "02000"})
        CHECK(decode("\\x9f\\xd1", text + "\r\n").verdict == Verdict::rejected);
    CHECK(decode("\\x9f\\xd6", "47.0\r\n").verdict == Verdict::rejected);
    CHECK(decode("\\x9f\\xd9", "01000000\r\n").verdict == Verdict::rejected);
    CHECK(decode("\\x9f\\xd2", "X\r\n").verdict == Verdict::rejected);
}

TEST_CASE("apc replies: what real units were published to answer", "[apc]") {
    std::ifstream file(UPSMD_TEST_DATA "/real_replies.jsonl");
    REQUIRE(file);
    int count = 0;
    for (std::string line; std::getline(file, line);) {
        const auto row = nlohmann::json::parse(line);
        if (row.at("family") != "apc") continue;
        ++count;
        INFO(line);
        const std::string verdict = row.at("verdict");
        const Reply reply = decode(row.at("cmd").get<std::string>(), unescape(row.at("reply")));
        CHECK(verdict_name(reply.verdict) == (verdict.starts_with("ok")  ? "ok"
                                              : verdict == "unsupported" ? "unsupported"
                                                                         : "rejected"));
        for (const auto& [key, expected] : row.at("expect").items()) {
            for (const auto& [name, variable] : kFileKeys)
                if (name == key) check_value(reply, variable, expected);
            if (key == "status") {
                std::set<std::string> flags;
                for (const auto& flag : expected) flags.insert(flag.get<std::string>());
                CHECK(words(reply.status()) == flags);
            }
        }
    }
    CHECK(count >= 10);
}

TEST_CASE("apc replies: registers and the mode say words of the status", "[apc]") {
    struct Row {
        std::string query;
        std::string reply;
        std::string words;
    };
    for (const Row& row : {Row{"8", "00", ""}, Row{"8", "19", ""}, Row{"8", "02", "ALARM"}, Row{"'", "10", "ALARM"},
                           Row{"'", "00", ""}, Row{"~", "00", ""}, Row{"~", "C1", ""}, Row{"~", "08", "BYPASS"},
                           Row{"~", "20", "BYPASS"}, Row{"~", "02", "ALARM BYPASS"}, Row{"\\x9f\\xd2", "Y", "BYPASS"},
                           Row{"\\x9f\\xd2", "T", "TEST"}, Row{"\\x9f\\xd2", "E", "ECO"}, Row{"\\x9f\\xd2", "L", ""}}) {
        INFO(row.query << " " << row.reply);
        const Reply reply = decode(row.query, row.reply + "\r\n");
        REQUIRE(reply.verdict == Verdict::ok);
        REQUIRE(reply.decoded.extra_status);
        CHECK(reply.decoded.extra_status->to_string() == row.words);
        CHECK_FALSE(reply.decoded.status);
    }
}

TEST_CASE("apc replies: F is the output's frequency where the unit lists a query for the input's", "[apc]") {
    std::vector<std::uint8_t> memory(kApcSmart.memory_bytes);
    Decoded decoded;
    decoded.memory = memory;
    const std::string list = "4.!.QYF.\x81:\xD0\xE2\x9F:\xD1\xD3\x82:\xD4";
    REQUIRE(find_query(kApcSmart, "a")->decode(bytes_of(list), decoded) == Verdict::ok);
    for (const char c : std::string("\x9F\xD1\xD3")) CHECK(decoded.commands->test(static_cast<std::uint8_t>(c)));
    for (const char c : std::string("\x81\x82\xD0\xE2\xD4")) CHECK_FALSE(decoded.commands->test(static_cast<std::uint8_t>(c)));
    decoded.reset();
    REQUIRE(find_query(kApcSmart, "F")->decode(bytes_of("50.00"), decoded) == Verdict::ok);
    CHECK(decoded.find(Variable::output_frequency) != nullptr);
    CHECK(decoded.find(Variable::input_frequency) == nullptr);
    CHECK(decode("F", "50.00\r\n").value(Variable::input_frequency) == "50.00");
}
