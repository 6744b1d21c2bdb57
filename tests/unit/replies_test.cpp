// What real UPSes answered (tests/data/real_replies.jsonl): the verdict and every value that the file names.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "core/protocols/megatec.h"
#include "core/protocols/megatec_online.h"

namespace upsmd {
namespace {

using nlohmann::json;

std::vector<json> real_replies() {
    std::ifstream file(UPSMD_TEST_DATA "/real_replies.jsonl");
    std::vector<json> rows;
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) rows.push_back(json::parse(line));
    return rows;
}

std::vector<std::uint8_t> unescaped(const std::string& text) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            bytes.push_back(static_cast<std::uint8_t>(text[i]));
            continue;
        }
        const char kind = text.at(++i);
        if (kind == 'x') {
            bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i + 1, 2), nullptr, 16)));
            i += 2;
        } else {
            bytes.push_back(static_cast<std::uint8_t>(kind == 'r' ? '\r' : kind == 'n' ? '\n' : kind));
        }
    }
    return bytes;
}

Verdict expected_verdict(const std::string& name) {
    if (name == "ok" || name == "ok-lenient") return Verdict::ok;
    return name == "unsupported" ? Verdict::unsupported : Verdict::rejected;
}

// The file's keys and the variables they mean.
const std::map<std::string, std::vector<Variable>>& variables_of_keys() {
    using V = Variable;
    static const std::map<std::string, std::vector<Variable>> kKeys{
        {"input_v", {V::input_voltage}},
        {"fault_v", {V::input_voltage_fault}},
        {"output_v", {V::output_voltage}},
        {"load_pct", {V::ups_load}},
        {"freq_hz", {V::input_frequency}},
        {"input_hz", {V::input_frequency}},
        {"hz", {V::input_frequency}},
        {"in_hz", {V::input_frequency}},
        {"out_hz", {V::output_frequency}},
        {"batt_v", {V::battery_voltage}},
        {"temp_c", {V::ups_temperature}},
        {"temp", {V::ups_temperature}},
        {"charge", {V::battery_charge}},
        {"charge_pct", {V::battery_charge}},
        {"runtime_s", {V::battery_runtime}},
        {"output_a", {V::output_current}},
        {"transfer_low", {V::input_transfer_low}},
        {"transfer_high", {V::input_transfer_high}},
        {"nominal_v", {V::input_voltage_nominal}},
        {"nominal_a", {V::input_current_nominal}},
        {"nominal_batt_v", {V::battery_voltage_nominal}},
        {"nominal_hz", {V::input_frequency_nominal}},
        {"vendor", {V::device_mfr}},
        {"model", {V::device_model}},
        {"firmware", {V::ups_firmware}},
        {"in_v", {V::input_l1_n_voltage, V::input_l2_n_voltage, V::input_l3_n_voltage}},
        {"out_v", {V::output_l1_n_voltage, V::output_l2_n_voltage, V::output_l3_n_voltage}},
        {"bypass_v", {V::input_bypass_l1_n_voltage, V::input_bypass_l2_n_voltage, V::input_bypass_l3_n_voltage}},
        {"bypass_hz", {V::input_bypass_frequency}},
        {"kw", {V::output_l1_realpower, V::output_l2_realpower, V::output_l3_realpower}},
        {"kva", {V::output_l1_power, V::output_l2_power, V::output_l3_power}},
        {"total_kw", {V::ups_realpower}},
        {"total_kva", {V::ups_power}},
        {"amps", {V::output_l1_current, V::output_l2_current, V::output_l3_current}},
        {"test", {V::ups_test_result}},
    };
    return kKeys;
}

void check_value(const Decoded& decoded, Variable variable, const json& expected, double factor) {
    INFO("variable " << variable_name(variable) << ", expected " << expected.dump());
    const Value* const value = decoded.find(variable);
    REQUIRE(value != nullptr);
    if (expected.is_null() || expected == "") {
        CHECK_FALSE(value->present());
    } else if (expected.is_string()) {
        CHECK(value->as_text() == expected.get<std::string>());
    } else {
        REQUIRE(value->kind() == Value::Kind::number);
        CHECK(value->as_number() == Approx(expected.get<double>() * factor).margin(1e-9));
    }
}

void check_status(const Decoded& decoded, const json& words) {
    REQUIRE(decoded.status);
    const StatusFlags flags = *decoded.status;
    const auto wanted = [&words](const char* word) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    CHECK(flags.has(StatusFlag::ol) == wanted("OL"));
    CHECK(flags.has(StatusFlag::ob) == wanted("OB"));
    CHECK(flags.has(StatusFlag::lb) == wanted("LB"));
    CHECK(flags.has(StatusFlag::alarm) == wanted("FAULT"));
    const bool regulates =
        flags.has(StatusFlag::bypass) || flags.has(StatusFlag::trim) || flags.has(StatusFlag::boost);
    CHECK(regulates == wanted("BYPASS/AVR"));
}

// Returns how many of the row's expectations were checked.
int check_row(const json& row, const Decoded& decoded) {
    int checked = 0;
    for (const auto& [key, expected] : row["expect"].items()) {
        const bool power = key == "kw" || key == "kva" || key == "total_kw" || key == "total_kva";
        const auto known = variables_of_keys().find(key);
        if (known != variables_of_keys().end()) {
            for (std::size_t i = 0; i < known->second.size(); ++i)
                check_value(decoded, known->second[i], expected.is_array() ? expected[i] : expected, power ? 1000 : 1);
        } else if (key == "load") {
            if (!expected.is_array()) {
                check_value(decoded, Variable::ups_load, expected, 1);
            } else {
                check_value(decoded, Variable::output_l1_power_percent, expected[0], 1);
                check_value(decoded, Variable::output_l2_power_percent, expected[1], 1);
                check_value(decoded, Variable::output_l3_power_percent, expected[2], 1);
            }
        } else if (key == "status") {
            check_status(decoded, expected);
        } else if (key == "beeper") {
            check_value(decoded, Variable::ups_beeper_status, expected == true ? "enabled" : "disabled", 1);
        } else if (key == "topology" && row["cmd"] != "WH") {
            check_value(decoded, Variable::ups_type, expected == "online" ? "online" : "offline / line interactive", 1);
        } else if (key == "runtime_min") {
            check_value(decoded, Variable::battery_runtime, std::floor(expected.get<double>() * 60), 1);
        } else {
            continue;
        }
        ++checked;
    }
    return checked;
}

// Lines that this protocol must read as the file says.
bool is_ours(const json& row) {
    if (row["family"] == "megatec") return true;
    // The binary form of QS is another protocol's.
    return row["family"] == "voltronic" && row["id"] != "V039" &&
           find_query(kMegatec, row["cmd"].get<std::string>()) != nullptr;
}

}  // namespace

TEST_CASE("real replies: verdicts and values of the Megatec family") {
    int rows = 0;
    int values = 0;
    for (const json& row : real_replies()) {
        if (!is_ours(row)) continue;
        INFO(row.dump());
        ++rows;
        const Query* const query = find_query(kMegatec, row["cmd"].get<std::string>());
        REQUIRE(query != nullptr);
        Decoded decoded;
        const auto raw = unescaped(row["reply"]);
        const Verdict expected = expected_verdict(row["verdict"]);
        REQUIRE(decode_raw(kMegatec, *query, raw, decoded) == expected);
        if (expected == Verdict::ok)
            values += check_row(row, decoded);
        else
            CHECK(decoded.values().empty());
    }
    CHECK(rows >= 29);
    CHECK(values >= 130);
}

// Q1 is read by other rules here.
TEST_CASE("real replies: large on-line units read them as Megatec does") {
    int rows = 0;
    for (const Protocol* const protocol : {&kQ2, &kQ6, &kInnovaRt33}) {
        for (const json& row : real_replies()) {
            const std::string command = row["cmd"];
            const Query* const query = find_query(*protocol, command);
            if (row["family"] != "megatec" || command == "Q1" || query == nullptr) continue;
            INFO(protocol->name << ": " << row.dump());
            ++rows;
            Decoded decoded;
            const Verdict expected = expected_verdict(row["verdict"]);
            REQUIRE(decode_raw(*protocol, *query, unescaped(row["reply"]), decoded) == expected);
            if (expected == Verdict::ok) CHECK(check_row(row, decoded) > 0);
        }
    }
    CHECK(rows >= 12);
}

TEST_CASE("real replies: Megatec's relatives read the same lines alike") {
    int rows = 0;
    for (const char* name : {"q1", "mustek", "megatec-old", "mecer", "zinto", "hunnox", "ablerex", "gtec"}) {
        const Protocol* const protocol = protocol_by_name(name);
        REQUIRE(protocol != nullptr);
        for (const json& row : real_replies()) {
            const Query* const query = find_query(*protocol, row["cmd"].get<std::string>());
            if (row["family"] != "megatec" || query == nullptr) continue;
            INFO(name << ' ' << row.dump());
            Decoded decoded;
            CHECK(decode_raw(*protocol, *query, unescaped(row["reply"]), decoded) == expected_verdict(row["verdict"]));
            ++rows;
        }
    }
    CHECK(rows >= 50);
}

TEST_CASE("real replies: the binary form of QS is not claimed") {
    for (const json& row : real_replies()) {
        if (row["id"] != "V039") continue;
        Decoded decoded;
        CHECK(decode_raw(kMegatec, *find_query(kMegatec, "QS"), unescaped(row["reply"]), decoded) == Verdict::rejected);
        return;
    }
    FAIL("V039 is missing from the file");
}

}  // namespace upsmd
