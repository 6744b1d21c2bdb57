// CyberPower's binary protocol: the description's replies, and what the units are told.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/protocols/cyberpower_binary.h"
#include "core/protocols/cyberpower_binary_replies.h"

namespace upsmd {
namespace {

using V = Variable;
using namespace std::string_literals;
using std::chrono::seconds;

std::string bytes(const std::vector<unsigned>& values) {
    std::string text;
    for (const unsigned value : values) text += static_cast<char>(value);
    return text;
}

const std::string kPr = ".PR2200    .x.<.1100 \r";
const std::string kOp = ".OP1500AVR .x.<.5100 \r";
const std::string kOnLine = bytes({0x23, 0x78, 0x78, 0x18, 0x2E, 0x64, 0x29, 0x96, 0x2E, 0x01, 0xFE, 0x00, 0xFF, 0x0D});
const std::string kOnBattery = bytes({0x23, 0x00, 0x78, 0x18, 0x2E, 0x50, 0x29, 0x00, 0x2E, 0x81, 0x7E, 0x00, 0xFF, 0x0D});
const std::string kLow = bytes({0x23, 0x00, 0x78, 0x18, 0x2E, 0x0A, 0x29, 0x00, 0x2E, 0xC1, 0x3E, 0x00, 0xFF, 0x0D});
const std::string kTesting = bytes({0x23, 0x78, 0x78, 0x18, 0x2E, 0x5F, 0x29, 0x96, 0x2E, 0x05, 0xFA, 0x00, 0xFF, 0x0D});
const std::string kBoost = bytes({0x23, 0x64, 0x78, 0x18, 0x2E, 0x64, 0x29, 0x96, 0x2E, 0x01, 0xFE, 0x00, 0xFF, 0x0D});
const std::string kOff = bytes({0x23, 0x78, 0x00, 0x00, 0x2E, 0x64, 0x29, 0x96, 0x2E, 0x00, 0xFF, 0x00, 0xFF, 0x0D});
const std::string kQuiet = bytes({0x23, 0x78, 0x78, 0x18, 0x2E, 0x64, 0x29, 0x96, 0x2E, 0x00, 0xFF, 0x00, 0xFF, 0x0D});
const std::string kOpOnLine = bytes({0x23, 0x88, 0x88, 0x0C, 0x2E, 0xC8, 0xBC, 0xB2, 0x2E, 0x01, 0xFE, 0x00, 0xFF, 0x0D});
const std::string kOpBattery = bytes({0x23, 0x00, 0x88, 0x0C, 0x2E, 0xB4, 0xBC, 0xB2, 0x2E, 0x81, 0x7E, 0x00, 0xFF, 0x0D});

struct Unit {
    std::array<std::uint8_t, kCyberPowerMemoryBytes> memory{};

    Unit(const std::string& identity) { ask("F", identity, V::device_model); }

    std::string ask(const char* command, const std::string& raw, Variable variable = V::ups_status) {
        Decoded out;
        out.memory = memory;
        const Bytes reply{reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()};
        if (decode_raw(kCyberPowerBinary, *find_query(kCyberPowerBinary, command), reply, out) != Verdict::ok)
            return "refused";
        if (variable == V::ups_status) return out.status ? out.status->to_string() : "none";
        const Value* const value = out.find(variable);
        return value == nullptr ? "not named" : value->present() ? value->to_string() : "absent";
    }
};

Reading reading(const std::string& status, const std::string& beeper = "enabled") {
    Reading result;
    result.set(V::ups_status, Value::text(status));
    result.set(V::ups_beeper_status, Value::text(beeper));
    return result;
}

Result<Script> script(Control control, const Reading& state, seconds delay = seconds(0)) {
    return find_control(kCyberPowerBinary, control)->build({control, delay}, state, {});
}

std::string sent(const Result<Script>& built) {
    if (!built) return "refused: " + built.error().message;
    std::string text;
    for (const Step& step : built->steps()) text.append(step.send.view().begin(), step.send.view().end());
    return text;
}

// What the step's own cutter makes of these bytes: accepted when its frame is there.
bool hears(const Step& step, const std::string& raw) {
    Framer framer('\r', step.cutter);
    for (const char c : raw)
        if (framer.push(static_cast<std::uint8_t>(c)) == Framer::Event::line)
            return step.judge(framer.line(), step) == StepOutcome::accepted;
    return false;
}

}  // namespace

TEST_CASE("cyberpower-binary: the samples of the PR series", "[cyberpower-binary]") {
    Unit unit(kPr);
    CHECK(unit.ask("D", kOnLine) == "OL");
    CHECK(unit.ask("D", kOnBattery) == "OB");
    CHECK(unit.ask("D", kLow) == "OB LB");
    CHECK(unit.ask("D", kTesting) == "OL TEST");
    CHECK(unit.ask("D", kBoost) == "OL BOOST");
    CHECK(unit.ask("D", kOff) == "OL OFF");
    CHECK(unit.ask("D", kQuiet) == "OL");
    CHECK(unit.ask("D", kQuiet, V::ups_beeper_status) == "disabled");
    CHECK(unit.ask("D", kOnLine, V::ups_beeper_status) == "enabled");
    CHECK(unit.ask("D", kOff, V::ups_beeper_status) == "absent");
    CHECK(unit.ask("D", kOnLine, V::input_voltage) == "120");
    CHECK(unit.ask("D", kOnLine, V::output_voltage) == "120");
    CHECK(unit.ask("D", kOnLine, V::ups_load) == "24");
    CHECK(unit.ask("D", kOnLine, V::battery_charge) == "100");
    CHECK(unit.ask("D", kOnLine, V::ups_temperature) == "41");
    CHECK(unit.ask("D", kOnLine, V::input_frequency) == "60.0");
    CHECK(unit.ask("D", kOnBattery, V::battery_charge) == "80");
    CHECK(unit.ask("D", kOnBattery, V::input_frequency) == "0.0");
}

TEST_CASE("cyberpower-binary: the samples of the OP series", "[cyberpower-binary]") {
    Unit unit(kOp);
    CHECK(unit.ask("D", kOpOnLine) == "OL");
    CHECK(unit.ask("D", kOpOnLine, V::input_voltage) == "124");
    CHECK(unit.ask("D", kOpOnLine, V::output_voltage) == "not named");
    CHECK(unit.ask("D", kOpOnLine, V::ups_load) == "22");
    CHECK(unit.ask("D", kOpOnLine, V::ups_temperature) == "44.5");
    CHECK(unit.ask("D", kOpOnLine, V::input_frequency) == "60.0");
    CHECK(unit.ask("D", kOpOnLine, V::battery_charge) == "100");
    CHECK(unit.ask("D", kOpBattery) == "OB");
    CHECK(unit.ask("D", kOpBattery, V::battery_charge) == "63");
    CHECK(unit.ask("D", kOpBattery, V::input_voltage) == "0");
}

TEST_CASE("cyberpower-binary: who it is", "[cyberpower-binary]") {
    Unit unit(kPr);
    CHECK(unit.ask("F", kPr, V::device_model) == "PR2200");
    CHECK(unit.ask("F", kPr, V::ups_firmware) == "1.100");
    CHECK(unit.ask("F", kPr, V::input_voltage_nominal) == "120");
    CHECK(unit.ask("F", kPr, V::input_frequency_nominal) == "60");
    CHECK(unit.ask("F", ".rO45      .x.<.5100\r", V::device_model) == "OP1500AVR");
    CHECK(cyberpower_series(unit.memory) == CyberPowerSeries::op);
    // A unit of 230 V: how it scales its voltages nobody knows.
    Unit other(".PR3000E   .\xE6.2.1100 \r");
    CHECK(other.ask("D", kOnLine) == "OL");
    CHECK(other.ask("D", kOnLine, V::input_voltage) == "absent");
    CHECK(other.ask("D", kOnLine, V::input_frequency) == "absent");
    CHECK(other.ask("D", kOnLine, V::ups_load) == "24");
    CHECK_FALSE(find_query(kCyberPowerBinary, "R02")->only_if(other.memory));
    CHECK(find_query(kCyberPowerBinary, "R08")->only_if(other.memory));
    // Before the name is known nothing is scaled.
    Unit nobody("");
    CHECK(nobody.ask("D", kOnLine) == "OL");
    CHECK(nobody.ask("D", kOnLine, V::ups_load) == "not named");
}

TEST_CASE("cyberpower-binary: registers hold signed codes", "[cyberpower-binary]") {
    Unit unit(kPr);
    CHECK(unit.ask("R02", "R\xF9"s, V::input_transfer_high) == "140");
    CHECK(unit.ask("R02", "R\x00"s, V::input_transfer_high) == "147");
    CHECK(unit.ask("R02", "R\x01"s, V::input_transfer_high) == "refused");
    CHECK(unit.ask("R04", "R\x02"s, V::input_transfer_low) == "90");
    CHECK(unit.ask("R08", "R\x02"s, V::battery_charge_low) == "50");
    CHECK(unit.ask("R0F", "R\x02"s, V::ups_start_battery) == "yes");
    CHECK(unit.ask("R18", "R\xF6"s, V::output_voltage_nominal) == "110");
    Unit op(kOp);
    CHECK(op.ask("R02", "R\x05"s, V::input_transfer_high) == "150");
    CHECK(op.ask("R08", "R\xF8"s, V::battery_charge_low) == "15");
    CHECK(op.ask("R02", "R"s, V::input_transfer_high) == "refused");

    const SettingRow* const row = find_setting(kCyberPowerBinary, V::input_transfer_high);
    REQUIRE(row != nullptr);
    const Reading none;
    const SettingUnit known{none, unit.memory};
    CHECK(row->choices(*row, known)->values.size() == 10);
    CHECK(sent(row->build(*row, Value::number(140, 0), known)) == "Q\x02\xF9\r"s);
    const auto built = row->build(*row, Value::number(140, 0), known);
    CHECK(hears(built->steps()[0], "Q\x02\xF9"s));
    CHECK_FALSE(hears(built->steps()[0], "Q\x02\xFA"s));
    const Unit nobody("");
    CHECK_FALSE(row->choices(*row, {none, nobody.memory}));
}

TEST_CASE("cyberpower-binary: cut short, damaged, after noise", "[cyberpower-binary]") {
    Unit unit(kPr);
    for (const std::string& good : {kOnLine, kLow, kQuiet}) {
        const std::string right = unit.ask("D", good);
        for (std::size_t length = 0; length < good.size(); ++length) CHECK(unit.ask("D", good.substr(0, length)) == "refused");
        for (std::size_t i = 9; i < good.size(); ++i) {
            std::string damaged = good;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
            INFO(i);
            CHECK(unit.ask("D", damaged) == "refused");
        }
        CHECK(unit.ask("D", "D\r\x2E\x0D" + good) == right);
    }
    CHECK(unit.ask("D", std::string(14, '\0')) == "refused");
    CHECK(unit.ask("D", kPr) == "refused");
    CHECK(unit.ask("F", kOnLine) == "refused");
    CHECK(unit.ask("F", kPr.substr(0, 20)) == "refused");
    CHECK(unit.ask("F", ".PR2200    .x.<.11x0 \r") == "refused");
    CHECK(unit.ask("F", "\r.." + kPr, V::device_model) == "PR2200");
}

TEST_CASE("cyberpower-binary: off at once, or not at all", "[cyberpower-binary][control]") {
    const std::string off("S\0\0W\r", 5);
    const std::string off_and_on("S\0\0R\0\x01W\r", 8);
    CHECK(sent(script(Control::shutdown_return, reading("OB"))) == off);
    CHECK(sent(script(Control::shutdown_return, reading("OL"))) == off_and_on);
    CHECK(script(Control::shutdown_return, reading("OB"))->steps()[0].only_on_battery);
    CHECK(sent(script(Control::shutdown_return, reading("OB"), seconds(1))) ==
          "refused: shutdown.return: the UPS would turn off at once: in what its delay counts is not known, and 1 s were"
          " asked for");
    CHECK(sent(script(Control::shutdown_stayoff, reading("OL"))) == off);
    CHECK(sent(script(Control::shutdown_stayoff, reading("OL"), seconds(60))).starts_with("refused"));
    CHECK(sent(script(Control::shutdown_stayoff, reading("OB"))).starts_with("refused"));
    CHECK(sent(script(Control::load_off, reading("OL"))) == off);
    CHECK(sent(script(Control::load_off, reading("OB LB"))).starts_with("refused"));
}

TEST_CASE("cyberpower-binary: only the command itself, given back, is a yes", "[cyberpower-binary][control]") {
    const Reading on_line = reading("OL");
    CHECK(sent(script(Control::shutdown_stop, on_line)) == "C\r");
    CHECK(sent(script(Control::test_battery_start_quick, on_line)) == "T\x98\r");
    CHECK(sent(script(Control::test_battery_start_quick, reading("OB"))).starts_with("refused"));
    CHECK(sent(script(Control::test_battery_stop, on_line)) == "CT\r");
    CHECK(sent(script(Control::beeper_toggle, on_line)) == "B\r");
    CHECK(sent(script(Control::beeper_disable, on_line)) == "B\r");
    CHECK(sent(script(Control::beeper_enable, on_line)).empty());
    CHECK(sent(script(Control::beeper_enable, reading("OL", "disabled"))) == "B\r");
    Reading unknown = reading("OL OFF");
    unknown.clear(V::ups_beeper_status);
    CHECK(sent(script(Control::beeper_enable, unknown)).starts_with("refused"));

    const auto off_and_on = script(Control::shutdown_return, on_line);
    const Step& step = off_and_on->steps()[0];
    CHECK(step.on_silence == StepOutcome::refused);
    CHECK(hears(step, std::string("S\0\0R\0\x01W", 7)));
    CHECK(hears(step, std::string(".\0S\0\0R\0\x01W", 9)));
    CHECK_FALSE(hears(step, std::string("S\0\0R\0\x02W", 7)));
    CHECK_FALSE(hears(step, std::string("S\0\0R\0\x01", 6)));
    const auto stop = script(Control::test_battery_stop, on_line);
    CHECK(hears(stop->steps()[0], "CT"));
    CHECK_FALSE(hears(stop->steps()[0], "C"));
}

TEST_CASE("cyberpower-binary: everything that acts is declared, and no question is", "[cyberpower-binary]") {
    const auto declared = [](std::string_view text) {
        return std::any_of(kCyberPowerBinary.destructive.begin(), kCyberPowerBinary.destructive.end(),
                           [&](const Destructive& each) { return text.starts_with(each.bytes); });
    };
    for (const ControlRow& row : kCyberPowerBinary.controls)
        if (row.control != Control::beeper_enable) CHECK(declared(sent(script(row.control, reading("OL")))));
    CHECK(declared("Q\x02\xF9\r"));
    for (const Query& query : kCyberPowerBinary.queries) CHECK_FALSE(declared(query.send));
}

}  // namespace upsmd
