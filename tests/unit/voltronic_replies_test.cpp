// What real Voltronic units answered (tests/data/real_replies.jsonl): the verdict and every value that the file names.
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/protocols/voltronic_axpert.h"
#include "core/protocols/voltronic_p.h"
#include "core/protocols/voltronic_qs.h"
#include "core/protocols/voltronic_qs_hex.h"

namespace upsmd {
namespace {

using nlohmann::json;
using V = Variable;

std::vector<json> voltronic_rows() {
    std::ifstream file(UPSMD_TEST_DATA "/real_replies.jsonl");
    std::vector<json> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty()) continue;
        json row = json::parse(line);
        if (row["family"] == "voltronic") rows.push_back(row);
    }
    return rows;
}

std::vector<std::uint8_t> unescaped(const std::string& text) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            bytes.push_back(static_cast<std::uint8_t>(text[i]));
        } else if (text.at(++i) == 'x') {
            bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i + 1, 2), nullptr, 16)));
            i += 2;
        } else {
            bytes.push_back(static_cast<std::uint8_t>(text[i] == 'r' ? '\r' : text[i]));
        }
    }
    return bytes;
}

// The rows that neither of the two protocols asks: an inverter's query, and QS in binary.
bool is_another_protocols(const json& row) { return row["cmd"] == "QPIGS" || row["id"] == "V039"; }

// What a key of the file means in the replies of P units, by command where that differs.
std::optional<Variable> variable_of(const std::string& command, const std::string& key) {
    static const std::map<std::string, Variable> kKeys{
        {"in_v", V::input_voltage},         {"in_hz", V::input_frequency},   {"out_v", V::output_voltage},
        {"out_hz", V::output_frequency},    {"out_a", V::output_current},    {"load", V::ups_load},
        {"batt_v", V::battery_voltage},     {"temp", V::ups_temperature},    {"topology", V::ups_type},
        {"charge", V::battery_charge},      {"packs", V::battery_packs},     {"runtime_min", V::battery_runtime},
        {"runtime_s", V::battery_runtime},  {"firmware", V::ups_firmware},   {"model", V::device_model},
        {"vendor", V::device_mfr},          {"va", V::ups_power_nominal},    {"pf", V::output_powerfactor},
        {"eco_high", V::input_transfer_high}, {"eco_low", V::input_transfer_low}, {"mode", V::ups_mode},
        {"protocol", V::ups_firmware_aux},  {"outlet1", V::outlet_1_status}, {"input_hz", V::input_frequency},
        {"output_a", V::output_current},    {"transfer_low", V::input_transfer_low},
        {"transfer_high", V::input_transfer_high}, {"nominal_v", V::input_voltage_nominal},
        {"nominal_a", V::input_current_nominal}, {"nominal_batt_v", V::battery_voltage_nominal},
        {"nominal_hz", V::input_frequency_nominal}, {"input_v", V::input_voltage},
        {"output_v", V::output_voltage},    {"load_pct", V::ups_load},       {"hz", V::output_frequency},
    };
    static const std::map<std::string, Variable> kRatings{{"out_v", V::output_voltage_nominal},
                                                          {"out_a", V::output_current_nominal},
                                                          {"batt_v", V::battery_voltage_nominal},
                                                          {"hz", V::output_frequency_nominal}};
    static const std::map<std::string, Variable> kModel{{"in_v", V::input_voltage_nominal},
                                                        {"out_v", V::output_voltage_nominal}};
    for (const auto* const keys : {command == "QRI" ? &kRatings : command == "QMD" ? &kModel : &kKeys, &kKeys})
        if (const auto found = keys->find(key); found != keys->end()) return found->second;
    return std::nullopt;
}

void check_value(const Decoded& decoded, Variable variable, const json& expected, double factor) {
    INFO(variable_name(variable) << ", expected " << expected.dump());
    const Value* const value = decoded.find(variable);
    REQUIRE(value != nullptr);
    if (expected == "") {
        CHECK_FALSE(value->present());
    } else if (expected.is_string()) {
        CHECK(value->as_text() == expected.get<std::string>());
    } else {
        CHECK(value->as_number() == Approx(expected.get<double>() * factor).margin(1e-9));
    }
}

void check_options(const Decoded& decoded, const std::string& enabled, const std::string& disabled) {
    const std::map<char, Variable> options{{'g', V::battery_energysave}, {'s', V::battery_protection},
                                           {'r', V::ups_start_auto}, {'c', V::ups_start_battery}};
    for (const auto& [letter, variable] : options) {
        INFO(letter);
        const Value* const value = decoded.find(variable);
        REQUIRE(value != nullptr);
        const bool on = enabled.find(letter) != std::string::npos;
        const bool off = disabled.find(letter) != std::string::npos;
        CHECK(value->to_string() == (on ? "yes" : off ? "no" : ""));
    }
}

int check_row(const json& row, const Decoded& decoded) {
    const json& expect = row["expect"];
    int checked = 0;
    for (const auto& [key, expected] : expect.items()) {
        const auto variable = variable_of(row["cmd"], key);
        if (variable) {
            check_value(decoded, *variable, expected, key == "runtime_min" ? 60 : 1);
        } else if (key == "status") {
            REQUIRE(decoded.status);
            CHECK(json::array({decoded.status->to_string()}) == expected);
        } else if (key == "phases") {
            CHECK(decoded.find(V::input_phases)->as_number() == expected.get<std::string>()[0] - '0');
            CHECK(decoded.find(V::output_phases)->as_number() == expected.get<std::string>()[2] - '0');
        } else if (key == "warnings") {
            CHECK(decoded.extra_status == StatusFlags{});
            CHECK_FALSE(decoded.find(V::ups_alarm)->present());
        } else if (key == "enabled") {
            check_options(decoded, expected, expect["disabled"]);
        } else {
            continue;
        }
        ++checked;
    }
    return checked;
}

}  // namespace

// An inverter's reply, which the plain protocol must refuse, and a plain UPS's refusal of an inverter's query.
TEST_CASE("real replies: Axpert inverters", "[voltronic]") {
    int rows = 0;
    for (const json& row : voltronic_rows()) {
        if (row["id"] != "V044" && row["cmd"] != "QPIGS") continue;
        INFO(row.dump());
        ++rows;
        Decoded decoded;
        const Query* const query = find_query(kVoltronicAxpert, row["cmd"].get<std::string>());
        REQUIRE(query != nullptr);
        const Verdict verdict = decode_raw(kVoltronicAxpert, *query, unescaped(row["reply"]), decoded);
        if (row["verdict"] == "unsupported") {
            CHECK(verdict == Verdict::unsupported);
            continue;
        }
        REQUIRE(verdict == Verdict::ok);
        CHECK(decoded.find(V::ups_firmware)->as_text() == row["expect"]["firmware"].get<std::string>());
    }
    CHECK(rows == 2);
}

// Its frame holds ratios; the file gives what they come to, rounded.
TEST_CASE("real replies: QS in binary", "[voltronic]") {
    int values = 0;
    for (const json& row : voltronic_rows()) {
        if (row["id"] != "V039") continue;
        const auto raw = unescaped(row["reply"]);
        for (const Protocol* const protocol : {&kVoltronicQsHex, &kVoltronic}) {
            INFO(protocol->name);
            Decoded decoded;
            REQUIRE(decode_raw(*protocol, *find_query(*protocol, "QS"), raw, decoded) == Verdict::ok);
            for (const auto& [key, expected] : row["expect"].items()) {
                if (!expected.is_number()) continue;
                INFO(key);
                CHECK(decoded.find(*variable_of("QS", key))->as_number() == Approx(expected.get<double>()).margin(0.05));
                ++values;
            }
            CHECK(json::array({decoded.status->to_string()}) == row["expect"]["status"]);
            CHECK(decoded.find(V::ups_type)->as_text() == "offline / line interactive");
            CHECK(decoded.find(V::ups_beeper_status)->as_text() == "enabled");
        }
    }
    CHECK(values == 10);
}

TEST_CASE("real replies: verdicts and values of the Voltronic text families", "[voltronic]") {
    int rows = 0;
    int values = 0;
    for (const json& row : voltronic_rows()) {
        if (is_another_protocols(row)) continue;
        INFO(row.dump());
        ++rows;
        const std::string command = row["cmd"];
        const auto raw = unescaped(row["reply"]);
        if (command == "SKON1") {  // a control: judged, not decoded
            ControlRequest request;
            const auto script = find_control(kVoltronic, Control::load_on)->build(request, {}, {});
            const Step& step = script->steps().back();
            CHECK(step.judge({raw.data(), raw.size() - 1}, step) == StepOutcome::accepted);
            continue;
        }
        const Protocol& protocol = command == "QI" ? kVoltronicQs : kVoltronic;
        const Query* const query = find_query(protocol, command);
        REQUIRE(query != nullptr);
        const std::string name = row["verdict"];
        const Verdict expected = name == "ok" ? Verdict::ok
                                              : name == "unsupported" ? Verdict::unsupported : Verdict::rejected;
        Decoded decoded;
        REQUIRE(decode_raw(protocol, *query, raw, decoded) == expected);
        if (expected == Verdict::ok)
            values += check_row(row, decoded);
        else
            CHECK(decoded.values().empty());
    }
    CHECK(rows == 30);
    CHECK(values >= 97);
}

}  // namespace upsmd
