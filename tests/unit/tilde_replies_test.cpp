// Belkin and Tripp Lite SmartOnline, the "~00" frame: frames, status, measurements, who the unit is.
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/belkin.h"
#include "core/protocols/tilde_frame.h"
#include "core/protocols/tilde_replies.h"
#include "core/protocols/tripplite_su.h"

namespace upsmd {
namespace {

using V = Variable;

// The memory of one session.
using Memory = std::array<std::uint8_t, kTildeMemoryBytes>;

Bytes bytes_of(const std::string& raw) { return {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}; }

std::string frame(const std::string& data) {
    std::string length = std::to_string(data.size());
    length.insert(0, 3 - length.size(), '0');
    return "~00D" + length + data;
}

Verdict decode(const Protocol& protocol, const char* command, const std::string& raw, Decoded& out) {
    const Query* const query = find_query(protocol, command);
    REQUIRE(query != nullptr);
    return decode_raw(protocol, *query, bytes_of(raw), out);
}

Verdict verdict_of(const Protocol& protocol, const char* command, const std::string& raw) {
    Decoded out;
    return decode(protocol, command, raw, out);
}

std::string value_in(const Protocol& protocol, const char* command, const std::string& raw, Variable variable) {
    Decoded out;
    if (decode(protocol, command, raw, out) != Verdict::ok) return "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->to_string();
}

std::string status_of(const Protocol& protocol, const char* command, const std::string& raw, Memory memory = {}) {
    Decoded out;
    out.memory = memory;
    if (decode(protocol, command, raw, out) != Verdict::ok) return "refused";
    return out.status ? out.status->to_string() : "none";
}

Memory remembering(TildeMemory slot, std::uint8_t value) {
    Memory memory{};
    memory[static_cast<std::size_t>(slot)] = value;
    return memory;
}

const std::string kSource = frame("0;600;1;1202;17;190;017");
const std::string kBattery = frame("0;0;0;0;60;100;522;0;024;100");
const std::string kNoAlarm = frame("0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;1");

}  // namespace

TEST_CASE("tilde frame: cut by its length, whatever stands before it", "[tilde]") {
    const auto cut = [](const std::string& raw) {
        const FrameCut found = cut_tilde_frame(bytes_of(raw));
        return std::to_string(found.skip) + "," + std::to_string(found.length);
    };
    CHECK(cut("~") == "0,0");
    CHECK(cut("~00D00") == "0,0");
    CHECK(cut("~00D0011") == "0,8");
    CHECK(cut("~00D0012;") == "0,8");
    CHECK(cut("~00D000") == "0,7");
    CHECK(cut("~00A") == "0,4");
    CHECK(cut("~00R") == "0,4");
    CHECK(cut("000~00D") == "3,0");
    CHECK(cut("~01") == "1,0");
    CHECK(cut("~00P") == "1,0");  // an echo
    CHECK(cut("~00D0x") == "1,0");
    CHECK(cut("~00D256") == "1,0");
    CHECK(cut("~00D255") == "0,0");
}

TEST_CASE("tilde frame: refusals, empty data, answers to sets", "[tilde]") {
    for (const Protocol* protocol : {&kBelkin, &kTrippliteSu}) {
        CHECK(verdict_of(*protocol, "STB", "~00R000") == Verdict::unsupported);
        CHECK(verdict_of(*protocol, "STB", "~00R") == Verdict::unsupported);
        CHECK(verdict_of(*protocol, "STB", "~00D000") == Verdict::unsupported);
        CHECK(verdict_of(*protocol, "STB", "~00A000") == Verdict::rejected);
        CHECK(verdict_of(*protocol, "STB", "") == Verdict::rejected);
        CHECK(verdict_of(*protocol, "STB", "~00P003STB") == Verdict::rejected);
        CHECK(verdict_of(*protocol, "STB", "~00P003STB" + kBattery) == Verdict::ok);
        CHECK(verdict_of(*protocol, "STB", kBattery.substr(0, 20)) == Verdict::rejected);
        CHECK(decode_raw_answer(*protocol, "~00S004TST3", bytes_of("~00A")) == Verdict::ok);
        CHECK(decode_raw_answer(*protocol, "~00S004TST3", bytes_of("~00A000")) == Verdict::ok);
        CHECK(decode_raw_answer(*protocol, "~00S004TST3", bytes_of("~00R000")) == Verdict::unsupported);
        CHECK(decode_raw_answer(*protocol, "~00S004TST3", bytes_of("~00D0011")) == Verdict::rejected);
    }
}

TEST_CASE("belkin status: the sheet's conditions", "[belkin]") {
    const auto alarms = [](const char* fields) { return status_of(kBelkin, "STA", frame(fields)); };
    CHECK(alarms("0;0;;0;0;0;;0;;;0;0;0;0;;1") == "OL");
    CHECK(alarms("0;1;;0;0;0;;0;;;0;0;0;0;;1") == "OB");
    CHECK(alarms("0;0;;0;0;1;;0;;;0;0;0;0;;0") == "OL OFF");
    CHECK(alarms("0;0;;1;0;0;;0;;;0;0;0;0;;1") == "OL OVER");
    CHECK(alarms("0;1;;0;0;0;;0;;;0;0;0;1;;1") == "OB FSD");
    CHECK(alarms("0;0;;0;0;0;;0;;;0;1;0;0;;1") == "ALARM OL");
    CHECK(alarms("0;0;;0;0;0;;0;;;0;0;0;0;") == "OL");  // an F6C625 has no field for the buzzer
    // Too few fields, no statement about the input, fields that are no flags: another reply, or damage.
    CHECK(alarms("0;0;;0;0;0;;0;;;0;0;0;0") == "refused");
    CHECK(alarms("0;;;0;0;0;;0;;;0;0;0;0;;1") == "refused");
    CHECK(alarms("0;0;;0;0;0;;0;;;0;0;0;0;;2") == "refused");
    CHECK(alarms("0;0;;0;0;x;;0;;;0;0;0;0;;1") == "refused");
    CHECK(alarms(";;;;;;;;;;;;;;;") == "refused");
    const auto beeper = [](const char* fields) { return value_in(kBelkin, "STA", frame(fields), V::ups_beeper_status); };
    CHECK(beeper("0;0;;0;0;0;;0;;;0;0;0;0;;1") == "enabled");
    CHECK(beeper("0;0;;0;0;0;;0;;;0;0;0;0;;0") == "disabled");
    CHECK(beeper("0;0;;0;0;0;;0;;;0;0;0;0;;0;0;0;0;1") == "enabled");  // sounding or not: enabled
    CHECK(value_in(kBelkin, "STA", frame("1;0;0;0;0;0;;1;;0;0;0;0;0;;1;0;0;1;1"), V::ups_alarm) ==
          "over temperature, charger failed, EPO");
}

TEST_CASE("belkin status: a running test, and a shutdown that is remembered", "[belkin]") {
    const std::string raw = frame("0;0;;0;0;0;;0;;;0;0;0;1;;1");
    CHECK(status_of(kBelkin, "STA", raw, remembering(TildeMemory::test, 3)) == "OL TEST FSD");
    CHECK(status_of(kBelkin, "STA", raw, remembering(TildeMemory::test, 2)) == "OL FSD");
    Memory memory{};
    Decoded out;
    out.memory = memory;
    REQUIRE(decode(kBelkin, "STA", raw, out) == Verdict::ok);
    CHECK(recall(memory, TildeMemory::shutdown) == kShutdownPending);
    REQUIRE(decode(kBelkin, "TSR", frame("2"), out) == Verdict::ok);
    CHECK(recall(memory, TildeMemory::test) == 3);
}

TEST_CASE("tilde battery: low, to replace, charging, values", "[tilde]") {
    const auto belkin = [](const char* fields) { return status_of(kBelkin, "STB", frame(fields)); };
    CHECK(belkin("0;0;1;;;;0136;;047;100") == "CHRG");
    CHECK(belkin("0;0;3;;;;0124;;047;080") == "DISCHRG");
    CHECK(belkin("1;1;3;;;;0112;;047;012") == "LB DISCHRG");
    CHECK(belkin("0;0;3;;;;0112;;047;019") == "LB DISCHRG");  // the unit's own sign comes 10 s before the end
    CHECK(belkin("0;0;3;;;;0112;;047;020") == "DISCHRG");
    CHECK(belkin("0;0;0;;;;0000;;000;000").empty());  // not measured
    CHECK(belkin("2;2;2;;;;0112;;047;") == "LB RB");
    CHECK(belkin(";;;;;;0112;;047;100") == "refused");
    CHECK(belkin("0;0;1;;;;0136;;047") == "refused");
    CHECK(belkin("0;0;1;;;;0136;;047;100;1") == "refused");
    CHECK(status_of(kTrippliteSu, "STB", frame("0;0;3;935;2;012;440;60;024;012")) == "DISCHRG");
    CHECK(value_in(kTrippliteSu, "STB", kBattery, V::battery_voltage) == "52.2");
    CHECK(value_in(kTrippliteSu, "STB", kBattery, V::battery_current) == "0.0");
    CHECK(value_in(kTrippliteSu, "STB", kBattery, V::battery_temperature) == "24");
    CHECK(value_in(kTrippliteSu, "STB", kBattery, V::battery_charge) == "100");
    CHECK(value_in(kTrippliteSu, "STB", kBattery, V::battery_runtime) == "3600");
    CHECK(value_in(kBelkin, "STB", frame("0;0;1;;;;0136;;047;100"), V::battery_runtime).empty());
    // Another maker's scale.
    Memory memory = remembering(TildeMemory::battery_volts, 24);
    Decoded out;
    out.memory = memory;
    REQUIRE(decode(kBelkin, "STB", frame("0;0;1;;;;2740;;000;100"), out) == Verdict::ok);
    CHECK_FALSE(out.find(V::battery_voltage)->present());
}

TEST_CASE("tripplite-su status: the source decides, the input where the source does not", "[tripplite-su]") {
    const auto source = [](const char* fields, std::uint8_t input = 0) {
        return status_of(kTrippliteSu, "STO", frame(fields), remembering(TildeMemory::input, input));
    };
    CHECK(source("0;600;1;1202;17;190;017") == "OL");
    CHECK(source("1;600;1;1200;17;190;017") == "OB");
    CHECK(source("1;600;1;1200;17;190;017", kInputGood) == "OB");
    CHECK(source("3;600;1;1202;17;190;017") == "OL TRIM");
    CHECK(source("4;600;1;1202;17;190;017") == "OL BOOST");
    CHECK(source("2;600;1;1236;17;190;117") == "BYPASS");
    CHECK(source("2;600;1;1236;17;190;117", kInputGood) == "OL BYPASS");
    CHECK(source("5;600;1;1236;17;190;117", kInputBad) == "BYPASS");
    CHECK(source("7;0;1;0;;;0") == "OFF");
    CHECK(source("7;0;1;0;;;0", kInputGood) == "OL OFF");
    CHECK(source("6;600;1;1200;17;190;017").empty());
    CHECK(source("0;000;1;0000;0;0;000") == "refused");  // fed from the mains, without voltage
    CHECK(source("8;600;1;1202;17;190;017") == "refused");
    CHECK(source(";600;1;1202;17;190;017") == "refused");
    CHECK(source("0;600;1;1202;17;190") == "refused");
    CHECK(source("0;600;3;1202;17;190;017") == "refused");
    CHECK(status_of(kTrippliteSu, "STA", kNoAlarm).empty());
    CHECK(status_of(kTrippliteSu, "STA", frame("0;1;0;1;0;0;0;0;0;0;0;0;0;0;1;1;0;0;0;1")) == "OVER FSD");
}

TEST_CASE("tilde measurements: the sheet's values", "[tilde]") {
    const auto su = [](const char* command, const std::string& raw, Variable variable) {
        return value_in(kTrippliteSu, command, raw, variable);
    };
    CHECK(su("STO", kSource, V::output_frequency) == "60.0");
    CHECK(su("STO", kSource, V::output_voltage) == "120.2");
    CHECK(su("STO", kSource, V::output_current) == "1.7");
    CHECK(su("STO", kSource, V::ups_realpower) == "190");
    CHECK(su("STO", kSource, V::ups_load) == "17");
    CHECK(su("STO", kSource, V::output_l2_n_voltage) == "not named");
    const std::string three = frame("0;600;3;1202;17;190;017;1203;18;191;018;1204;19;192;019");
    CHECK(su("STO", three, V::output_l1_n_voltage) == "120.2");
    CHECK(su("STO", three, V::output_l2_current) == "1.8");
    CHECK(su("STO", three, V::output_l3_power_percent) == "19");
    CHECK(su("STI", frame("1;600;1236"), V::input_voltage) == "123.6");
    CHECK(su("STI", frame("1;600;1236"), V::input_frequency) == "60.0");
    CHECK(su("STI", frame("1;600;12x6"), V::input_voltage).empty());
    CHECK(su("STI", frame("1;600"), V::input_voltage) == "refused");
    CHECK(su("STI", kBattery, V::input_voltage) == "refused");
    CHECK(su("STI", frame("1;0;3;35;41;088;489;52;024;088"), V::input_voltage) == "refused");
    CHECK(su("STP", frame("600;1;1236"), V::input_bypass_voltage) == "123.6");
    CHECK(su("ENV", frame("23;045;0;1;0;1"), V::ambient_temperature) == "23");
    CHECK(su("ENV", frame("23;045;0;1;0;1"), V::ambient_humidity) == "45");
    CHECK(su("ENV", frame("23;045;0;1;0;1"), V::ups_contacts) == "0A");
    CHECK(su("TSR", frame("1"), V::ups_test_result) == "passed");
    CHECK(su("TSR", frame("7"), V::ups_test_result) == "refused");
    CHECK(su("TSR", frame("1;2"), V::ups_test_result) == "refused");
    CHECK(su("ARB", frame("2"), V::ups_start_auto) == "no");
    CHECK(su("ARB", frame("0"), V::ups_start_auto) == "refused");
    CHECK(su("VSN", frame("1"), V::input_sensitivity) == "Reduced");
    CHECK(su("UID", frame("17"), V::ups_id) == "17");
    CHECK(value_in(kBelkin, "STO", frame("2;600;1;1234;;;016"), V::output_voltage) == "123.4");
    CHECK(value_in(kBelkin, "STO", frame("2;600;1;1234;;;016"), V::output_current).empty());
}

TEST_CASE("belkin output: a standby unit's mains are no bypass", "[belkin]") {
    const auto extra = [](const char* fields, std::uint8_t type) {
        Memory memory = remembering(TildeMemory::type, type);
        Decoded out;
        out.memory = memory;
        REQUIRE(decode(kBelkin, "STO", frame(fields), out) == Verdict::ok);
        CHECK_FALSE(out.status);
        return out.extra_status->to_string();
    };
    constexpr std::uint8_t kOnLine = 1;
    constexpr std::uint8_t kOffLine = 2;
    CHECK(extra("2;600;1;1234;;;016", 0).empty());
    CHECK(extra("2;600;1;1234;;;016", kOffLine).empty());
    CHECK(extra("2;600;1;1234;;;016", kOnLine) == "BYPASS");
    CHECK(extra("4;600;1;1234;;;016", kOffLine) == "BOOST");
    CHECK(extra("3;600;1;1234;;;016", 0) == "TRIM");
}

TEST_CASE("tilde identity: names, ratings, the firmware that counts wrong", "[tilde]") {
    CHECK(value_in(kTrippliteSu, "MNU", "~00D016Tripp Lite      ", V::device_mfr) == "Tripp Lite");
    CHECK(value_in(kBelkin, "MNU", "~00D006BELKIN", V::device_mfr) == "BELKIN");
    CHECK(value_in(kBelkin, "MOD", "~00D010F6C525-SER", V::device_model) == "F6C525-SER");
    CHECK(value_in(kBelkin, "VER", "~00D003001", V::ups_firmware) == "001");
    CHECK(value_in(kBelkin, "MOD", kBattery, V::device_model) == "refused");
    const std::string ratings = frame("120;600;120;600;1500;1050;2;65;138;90;60;145;125;0;48");
    CHECK(value_in(kTrippliteSu, "RAT", ratings, V::input_voltage_nominal) == "120");
    CHECK(value_in(kTrippliteSu, "RAT", ratings, V::output_frequency_nominal) == "60.0");
    CHECK(value_in(kTrippliteSu, "RAT", ratings, V::ups_power_nominal) == "1500");
    CHECK(value_in(kTrippliteSu, "RAT", ratings, V::ups_realpower_nominal) == "1050");
    CHECK(value_in(kTrippliteSu, "RAT", ratings, V::battery_voltage_nominal) == "48");
    CHECK(value_in(kTrippliteSu, "RAT", ratings, V::input_transfer_high) == "138");
    CHECK(value_in(kTrippliteSu, "RAT", ratings, V::ups_type) == "online");
    CHECK(value_in(kTrippliteSu, "TXV", frame("065;138"), V::input_transfer_low) == "65");

    const std::string real = "134;612;159;600;525;315;;85;100;90;80;150;140;1;12";
    const std::string claims = "~00D053" + real;
    CHECK(value_in(kBelkin, "RAT", claims, V::ups_power_nominal) == "525");
    CHECK(value_in(kBelkin, "RAT", claims, V::input_voltage_nominal) == "not named");
    // The end may be missing, unless the firmware is known to have counted wrong.
    CHECK(value_in(kBelkin, "RAT", claims, V::battery_voltage_nominal).empty());
    Memory memory{};
    Decoded out;
    out.memory = memory;
    REQUIRE(decode(kBelkin, "VER", "~00D003001", out) == Verdict::ok);
    REQUIRE(decode(kBelkin, "RAT", claims, out) == Verdict::ok);
    CHECK(out.find(V::battery_voltage_nominal)->to_string() == "12");
    CHECK(value_in(kBelkin, "RAT", frame(real), V::battery_voltage_nominal) == "12");
    CHECK(value_in(kTrippliteSu, "RAT", claims, V::ups_power_nominal) == "refused");
}

TEST_CASE("tilde: a frame whose head is damaged says nothing", "[tilde]") {
    for (const std::string& raw : {kSource, kNoAlarm, kBattery}) {
        const char* const command = raw == kSource ? "STO" : raw == kNoAlarm ? "STA" : "STB";
        for (std::size_t at = 0; at < 4; ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string damaged = raw;
                damaged[at] = static_cast<char>(byte);
                if (damaged == raw) continue;
                INFO(damaged);
                CHECK(verdict_of(kTrippliteSu, command, damaged) != Verdict::ok);
            }
        }
    }
}

}  // namespace upsmd
