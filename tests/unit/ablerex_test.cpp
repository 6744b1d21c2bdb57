// Ablerex: Megatec's line with other meanings, and replies in bytes.
#include <catch2/catch.hpp>

#include "core/framer.h"
#include "core/protocols/ablerex.h"
#include "tests/unit/relative_tools.h"
#include "tests/unit/sim_desk.h"

namespace upsmd {
namespace {

using V = Variable;
using testing::Unit;

std::string bytes(std::initializer_list<int> values) {
    std::string text;
    for (const int value : values) text += static_cast<char>(value);
    return text;
}

const std::string kRatings = "#230.0 004 024.0 50.0\r";
const std::string kDetails = bytes({0x28, 0x02, 0x57, 0, 0, 0, 0, 0x05, 0x5A, 0x03, 0xC0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0x0D});
const std::string kOnLine = "(236.5 185.0 236.5 003 59.9 27.4 30.0 00001001\r";

std::string with(std::string reply, std::size_t at, int high, int low) {
    reply[at] = static_cast<char>(high);
    reply[at + 1] = static_cast<char>(low);
    return reply;
}

}  // namespace

TEST_CASE("ablerex: the sheet's exchanges", "[ablerex]") {
    Unit unit(kAblerex);
    CHECK(unit.value("F", kRatings, V::output_voltage_nominal) == "230.0");
    CHECK(unit.value("F", kRatings, V::output_frequency_nominal) == "50.0");
    CHECK(unit.value("F", kRatings, V::battery_voltage_nominal) == "24.0");
    CHECK(unit.status("Q1", kOnLine) == "OL");
    CHECK(unit.status("Q1", "(000.0 185.0 230.1 023 50.0 24.6 30.0 10001001\r") == "OB");
    CHECK(unit.status("Q1", "(000.0 185.0 230.1 023 50.0 20.4 30.0 11001001\r") == "OB LB");
    CHECK(unit.status("Q1", "(236.5 185.0 236.5 003 50.0 27.4 30.0 00011001\r") == "ALARM OL RB");
    CHECK(unit.status("Q1", "(236.5 185.0 000.0 000 50.0 27.4 30.0 00001001\r") == "OL OFF");
    CHECK(unit.status("Q1", "(236.5 185.0 236.5 003 50.0 2.27 30.0 00100001\r") == "OL BYPASS");
    CHECK(unit.status("Q1", "(190.0 185.0 218.0 003 50.0 27.4 30.0 00101001\r") == "OL BOOST");
    CHECK(unit.status("Q1", "(190.0 185.0 218.0 003 50.0 2.27 30.0 00100101\r") == "OL CAL TEST");
    CHECK(unit.value("Q5", kDetails, V::output_frequency) == "59.9");
    CHECK(unit.value("Q5", kDetails, V::battery_voltage) == "27.40");
    CHECK(unit.value("Q5", kDetails, V::battery_voltage_low) == "19.20");
    CHECK(unit.value("Q5", kDetails, V::battery_voltage_high) == "27.30");
    CHECK(unit.value("Q5", kDetails, V::output_current) == "0.2");
    CHECK(unit.value("At", bytes({0x28, 0, 0, 0x04, 0xB0, 0x0D}), V::battery_runtime) == "1200");
    CHECK(unit.value("At", bytes({0x28, 0, 0, 0x04, 0xB0}), V::battery_runtime) == "1200");
    CHECK(unit.value("TR", "#PASS\r", V::ups_test_result) == "PASS");
}

TEST_CASE("ablerex: charge from the vendor's table, voltage of a cell or of the string", "[ablerex]") {
    Unit unit(kAblerex);
    const auto status = [](const std::string& volts) { return "(236.5 185.0 236.5 003 50.0 " + volts + " 30.0 00001001\r"; };
    CHECK(unit.value("Q1", status("24.6"), V::battery_charge).empty());  // of how many blocks?
    CHECK(unit.value("Q1", status("1.98"), V::battery_charge) == "52");
    CHECK(unit.value("Q1", status("1.98"), V::battery_voltage) == "1.98");
    unit.take("F", kRatings);
    CHECK(unit.value("Q1", status("24.6"), V::battery_charge) == "63");
    CHECK(unit.value("Q1", status("27.4"), V::battery_charge) == "100");
    CHECK(unit.value("Q1", status("20.0"), V::battery_charge) == "0");
    CHECK(unit.value("Q1", status("1.98"), V::battery_voltage) == "23.76");
    CHECK(unit.value("Q1", status("1.60"), V::battery_charge) == "0");
    CHECK(unit.value("Q1", status("--.-"), V::battery_charge).empty());
    unit.take("Q5", kDetails);
    CHECK(unit.value("Q1", status("24.6"), V::battery_charge) == "63");
    CHECK(unit.value("Q1", status("24.6"), V::battery_voltage) == "not named");  // Q5 tells it better
    unit.take("Q5", with(kDetails, 7, 0, 0));                                     // not known there
    CHECK(unit.value("Q1", status("24.6"), V::battery_voltage) == "24.6");
}

TEST_CASE("ablerex: bytes that look like line ends, errors, and what is no Q5", "[ablerex]") {
    Unit unit(kAblerex);
    unit.take("F", kRatings);
    CHECK(unit.value("Q5", with(kDetails, 7, 0x05, 0x0D), V::battery_voltage) == "25.86");
    CHECK(unit.value("Q5", "\r" + with(kDetails, 7, 0x05, 0x0D), V::battery_voltage) == "25.86");
    CHECK(unit.value("Q5", "(23" + kDetails, V::battery_voltage) == "27.40");  // the remains of another reply before it
    CHECK(unit.value("Q5", with(kDetails, 9, 0, 0), V::battery_voltage_low) == "19.20");
    const Decoded error = unit.take("Q5", with(kDetails, 13, 0, 17));
    REQUIRE(error.extra_status);
    CHECK(error.extra_status->has(StatusFlag::alarm));
    CHECK(error.find(V::ups_alarm)->to_string() == "error 17");
    CHECK_FALSE(unit.take("Q5", kDetails).extra_status);
    CHECK(unit.value("Q5", with(kDetails, 1, 0, 0), V::output_frequency) == "0.0");  // output off
    for (const std::string& wrong : {with(kDetails, 1, 0x01, 0x00), with(kDetails, 1, 0x03, 0xFF), kDetails.substr(0, 21),
                                     kDetails.substr(1), "(" + std::string(20, '\0') + "\r", std::string("Q5\r"),
                                     kOnLine, std::string("(NAK\r")})
        CHECK(unit.value("Q5", wrong, V::output_frequency) == "rejected");
    CHECK(unit.value("At", kOnLine, V::battery_runtime) == "rejected");
    CHECK(unit.value("TR", "#PA\r", V::ups_test_result) == "rejected");
}

TEST_CASE("ablerex: At and TR only go to a unit that has answered Q5", "[ablerex]") {
    Unit unit(kAblerex);
    CHECK(unit.asks("Q5"));
    CHECK_FALSE(unit.asks("At"));
    CHECK_FALSE(unit.asks("TR"));
    unit.take("Q5", kOnLine);
    CHECK_FALSE(unit.asks("At"));
    unit.take("Q5", kDetails);
    CHECK(unit.asks("At"));
    CHECK(unit.asks("TR"));
}

TEST_CASE("ablerex: Megatec's controls without load.off", "[ablerex]") {
    Unit unit(kAblerex);
    CHECK(unit.sends(Control::shutdown_return) == "C\rS.5R0003\r");
    CHECK(unit.sends(Control::shutdown_stayoff) == "C\rS.5R0000\r");
    CHECK(unit.sends(Control::load_off) == "no such control");
    CHECK(unit.sends(Control::beeper_disable) == "Q\r");
    testing::check_destructive(kAblerex);
}

}  // namespace upsmd

namespace upsmd::sim {

TEST_CASE("Ablerex: the simulated unit answers in bytes", "[sim][ablerex]") {
    Desk desk("ablerex");
    const std::string details = desk.ask("Q5\r");
    REQUIRE(details.size() == 22);
    CHECK(details[0] == '(');
    CHECK(details.substr(1, 2) == std::string("\x01\xF4"));  // 50.0 Hz
    CHECK(details.substr(7, 4) == std::string("\x05\x5A\x03\xC0"));
    CHECK(details[21] == '\r');
    CHECK(desk.ask("At\r") == std::string("(\0\0\x02\x58\r", 6));  // 600 s
    CHECK(desk.ask("TR\r") == "#NONE\r");
    desk.ask("T\r");
    desk.after(20s);
    CHECK(desk.ask("TR\r") == "#PASS\r");
    desk.command("replace-battery on");
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "00011001\r");
    desk.command("error 258");
    CHECK(desk.ask("Q5\r", 1s).substr(13, 2) == "\x01\x02");
    CHECK(desk.refused("error 70000") == "error: not a number in range: \"70000\"");
    CHECK(Desk("ablerex", {{"q5", "off"}}).ask("Q5\r") == "Q5\r");
}

}  // namespace upsmd::sim
