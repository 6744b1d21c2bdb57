// Masterguard A and E: the sheet's replies, and what the units are told.
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/masterguard.h"
#include "core/protocols/masterguard_replies.h"

namespace upsmd {
namespace {

using V = Variable;
using std::chrono::seconds;

const std::string kHead = "(00 225.9 225.9 229.3 043 50.0 02.27 23.4 017.03 100 ";
const std::string kNames =
    "(00 10.06 03.09 A  700  + 0 Bat Pack-19        0 230 50.00 012 02.30 006.00 012.00 018 10 40 160 276 47.00 53.00\r";

struct Unit {
    std::array<std::uint8_t, MasterguardMemory::kBytes> memory{};

    Verdict decode(const char* command, const std::string& raw, Decoded& out) {
        const Query* const query = find_query(kMasterguard, command);
        REQUIRE(query != nullptr);
        out.memory = memory;
        return decode_raw(kMasterguard, *query, {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}, out);
    }
    std::string value(const char* command, const std::string& raw, Variable variable) {
        Decoded out;
        if (decode(command, raw, out) != Verdict::ok) return "refused";
        const Value* const value = out.find(variable);
        return value == nullptr ? "not named" : value->present() ? value->to_string() : "absent";
    }
    std::string status(const std::string& flags) {
        Decoded out;
        if (decode("Q3", kHead + flags + "\r", out) != Verdict::ok) return "refused";
        const Value* const alarm = out.find(V::ups_alarm);
        return out.status->to_string() + (alarm->present() ? ": " + alarm->to_string() : "");
    }
    std::string asked(const char* name) {
        const StepBytes bytes = find_query(kMasterguard, name)->compose(memory);
        return {bytes.view().begin(), bytes.view().end()};
    }
    std::string sent(ControlRequest request, const Reading& reading = {}) {
        const ControlRow* const row = find_control(kMasterguard, request.control);
        if (row == nullptr) return "no row";
        request.memory = memory;
        const auto script = row->build(request, reading, {});
        if (!script) return "refused";
        std::string bytes;
        for (const Step& step : script->steps()) bytes.append(step.send.view().begin(), step.send.view().end());
        return bytes;
    }
};

}  // namespace

TEST_CASE("masterguard status: every field", "[masterguard]") {
    Unit unit;
    const std::string line = kHead + "00000000 00000010\r";
    CHECK(unit.value("Q3", line, V::ups_id) == "00");
    CHECK(unit.value("Q3", line, V::input_voltage) == "225.9");
    CHECK(unit.value("Q3", line, V::input_voltage_fault) == "225.9");
    CHECK(unit.value("Q3", line, V::output_voltage) == "229.3");
    CHECK(unit.value("Q3", line, V::ups_load) == "43");
    CHECK(unit.value("Q3", line, V::input_frequency) == "50.0");
    CHECK(unit.value("Q3", line, V::ups_temperature) == "23.4");
    CHECK(unit.value("Q3", line, V::battery_runtime) == "1023");
    CHECK(unit.value("Q3", line, V::battery_charge) == "100");
    CHECK(unit.value("Q3", line, V::ups_test_result) == "passed");
    CHECK(unit.value("Q3", line, V::ups_type) == "online");
    CHECK(unit.value("Q3", line, V::battery_voltage) == "absent");  // one cell; how many there are is not known yet
    CHECK(unit.value("WH", kNames, V::battery_voltage_nominal) == "27.60");
    CHECK(unit.value("Q3", line, V::battery_voltage) == "27.24");
}

TEST_CASE("masterguard status: the flags", "[masterguard]") {
    Unit unit;
    CHECK(unit.status("00000000 00000000") == "OL");
    CHECK(unit.status("10000000 00000000") == "OB");
    CHECK(unit.status("11000000 00000000") == "OB LB");
    CHECK(unit.status("00100000 00000000") == "OL BYPASS");
    CHECK(unit.status("00010000 00000000") == "ALARM OL: UPS failed");
    CHECK(unit.status("00000100 00000001") == "OL CAL TEST");
    CHECK(unit.status("00000010 00000000") == "OL FSD");
    CHECK(unit.status("00000000 00010000") == "ALARM OL RB: replace battery");
    CHECK(unit.status("00000000 00001000") == "ALARM OL: no battery connected");
    CHECK(unit.status("00000000 01100000") == "ALARM OL: trouble in parallel operation");
    CHECK(unit.status("01100000 00011000") == "ALARM OL LB RB BYPASS: replace battery, no battery connected");
    const std::array<const char*, 8> results{"absent",       "in progress", "passed", "failed",
                                             "not possible", "aborted",     "calibration running", "unknown"};
    for (int code = 0; code < 8; ++code) {
        std::string bits = "00000000 00000000";
        for (int at = 0; at < 3; ++at) bits[static_cast<std::size_t>(16 - at)] = ((code >> at) & 1) != 0 ? '1' : '0';
        CHECK(unit.value("Q3", kHead + bits + "\r", V::ups_test_result) == results[static_cast<std::size_t>(code)]);
    }
}

TEST_CASE("masterguard status: what is refused, and what goes absent", "[masterguard]") {
    Unit unit;
    for (const std::string& flags : {std::string("00000000"), std::string("0000000 00000000"), std::string("00000000 0000000x"),
                                     std::string("00000000 000000000")}) {
        INFO(flags);
        CHECK(unit.status(flags) == "refused");
    }
    const std::string line = kHead + "00000000 00000000\r";
    for (std::size_t size = 0; size + 1 < line.size(); ++size) {
        Decoded out;
        CHECK(unit.decode("Q3", line.substr(0, size), out) != Verdict::ok);
    }
    for (const std::string& raw :
         {std::string("(00 000.0 000.0 000.0 000 00.0 00.00 00.0 000.00 000 00000000 00000000\r"),
          std::string("(00 000.0 000.0 229.3 043 50.0 02.27 23.4 017.03 100 00000000 00000000\r"),  // on line without mains
          std::string("(0 225.9 225.9 229.3 043 50.0 02.27 23.4 017.03 100 00000000 00000000\r"),
          std::string("(XX 225.9 225.9 229.3 043 50.0 02.27 23.4 017.03 100 00000000 00000000\r"),
          std::string("(230.1 230.1 230.4 014 50.0 2.27 30.0 00001001\r"), kNames}) {
        INFO(raw);
        CHECK(unit.value("Q3", raw, V::ups_load) == "refused");
    }
    const auto runtime = [&unit](const std::string& field) {
        return unit.value("Q3", "(00 225.9 225.9 229.3 043 50.0 02.27 23.4 " + field + " 100 00000000 00000000\r",
                          V::battery_runtime);
    };
    CHECK(runtime("000.30") == "30");
    CHECK(runtime("017:03") == "absent");
    CHECK(runtime("017.63") == "absent");
    CHECK(runtime("---.--") == "absent");
    Decoded out;
    CHECK(unit.decode("Q3", "NAK\r", out) == Verdict::unsupported);
    CHECK(unit.decode("Q3", "Q3\r", out) == Verdict::unsupported);
}

TEST_CASE("masterguard WH: who it is, and the forms that are not", "[masterguard]") {
    Unit unit;
    CHECK(unit.value("WH", kNames, V::device_model) == "A  700  + 0 Bat Pack-19");
    CHECK(unit.value("WH", kNames, V::ups_firmware) == "10.06");
    CHECK(unit.value("WH", kNames, V::ups_firmware_aux) == "03.09");
    CHECK(unit.value("WH", kNames, V::ups_power_nominal) == "700");
    CHECK(unit.value("WH", kNames, V::input_voltage_nominal) == "230");
    CHECK(unit.value("WH", kNames, V::input_frequency_low) == "47.00");
    std::string other = kNames;
    other.replace(16, 6, "B  900");
    CHECK(unit.value("WH", other, V::ups_power_nominal) == "absent");
    other = kNames;
    other.replace(59, 3, "0 2");
    CHECK(unit.value("WH", other, V::battery_voltage_nominal) == "absent");
    CHECK(unit.value("WH", kNames.substr(0, 90) + "\r", V::device_model) == "refused");
    const std::string old = "3.09A  700      " + std::string(36, ' ') + "\r";
    REQUIRE(old.size() == 53);
    CHECK(unit.value("WH", old, V::ups_firmware) == "3.09");
    CHECK(unit.value("WH", old, V::device_model) == "A  700");
    CHECK(unit.value("WH", old.substr(1), V::device_model) == "refused");
}

TEST_CASE("masterguard: beeper, packs, serial number, output voltage", "[masterguard]") {
    Unit unit;
    CHECK(unit.value("GS", "(00,00 0 1\r", V::ups_beeper_status) == "enabled");
    CHECK(unit.value("GS", "(00,00 2 0\r", V::ups_beeper_status) == "disabled");
    CHECK(unit.value("GS", "(00,00 2 0\r", V::battery_packs) == "2");
    CHECK(unit.value("GSN", "(00,SSN=6A1212      2782\r", V::device_serial) == "2782");
    CHECK(unit.value("PNV", "(PNV=230\r", V::output_voltage_nominal) == "230");
    for (const char* const raw : {"(00,00 0\r", "(00,00 x 1\r", "(00 00 0 1\r", "(PNV=230\r", "00,00 0 1\r"})
        CHECK(unit.value("GS", raw, V::ups_beeper_status) == "refused");
    for (const char* const raw : {"(PNV=\r", "(PNV=23x\r", "(PNV=9\r", "(00,00 0 1\r", "240\r"})
        CHECK(unit.value("PNV", raw, V::output_voltage_nominal) == "refused");
    CHECK(unit.value("GSN", "(00,00 0 1\r", V::device_serial) == "refused");
    Decoded out;
    CHECK(unit.decode("GS", "NAK\r", out) == Verdict::unsupported);
}

TEST_CASE("masterguard: commands name the address that the status told", "[masterguard][control]") {
    Unit unit;
    CHECK(unit.asked("GS") == "GS,00\r");
    CHECK(unit.value("Q3", "(07" + kHead.substr(3) + "00000000 00000000\r", V::ups_id) == "07");
    CHECK(unit.asked("GS") == "GS,07\r");
    CHECK(unit.asked("GSN") == "GSN,07\r");
    CHECK(unit.sent({Control::beeper_enable}) == "SS---1,07\r");
    CHECK(unit.sent({Control::beeper_disable}) == "SS---0,07\r");
}

TEST_CASE("masterguard: what it is told", "[masterguard][control]") {
    Unit unit;
    CHECK(unit.sent({Control::shutdown_return, seconds(30)}) == "C\rS.5R0003\r");
    CHECK(unit.sent({Control::shutdown_return, seconds(5000)}) == "C\rS84R0003\r");
    CHECK(unit.sent({Control::shutdown_return, seconds(5940)}) == "C\rS99R0003\r");
    CHECK(unit.sent({Control::shutdown_return, seconds(5941)}) == "refused");
    CHECK(unit.sent({Control::shutdown_stayoff, seconds(30)}) == "no row");
    CHECK(unit.sent({Control::load_off}) == "no row");
    CHECK(unit.sent({Control::shutdown_stop}) == "C\r");
    CHECK(unit.sent({Control::test_battery_start_quick}) == "T\r");
    Reading full;
    full.set(V::ups_status, Value::text("OL"));
    full.set(V::ups_load, Value::number(43, 0));
    full.set(V::battery_charge, Value::number(100, 0));
    CHECK(unit.sent({Control::calibrate_start}, full) == "TUD,00\r");
    CHECK(unit.sent({Control::calibrate_start}) == "refused");
    for (const auto& [variable, value] : {std::pair{V::ups_load, 29.0}, std::pair{V::ups_load, 101.0},
                                          std::pair{V::battery_charge, 99.0}}) {
        Reading other = full;
        other.set(variable, Value::number(value, 0));
        CHECK(unit.sent({Control::calibrate_start}, other) == "refused");
    }
    full.set(V::ups_status, Value::text("OB"));
    CHECK(unit.sent({Control::calibrate_start}, full) == "refused");
}

}  // namespace upsmd
