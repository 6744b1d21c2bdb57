// Powercom frames: the description's samples, every type's validation, status bits and formulas.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/protocols/powercom.h"

namespace upsmd {
namespace {

using V = Variable;
using Frame = std::vector<std::uint8_t>;

Verdict decode(const Protocol& protocol, const Frame& frame, Decoded& out) {
    return decode_raw(protocol, protocol.queries.front(), frame, out);
}

std::string status_of(const Protocol& protocol, const Frame& frame) {
    Decoded out;
    if (decode(protocol, frame, out) != Verdict::ok) return "refused";
    return out.status->to_string();
}

std::string value_of(const Protocol& protocol, const Frame& frame, Variable variable) {
    Decoded out;
    REQUIRE(decode(protocol, frame, out) == Verdict::ok);
    const Value* const value = out.find(variable);
    return value != nullptr ? value->to_string() : "-";
}

Frame with(Frame frame, std::size_t index, unsigned value) {
    frame.at(index) = static_cast<std::uint8_t>(value);
    return frame;
}

const Frame kTrust{0x0A, 0xC8, 0x78, 0x78, 0x5A, 0x00, 0x5A, 0x00, 0x00, 0x00, 0x00};
const Frame kTrustOnBattery{0x0A, 0xB4, 0x78, 0x78, 0x5A, 0x00, 0x5A, 0x00, 0x00, 0x01, 0x00};
const Frame kImp{0x19, 0x64, 0x73, 0x73, 0x32, 0xFF, 0x32, 0, 0, 0, 0, 0x42, 0x39, 0, 0, 0};
const Frame kKin{0x28, 0xBE, 0x7E, 0x7E, 0x60, 0x80, 0x60, 0, 0, 0, 0, 0x4B, 0x49, 0, 0, 0x73};
const Frame kBnt{0x14, 0xBE, 0x73, 0x73, 0x60, 0x80, 0x60, 0, 0, 0, 0, 0x42, 0x89, 0, 0, 0x75};
const Frame kEgys{0x14, 0xC8, 0x78, 0x78, 0x5A, 0x80, 0x5A, 0, 0, 0, 0, 0, 0, 0, 0, 0};

}  // namespace

TEST_CASE("powercom: the samples of the description", "[powercom]") {
    CHECK(status_of(kPowercomTrust, kTrust) == "OL");
    CHECK(value_of(kPowercomTrust, kTrust, V::input_voltage) == "230.5");
    CHECK(value_of(kPowercomTrust, kTrust, V::output_voltage) == "230.5");
    CHECK(value_of(kPowercomTrust, kTrust, V::input_frequency) == "52.34");
    CHECK(value_of(kPowercomTrust, kTrust, V::output_frequency) == "52.34");
    CHECK(value_of(kPowercomTrust, kTrust, V::ups_load) == "43.3");
    CHECK(value_of(kPowercomTrust, kTrust, V::battery_charge) == "77.0");
    CHECK(value_of(kPowercomTrust, kTrust, V::device_model) == "-");
    CHECK(status_of(kPowercomTrust, kTrustOnBattery) == "OB");
    CHECK(value_of(kPowercomTrust, kTrustOnBattery, V::battery_charge) == "94.9");
    CHECK(status_of(kPowercomTrust, {0x0A, 0xA8, 0x78, 0x78, 0x5A, 0, 0x5A, 0, 0, 0x03, 0}) == "OB LB");

    CHECK(status_of(kPowercom, kImp) == "OL");
    CHECK(value_of(kPowercom, kImp, V::device_model) == "IMP-625AP");
    CHECK(value_of(kPowercom, kImp, V::input_voltage_nominal) == "230");
    CHECK(value_of(kPowercom, kImp, V::input_voltage) == "230.0");
    CHECK(value_of(kPowercom, kImp, V::ups_load) == "25.0");
    CHECK(value_of(kPowercom, kImp, V::battery_charge) == "100.0");
    CHECK(value_of(kPowercom, kImp, V::input_frequency) == "50.00");
    CHECK(status_of(kPowercom, with(with(kImp, 1, 0x0F), 9, 3)) == "OB LB");

    CHECK(value_of(kPowercom, kKin, V::device_model) == "KIN-625AP");
    CHECK(value_of(kPowercom, kKin, V::input_voltage) == "228.9");
    CHECK(value_of(kPowercom, kKin, V::input_frequency) == "50.07");
    CHECK(value_of(kPowercom, kKin, V::ups_load) == "41.9");
    CHECK(value_of(kPowercom, kKin, V::battery_charge) == "90.0");
    CHECK(value_of(kPowercom, kBnt, V::device_model) == "BNT-1500AP");
    CHECK(value_of(kPowercom, kBnt, V::input_voltage) == "229.0");
    CHECK(value_of(kPowercom, kBnt, V::ups_load) == "21.4");
}

TEST_CASE("powercom: status bits", "[powercom]") {
    const auto status = [](unsigned a, unsigned b) { return status_of(kPowercomTrust, with(with(kTrust, 9, a), 10, b)); };
    CHECK(status(0x00, 0) == "OL");
    CHECK(status(0x01, 0) == "OB");
    CHECK(status(0x03, 0) == "OB LB");
    CHECK(status(0x02, 0) == "OL LB");
    CHECK(status(0x80, 0) == "OL OFF");
    CHECK(status(0x81, 0) == "OB");  // the output-off bit means nothing on battery
    CHECK(status(0x20, 0x06) == "OL RB TEST OVER");
    CHECK(status(0x50, 0) == "OL");
    CHECK(status(0x00, 0x01) == "ALARM OL");
    CHECK(status(0x00, 0x10) == "OL FSD");
    CHECK(status(0x00, 0x20) == "OL");
    CHECK(status_of(kPowercomTrust, with(with(kTrust, 9, 8), 2, 100)) == "OL BOOST");  // 192 V
    CHECK(status_of(kPowercomTrust, with(with(kTrust, 9, 8), 2, 130)) == "OL TRIM");
    // Below the nominal voltage that the unit itself tells.
    CHECK(status_of(kPowercom, with(with(with(kImp, 9, 8), 2, 58), 12, 0x33)) == "OL BOOST");
    CHECK(status_of(kPowercom, with(with(with(kImp, 9, 8), 2, 62), 12, 0x33)) == "OL TRIM");
    CHECK(value_of(kPowercomTrust, with(kTrust, 10, 1), V::ups_alarm) == "UPS fault");
}

TEST_CASE("powercom: frames of another type, cut or shifted, are refused", "[powercom]") {
    const std::vector<const Protocol*> tables{&kPowercom, &kPowercomBntOther, &kPowercomEgys, &kPowercomKp625ap,
                                              &kPowercomTrust};
    for (const Protocol* const table : tables) {
        INFO(table->name);
        for (const std::size_t size : {0U, 1U, 10U})
            CHECK(status_of(*table, Frame(size, 0)) == "refused");
        CHECK(status_of(*table, Frame(16, 0)) == "refused");  // on line without an input voltage
        CHECK(status_of(*table, Frame(16, 0xFF)) == "refused");
        Frame shifted = table == &kPowercomTrust ? kTrust : kEgys;
        shifted.insert(shifted.begin(), 0x55);
        if (table != &kPowercomBntOther) CHECK(status_of(*table, shifted) == "refused");
    }
    CHECK(status_of(kPowercom, Frame(kImp.begin(), kImp.begin() + 15)) == "refused");
    CHECK(status_of(kPowercom, kEgys) == "refused");
    CHECK(status_of(kPowercomEgys, kImp) == "refused");
    CHECK(status_of(kPowercomEgys, kEgys) == "OL");
    CHECK(status_of(kPowercomKp625ap, kEgys) == "OL");
    CHECK(status_of(kPowercomEgys, with(kEgys, 8, 1)) == "refused");
    CHECK(status_of(kPowercomEgys, with(kEgys, 7, 1)) == "refused");
    CHECK(status_of(kPowercomTrust, with(kTrust, 5, 1)) == "refused");
    CHECK(status_of(kPowercomTrust, with(kTrust, 7, 1)) == "refused");
    CHECK(status_of(kPowercom, with(kKin, 11, 'X')) == "refused");
    CHECK(status_of(kPowercom, with(kKin, 8, 1)) == "refused");
    CHECK(status_of(kPowercomBntOther, with(kKin, 8, 1)) == "refused");
    CHECK(status_of(kPowercomBntOther, with(kKin, 11, 'X')) == "OL");
}

TEST_CASE("powercom: which type it is", "[powercom]") {
    CHECK(value_of(kPowercom, with(kImp, 11, 'O'), V::device_model) == "OPTI-575");
    CHECK(value_of(kPowercom, with(kImp, 11, 0), V::device_model) == "IMP-625AP");
    CHECK(value_of(kPowercom, with(kImp, 12, 0xF9), V::device_model) == "IMP");
    CHECK(value_of(kPowercom, with(kKin, 12, 0xE9), V::device_model) == "KIN-5000AP");
    CHECK(value_of(kPowercomBntOther, with(kBnt, 11, 0), V::device_model) == "BNT");
    CHECK(value_of(kPowercom, with(kImp, 12, 0x34), V::input_voltage_nominal) == "-");
    CHECK(value_of(kPowercom, with(kImp, 12, 0x33), V::input_voltage_nominal) == "120");
}

TEST_CASE("powercom: charge and load are clamped", "[powercom]") {
    CHECK(value_of(kPowercomTrust, with(kTrust, 1, 0xFF), V::battery_charge) == "100.0");
    CHECK(value_of(kPowercomTrust, with(kTrust, 1, 0), V::battery_charge) == "0.0");
    CHECK(value_of(kPowercomTrust, with(kTrustOnBattery, 1, 0xFF), V::battery_charge) == "100.0");
    CHECK(value_of(kPowercomTrust, with(kTrustOnBattery, 0, 0), V::ups_load) == "0.0");
    CHECK(value_of(kPowercomTrust, with(kTrustOnBattery, 2, 0), V::input_voltage) == "0.0");
    CHECK(value_of(kPowercom, with(kImp, 1, 0xFF), V::battery_charge) == "100.0");
    CHECK(value_of(kPowercom, with(with(kImp, 9, 1), 4, 0), V::input_frequency) == "0.00");
    CHECK(value_of(kPowercom, with(kKin, 4, 1), V::input_frequency).empty());  // 4807 Hz
}

TEST_CASE("powercom BNT: output, load and charge", "[powercom]") {
    CHECK(value_of(kPowercom, kBnt, V::battery_charge) == "100.0");                      // 195
    CHECK(value_of(kPowercom, with(kBnt, 1, 160), V::battery_charge) == "30.0");         // 165
    CHECK(value_of(kPowercom, with(kBnt, 1, 156), V::battery_charge) == "15.0");         // 161
    CHECK(value_of(kPowercom, with(kBnt, 1, 152), V::battery_charge) == "0.0");          // 157
    CHECK(value_of(kPowercom, with(kBnt, 1, 174), V::battery_charge) == "65.0");         // 179
    CHECK(value_of(kPowercom, with(kBnt, 9, 0x18), V::output_voltage) == "262.9");       // 229 * 31 / 27
    CHECK(value_of(kPowercom, with(kBnt, 9, 0x08), V::output_voltage) == "201.5");       // (2.22 * 115 - 24) * 27 / 31
    const Frame inverter = with(with(kBnt, 9, 1), 3, 12);
    CHECK(value_of(kPowercom, inverter, V::output_voltage) == "199.1");                  // 1.965 * 117 * sqrt(36 / 48)
    CHECK(value_of(kPowercom, with(inverter, 3, 48), V::output_voltage) == "0.0");
    CHECK(value_of(kPowercom, with(inverter, 3, 200), V::output_voltage) == "0.0");
    CHECK(value_of(kPowercom, inverter, V::ups_load) == "40.7");                         // 110 * 20 / 54
    CHECK(value_of(kPowercom, with(kBnt, 12, 0x8A), V::ups_load) == "22.4");             // 240 V: 98
    CHECK(value_of(kPowercom, with(kBnt, 12, 0x8B), V::ups_load).empty());
    CHECK(value_of(kPowercom, with(kBnt, 12, 0x09), V::ups_load).empty());
    // 120 V boards have lines of their own, and no published charge.
    const Frame american = with(kBnt, 12, 0x83);
    CHECK(value_of(kPowercom, american, V::input_voltage) == "95.3");
    CHECK(value_of(kPowercom, american, V::ups_load) == "17.2");
    CHECK(value_of(kPowercom, with(american, 9, 1), V::ups_load) == "28.9");
    CHECK(value_of(kPowercom, american, V::battery_charge).empty());
}

TEST_CASE("powercom KIN: volts, load and charge by model", "[powercom]") {
    const auto model = [](unsigned index, unsigned volts = 9) { return with(kKin, 12, index << 4 | volts); };
    CHECK(value_of(kPowercom, model(5), V::input_voltage) == "202.9");      // 800 VA: 1.61
    CHECK(value_of(kPowercom, model(5, 3), V::input_voltage) == "101.4");
    CHECK(value_of(kPowercom, model(13), V::input_voltage) == "204.8");     // 3000 VA: 1.625
    CHECK(value_of(kPowercom, model(4, 3), V::input_voltage) == "118.3");   // 0.89 x + 6.18
    CHECK(value_of(kPowercom, model(0), V::input_voltage).empty());
    CHECK(value_of(kPowercom, model(5), V::ups_load) == "45.2");            // 1.13
    CHECK(value_of(kPowercom, with(model(5), 9, 1), V::ups_load) == "66.4");
    CHECK(value_of(kPowercom, model(2), V::ups_load).empty());              // 500 VA: not published
    CHECK(value_of(kPowercom, model(13), V::ups_load) == "38.3");           // 110 * 40 / 115
    CHECK(value_of(kPowercom, model(5), V::battery_charge) == "59.0");      // (190 - 165) * 2.6 - 6
    CHECK(value_of(kPowercom, with(model(5), 9, 1), V::battery_charge) == "100.0");
    CHECK(value_of(kPowercom, with(model(5), 1, 167), V::battery_charge) == "5.2");
    CHECK(value_of(kPowercom, model(13), V::battery_charge) == "73.4");     // 190 + 10 - 1.25 = 198.75: 30 + 16.75 * 70 / 27
    CHECK(value_of(kPowercom, with(with(model(4), 0, 13), 1, 168), V::battery_charge) == "9.6");      // 171.25
    // On the inverter: |190 - 40 * .75| * sqrt((48 - 24) / 48) * 1.77, and above 625 VA.
    const Frame inverter = with(with(model(4), 9, 1), 3, 24);
    CHECK(value_of(kPowercom, inverter, V::output_voltage) == "200.3");
    CHECK(value_of(kPowercom, with(inverter, 12, 0x59), V::output_voltage) == "184.5");
    CHECK(value_of(kPowercom, with(inverter, 12, 0xE9), V::output_voltage).empty());
    CHECK(value_of(kPowercom, with(inverter, 9, 9), V::output_voltage).empty());
    // Regulating: boost below the nominal voltage, trim above.
    CHECK(value_of(kPowercom, with(model(4), 9, 8), V::output_voltage) == "265.8");                   // 126 * 2.07 + 5
    CHECK(value_of(kPowercom, with(with(model(4), 9, 8), 2, 140), V::output_voltage) == "197.9");     // 126 * 1.571
}

}  // namespace upsmd
