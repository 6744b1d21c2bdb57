// BCM/XCP: packets, and what each block says.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "tests/unit/bcmxcp_tools.h"

namespace upsmd {
namespace {

using namespace xcp_test;
using V = Variable;

const Frame kOnLine{0xAB, 0x03, 0x04, 0x81, 0x50, 0xD2, 0x00, 0x90, 0x1B};
const Frame kOnBattery{0xAB, 0x03, 0x04, 0x81, 0xF0, 0x1A, 0x00, 0x90, 0x33};
const Frame kLow{0xAB, 0x03, 0x04, 0x81, 0xF0, 0x3A, 0x00, 0x90, 0x13};
const Frame kBattery{0xAB, 0x0B, 0x15, 0x81, 0x02, 0x00, 0x00, 0x58, 0x42, 0x00, 0x00, 0x50, 0x42,
                     0x1E, 0x00, 0x00, 0x67, 0x43, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x03, 0xBA};

Unit known_unit() {
    Unit unit;
    REQUIRE(unit.read("31", identity()) == Verdict::ok);
    REQUIRE(unit.read("36", config()) == Verdict::ok);
    return unit;
}

// The status with this byte and these alarms, as a poll reads them.
std::string polled(unsigned status, unsigned topology, const std::vector<unsigned>& active) {
    Unit unit = known_unit();
    REQUIRE(unit.read("35", alarms(active)) == Verdict::ok);
    const StatusFlags part = *unit.out.status;
    REQUIRE(unit.read("33", block(3, {static_cast<std::uint8_t>(status), static_cast<std::uint8_t>(topology), 0, 0x90})) ==
            Verdict::ok);
    return unit.out.status->with(part).to_string();
}

Frame float_bytes(float value) {
    Frame bytes(4);
    std::memcpy(bytes.data(), &value, 4);
    return bytes;
}

}  // namespace

TEST_CASE("bcmxcp: the samples of the description", "[bcmxcp]") {
    Unit unit = known_unit();
    CHECK(unit.read("33", kOnLine) == Verdict::ok);
    CHECK(unit.status() == "OL");
    CHECK(unit.read("33", kOnBattery) == Verdict::ok);
    CHECK(unit.status() == "OB");
    CHECK(unit.read("33", kLow) == Verdict::ok);
    CHECK(unit.status() == "OB LB");
    CHECK(unit.read("3B", kBattery) == Verdict::ok);
    CHECK(unit.value(V::ups_test_result) == "passed");
    CHECK(unit.value(V::battery_charger_status) == "floating");
}

TEST_CASE("bcmxcp: every damaged byte refuses the answer", "[bcmxcp]") {
    for (std::size_t at = 0; at < kOnBattery.size(); ++at)
        for (const unsigned flip : {1U, 0x80U, 0xFFU}) {
            Frame damaged = kOnBattery;
            damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
            INFO(at << " " << flip);
            Unit unit = known_unit();
            CHECK(unit.read("33", damaged) == Verdict::rejected);
        }
    for (std::size_t size = 0; size < kOnBattery.size(); ++size) {
        Unit unit;
        CHECK(unit.read("33", Frame(kOnBattery.begin(), kOnBattery.begin() + static_cast<std::ptrdiff_t>(size))) ==
              Verdict::rejected);
    }
}

TEST_CASE("bcmxcp: an answer is found after noise, and another block is not it", "[bcmxcp]") {
    Unit unit = known_unit();
    for (const Frame& noise : {Frame{0x00, 0x41}, Frame{0xAB, 0x00, 0x00}, Frame{0xAB}, Frame{0xAB, 0x03, 0x01}, kBattery,
                               Frame{0xAB, 0x01, 0x33, 0x21}}) {
        Frame raw = noise;
        raw.insert(raw.end(), kOnLine.begin(), kOnLine.end());
        CHECK(unit.read("33", raw) == Verdict::ok);
    }
    CHECK(unit.read("34", kOnLine) == Verdict::rejected);
    CHECK(unit.read("33", block(3, {0, 0, 0, 0})) == Verdict::rejected);
    CHECK(unit.read("33", block(3, {0x50, 0xD2, 0})) == Verdict::rejected);
    // Second packet of an answer whose first was lost.
    CHECK(unit.read("33", packet({0xAB, 3, 4, 0x82, 0x50, 0xD2, 0, 0x90})) == Verdict::rejected);
}

TEST_CASE("bcmxcp: a unit that does not know a request says so", "[bcmxcp]") {
    Unit unit;
    CHECK(unit.read("40", block(9, {0x32, 0x40})) == Verdict::unsupported);
    CHECK(unit.read("40", block(9, {0x34, 0x40})) == Verdict::unsupported);
    CHECK(unit.read("40", block(9, {0x33, 0x40})) == Verdict::rejected);
    CHECK(unit.read("40", block(9, {0x32, 0x36})) == Verdict::rejected);
}

TEST_CASE("bcmxcp: identity in several packets, and of older units", "[bcmxcp]") {
    Unit unit;
    REQUIRE(unit.read("31", identity()) == Verdict::ok);
    CHECK(unit.value(V::ups_firmware) == "02.01");
    CHECK(unit.value(V::ups_firmware_aux) == "01.05");
    CHECK(unit.value(V::ups_power_nominal) == "1500");
    CHECK(unit.value(V::output_phases) == "1");
    CHECK(unit.value(V::device_model) == "POWERWARE UPS");
    // Not enough for the maps, a length beyond the end, no phase.
    const Frame whole{1, 0, 1, 5, 1, 0, 2, 'A', 'B', 1, 0, 1, 0};
    CHECK(unit.read("31", block(1, whole)) == Verdict::ok);
    CHECK(unit.value(V::ups_power_nominal) == "5000");
    CHECK(unit.value(V::ups_firmware) == "01.00");
    for (std::size_t size = 1; size < whole.size(); ++size)
        CHECK(unit.read("31", block(1, Frame(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)))) ==
              Verdict::rejected);
    Frame wrong = whole;
    wrong[4] = 0;
    CHECK(unit.read("31", block(1, wrong)) == Verdict::rejected);
}

TEST_CASE("bcmxcp: a list of commands or a config block that is not there is not asked for", "[bcmxcp]") {
    Unit unit;
    REQUIRE(unit.read("31", identity({}, 1, 0)) == Verdict::ok);
    CHECK_FALSE(find_query(kBcmXcp, "40")->only_if(unit.memory()));
    CHECK(find_query(kBcmXcp, "36")->only_if(unit.memory()));
    REQUIRE(unit.read("31", identity()) == Verdict::ok);
    CHECK(find_query(kBcmXcp, "40")->only_if(unit.memory()));
    REQUIRE(unit.read("31", block(1, {1, 0, 1, 5, 1, 0, 2, 'A', 'B', 1, 0, 1, 0})) == Verdict::ok);  // ends after the maps
    CHECK(find_query(kBcmXcp, "40")->only_if(unit.memory()));
}

TEST_CASE("bcmxcp: status byte, masked topology, alarms", "[bcmxcp]") {
    for (const unsigned plain : {0x90U, 0x80U, 0x70U, 0x51U, 0x50U, 0x40U, 0x30U, 0x55U, 0x05U}) CHECK(polled(plain, 0xD2, {}) == "OL");
    CHECK(polled(0xF0, 0x1A, {168}) == "ALARM OB");
    CHECK(polled(0xF0, 0x1A, {168, 56}) == "ALARM OB LB");
    CHECK(polled(0xF0, 0x3A, {}) == "OB LB");
    CHECK(polled(0xF3, 0x1A, {}) == "OB");
    CHECK(polled(0xE0, 0xD2, {25}) == "ALARM OL OVER");
    CHECK(polled(0xE0, 0x1A, {25}) == "ALARM OB OVER");
    CHECK(polled(0xD0, 0xD2, {}) == "OL OVER");
    CHECK(polled(0x64, 0xD2, {}) == "OL BYPASS");
    CHECK(polled(0x60, 0xD2, {169}) == "ALARM OL BYPASS");
    CHECK(polled(0x63, 0xD2, {196}) == "OL TRIM");
    CHECK(polled(0x62, 0xD2, {197}) == "OL BOOST");
    CHECK(polled(0x61, 0xD2, {}) == "OL BOOST");
    CHECK(polled(0x10, 0xC0, {}) == "OL OFF");
    CHECK(polled(0x10, 0x40, {}) == "OB OFF");  // the utility is not there
    CHECK(polled(0x11, 0xC0, {}) == "ALARM OL OFF");
    CHECK(polled(0x21, 0xC0, {}) == "OL OFF");
    CHECK(polled(0x50, 0xD2, {168}) == "ALARM OB");  // the alarm wins
    CHECK(polled(0x50, 0xD2, {149}) == "ALARM OL RB");
    CHECK(polled(0x50, 0xD2, {191}) == "ALARM OL RB");
    CHECK(polled(0x50, 0xD2, {206}) == "ALARM OL FSD");
    CHECK(polled(0xF0, 0x1A, {168, 55}) == "ALARM OB LB FSD");
    // A battery test: the status says "on battery", the alarm does not.
    CHECK(polled(0xF0, 0x9A, {256}) == "OL TEST");
    CHECK(polled(0xF0, 0x1A, {256, 168}) == "ALARM OB TEST");
}

TEST_CASE("bcmxcp: topology without its mask, and alarms without their map, say nothing", "[bcmxcp]") {
    Unit stranger;
    CHECK(stranger.read("33", kLow) == Verdict::ok);
    CHECK(stranger.status() == "OB");
    CHECK(stranger.read("35", alarms({56})) == Verdict::ok);
    CHECK(stranger.status().empty());
    Unit unit = known_unit();
    REQUIRE(unit.read("36", config(0xCA)) == Verdict::ok);
    CHECK(unit.read("33", kLow) == Verdict::ok);
    CHECK(unit.status() == "OB");
    CHECK(unit.read("35", block(5, Frame(12, 0))) == Verdict::rejected);  // one byte too few
    Decoded alone;  // `upsmd decode` has no memory
    CHECK(decode_raw(kBcmXcp, *find_query(kBcmXcp, "33"), kLow, alone) == Verdict::ok);
    CHECK(alone.status->to_string() == "OB");
}

TEST_CASE("bcmxcp: an alarm is remembered for one status only", "[bcmxcp]") {
    Unit unit = known_unit();
    REQUIRE(unit.read("35", alarms({168})) == Verdict::ok);
    CHECK(unit.value(V::ups_alarm) == "UPS on battery");
    REQUIRE(unit.read("33", kOnLine) == Verdict::ok);
    CHECK(unit.status() == "OB");
    REQUIRE(unit.read("33", kOnLine) == Verdict::ok);
    CHECK(unit.status() == "OL");
}

TEST_CASE("bcmxcp: delays of a long status", "[bcmxcp]") {
    Unit unit = known_unit();
    Frame data{0x50, 0xD2, 0, 0x90, 0x30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x2C, 0x01, 0};
    CHECK(unit.read("33", block(3, data)) == Verdict::ok);
    CHECK(unit.status() == "OL FSD");
    CHECK(unit.value(V::ups_timer_shutdown) == "300");
    data[4] = 0;
    data[17] = data[18] = 0xFF;
    CHECK(unit.read("33", block(3, data)) == Verdict::ok);
    CHECK(unit.status() == "OL");
    CHECK(unit.value(V::ups_timer_shutdown).empty());
}

TEST_CASE("bcmxcp: meters by the unit's map", "[bcmxcp]") {
    Unit unit;
    CHECK(unit.read("34", block(4, {0xC0, 0x3B, 0, 0})) == Verdict::ok);
    CHECK(unit.out.values().empty());
    REQUIRE(unit.read("31", identity({{27, 0xF8}, {32, 0x51}, {34, 0xF0}, {35, 0xE2}, {56, 0x51}, {63, 0x99}, {72, 0xE0}})) ==
            Verdict::ok);
    Frame data{0xC0, 0x3B, 0, 0};  // 59.75 Hz
    for (const float each : {-12.5F, 0.0F, 0.0F, 230.4F, 0.0F, 0.0F}) {
        const Frame bytes = float_bytes(each);
        data.insert(data.end(), bytes.begin(), bytes.end());
    }
    data[8] = 85;
    data[12] = 0x58;
    data[13] = 0x02;
    CHECK(unit.read("34", block(4, data)) == Verdict::ok);
    CHECK(unit.value(V::output_frequency) == "59.75");
    CHECK(unit.value(V::battery_current) == "-12.5");
    CHECK(unit.value(V::battery_charge) == "85");
    CHECK(unit.value(V::battery_runtime) == "600");
    CHECK(unit.value(V::input_voltage) == "230.4");
    CHECK(unit.value(V::ups_temperature) == "-");  // a format that does not exist
    CHECK(unit.read("34", block(4, data, 9)) == Verdict::ok);  // in four packets
    CHECK(unit.value(V::input_voltage) == "230.4");
    CHECK(unit.read("34", block(4, Frame(data.begin(), data.end() - 4))) == Verdict::rejected);
    for (const float each : {NAN, INFINITY, 1e30F, -5.0F}) {
        const Frame bytes = float_bytes(each);
        std::copy(bytes.begin(), bytes.end(), data.begin() + 16);
        CHECK(unit.read("34", block(4, data)) == Verdict::ok);
        CHECK(unit.value(V::input_voltage) == "-");
    }
    data[8] = 120;
    CHECK(unit.read("34", block(4, data)) == Verdict::ok);
    CHECK(unit.value(V::battery_charge) == "-");
}

TEST_CASE("bcmxcp: three phases, and the load from other meters", "[bcmxcp]") {
    Unit unit;
    REQUIRE(unit.read("31", identity({{47, 0xF0}, {56, 0xF0}, {57, 0xF0}, {78, 0xF0}}, 3)) == Verdict::ok);
    CHECK(unit.read("34", block(4, {30, 0, 0, 0, 230, 0, 0, 0, 231, 0, 0, 0, 229, 0, 0, 0})) == Verdict::ok);
    CHECK(unit.value(V::output_l1_power_percent) == "30");
    CHECK(unit.value(V::input_l1_n_voltage) == "230");
    CHECK(unit.value(V::input_l2_n_voltage) == "231");
    CHECK(unit.value(V::output_l1_n_voltage) == "229");
    CHECK(unit.value(V::ups_load) == "-");
    REQUIRE(unit.read("31", identity({{23, 0xF0}, {71, 0xF0}})) == Verdict::ok);
    CHECK(unit.read("34", block(4, {0x2C, 1, 0, 0, 0xDC, 5, 0, 0})) == Verdict::ok);
    CHECK(unit.value(V::ups_load) == "20.0");
    CHECK(unit.read("34", block(4, {0x2C, 1, 0, 0, 0, 0, 0, 0})) == Verdict::ok);
    CHECK(unit.value(V::ups_load) == "-");
}

TEST_CASE("bcmxcp: a unit with every meter", "[bcmxcp]") {
    Frame data{1, 0, 1, 5, 3, 0, 1, 'A', 128};
    data.insert(data.end(), 128, 0xF0);
    data.insert(data.end(), {1, 0});
    Unit unit;
    REQUIRE(unit.read("31", block(1, data)) == Verdict::ok);
    CHECK(unit.read("34", block(4, Frame(512, 1))) == Verdict::ok);
    CHECK(unit.out.values().size() <= Decoded::kMaxValues);
}

TEST_CASE("bcmxcp: config and limits", "[bcmxcp]") {
    Unit unit;
    REQUIRE(unit.read("36", config()) == Verdict::ok);
    CHECK(unit.value(V::output_voltage_nominal) == "230");
    CHECK(unit.value(V::output_frequency_nominal) == "50");
    CHECK(unit.value(V::battery_packs) == "2");
    CHECK(unit.value(V::device_part) == "06005001-5591");
    CHECK(unit.value(V::device_serial) == "RT123A0456");
    Frame data(32, 0);
    const std::vector<std::pair<std::size_t, unsigned>> words{{0, 230}, {2, 50}, {4, 21}, {8, 300}, {10, 214}, {12, 246}, {18, 173}, {20, 6144}, {22, 10}};
    for (const auto& [at, value] : words) {
        data[at] = static_cast<std::uint8_t>(value & 0xFF);
        data[at + 1] = static_cast<std::uint8_t>(value >> 8);
    }
    data[16] = 3;
    data[17] = 2;
    data[24] = 10;
    data[26] = 40;
    REQUIRE(unit.read("3C", block(12, data)) == Verdict::ok);
    CHECK(unit.value(V::input_voltage_nominal) == "230");
    CHECK(unit.value(V::ups_realpower_nominal) == "1050");
    CHECK(unit.value(V::input_frequency_low) == "47.00");
    CHECK(unit.value(V::input_frequency_high) == "53.00");
    CHECK(unit.value(V::input_transfer_boost_high) == "214");
    CHECK(unit.value(V::input_transfer_trim_low) == "246");
    CHECK(unit.value(V::input_transfer_low) == "173");
    CHECK(unit.value(V::input_transfer_high).empty());
    CHECK(unit.value(V::input_transfer_delay) == "10");
    CHECK(unit.value(V::battery_runtime_low) == "180");
    CHECK(unit.value(V::battery_charge_restart) == "10");
    CHECK(unit.value(V::ambient_temperature_high) == "40");
    CHECK(unit.value(V::ups_beeper_status) == "muted");
    REQUIRE(unit.read("3C", block(12, {230, 0})) == Verdict::ok);  // older units end earlier
    CHECK(unit.value(V::input_voltage_nominal) == "230");
}

TEST_CASE("bcmxcp: battery block by its counts", "[bcmxcp]") {
    Unit unit;
    // PW9130: an external string before the charger.
    CHECK(unit.read("3B", block(11, {0x03, 0x0A, 0xD7, 0x25, 0x42, 0x0A, 0xD7, 0x25, 0x42, 0x00, 0x9A, 0x19, 0x6D, 0x43,
                                     0xCD, 0xCC, 0x4C, 0x3E, 0x01, 0x00, 0x01, 0x02})) == Verdict::ok);
    CHECK(unit.value(V::ups_test_result) == "aborted");
    CHECK(unit.value(V::battery_charger_status) == "discharging");
    CHECK(unit.out.extra_status->to_string() == "DISCHRG");
    Frame data(21, 0);
    data[0] = 99;
    data[19] = 1;
    CHECK(unit.read("3B", block(11, data)) == Verdict::ok);  // mode 0 is none
    CHECK(unit.value(V::battery_charger_status) == "-");
    CHECK(unit.value(V::ups_test_result) == "-");
    data[18] = 250;  // more strings than bytes
    CHECK(unit.read("3B", block(11, data)) == Verdict::ok);
    CHECK(unit.value(V::battery_charger_status) == "-");
}

}  // namespace upsmd
