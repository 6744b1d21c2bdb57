// UPS\Status and UPS\Config (CONTRACT §3.2, §3.3).
#include <atomic>
#include <catch2/catch.hpp>

#include "platform/ups_keys.h"
#include "tests/contract/bridge.h"
#include "tests/contract/rig.h"

using namespace upsmd::contract;
using upsmd::RegType;
using upsmd::RegValue;

namespace {

void check_seven_values(Rig& rig) {
    const Values values = rig.values(upsmd::kUpsStatusKey);
    const auto type_of = [&](const char* name) {
        const auto found = values.find(name);
        if (found == values.end()) FAIL(name << " is missing");
        return found->second.type;
    };
    const auto number = [&](const char* name) {
        CHECK(type_of(name) == RegType::dword);
        return values.at(name).number;
    };
    CHECK(type_of("SerialNumber") == RegType::sz);
    CHECK(type_of("FirmwareRev") == RegType::sz);
    CHECK(number("UtilityPowerStatus") <= 2);
    CHECK(number("BatteryStatus") <= 2);
    CHECK(number("CommStatus") <= 2);
    CHECK(number("BatteryCapacity") <= 100);
    CHECK(number("TotalUPSRuntime") < 100000);
    CHECK(values.size() == 7);
}

void await_polls(int count) {
    for (int i = 0; i < count; ++i) {
        mark_log();
        await_log("rx ");
    }
}

}  // namespace

TEST_CASE("the seven values while all is well", "[status]") {
    const std::string protocol = GENERATE("megatec", "apc-smart", "simple");
    CAPTURE(protocol);
    if (protocol == "simple" && !has_modem_lines()) return;
    start_simulator(protocol + " --no-pace");
    Rig rig(protocol);
    rig.init_online();
    check_seven_values(rig);
    CHECK(rig.status_becomes("UtilityPowerStatus", RegValue::dword(1)));
    CHECK(rig.status_becomes("CommStatus", RegValue::dword(1)));
    if (protocol != "simple") CHECK(rig.status_becomes("BatteryStatus", RegValue::dword(1)));
    if (protocol == "megatec") CHECK(rig.status_becomes("FirmwareRev", RegValue::sz("VT12046Q")));
    if (protocol == "apc-smart") {
        CHECK(rig.status_becomes("FirmwareRev", RegValue::sz("52.9.I")));
        CHECK(rig.status_becomes("BatteryCapacity", RegValue::dword(100)));
    }
    check_seven_values(rig);
}

TEST_CASE("the values follow the UPS", "[status]") {
    const std::string protocol = GENERATE("megatec", "apc-smart", "simple");
    CAPTURE(protocol);
    if (protocol == "simple" && !has_modem_lines()) return;
    start_simulator(protocol + " --no-pace");
    Rig rig(protocol);
    rig.init_online();
    simulate("mains off");
    CHECK(rig.status_becomes("UtilityPowerStatus", RegValue::dword(2)));
    if (protocol == "apc-smart") {
        simulate("runtime 1000000");  // it stays where it is set
        simulate("battery 50");
        CHECK(rig.status_becomes("BatteryCapacity", RegValue::dword(50), Seconds(40)));
    }
    simulate("mains on");
    CHECK(rig.status_becomes("UtilityPowerStatus", RegValue::dword(1)));
    check_seven_values(rig);
    rig.stop();
    CHECK(rig.status("CommStatus") == RegValue::dword(0));
    check_seven_values(rig);
}

TEST_CASE("a UPS that falls silent: communication lost, measurements unknown", "[status]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    simulate("silent on");
    CHECK(rig.status_becomes("CommStatus", RegValue::dword(2)));
    CHECK(rig.status_becomes("UtilityPowerStatus", RegValue::dword(0)));
    check_seven_values(rig);
}

TEST_CASE("nothing is written while nothing changes", "[status]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    REQUIRE(rig.status_becomes("FirmwareRev", RegValue::sz("VT12046Q")));
    await_polls(6);  // the first measurements are all in

    std::atomic<int> changes{0};
    {
        const auto watch = rig.registry().watch(upsmd::kUpsStatusKey, [&] { ++changes; });
        REQUIRE(watch);
        await_polls(6);
        CHECK(changes == 0);
        // The watch does see a change.
        simulate("mains off");
        CHECK(rig.status_becomes("UtilityPowerStatus", RegValue::dword(2)));
    }
    CHECK(changes > 0);
}

TEST_CASE("only values that changed are written", "[status]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    REQUIRE(rig.status_becomes("FirmwareRev", RegValue::sz("VT12046Q")));
    REQUIRE(rig.registry().set(upsmd::kUpsStatusKey, "SerialNumber", RegValue::sz("set by a test")));
    REQUIRE(rig.registry().set(upsmd::kUpsStatusKey, "CommStatus", RegValue::dword(77)));
    simulate("mains off");
    CHECK(rig.status_becomes("UtilityPowerStatus", RegValue::dword(2)));
    CHECK(rig.status("SerialNumber") == RegValue::sz("set by a test"));
    CHECK(rig.status("CommStatus") == RegValue::dword(77));
}

TEST_CASE("values of another driver or type are replaced at UPSInit", "[status]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    REQUIRE(rig.registry().set(upsmd::kUpsStatusKey, "SerialNumber", RegValue::sz("of another UPS")));
    REQUIRE(rig.registry().set(upsmd::kUpsStatusKey, "BatteryCapacity", RegValue::sz("full")));
    REQUIRE(rig.registry().set(upsmd::kUpsStatusKey, "UtilityPowerStatus", RegValue::dword(99)));
    rig.init_online();
    check_seven_values(rig);
    CHECK(rig.status("SerialNumber") == RegValue::sz(""));
    CHECK(rig.status_becomes("UtilityPowerStatus", RegValue::dword(1)));
}

TEST_CASE("what belongs to the system is never written", "[status]") {
    const std::string protocol = GENERATE("megatec", "apc-smart", "simple");
    CAPTURE(protocol);
    if (protocol == "simple" && !has_modem_lines()) return;
    start_simulator(protocol + " --no-pace");
    Rig rig(protocol);
    const Values config = rig.values(upsmd::kUpsConfigKey);
    const Values root = rig.values(upsmd::kUpsKey);
    const Values own = rig.values(upsmd::kUpsmdKey);
    rig.init_online();
    simulate("mains off");
    CHECK(rig.reaches(kOnBattery));
    simulate("battery-low on");
    CHECK(rig.reaches(kLowBattery));
    rig.turn_off(180);
    rig.stop();
    CHECK(rig.values(upsmd::kUpsConfigKey) == config);
    CHECK(rig.values(upsmd::kUpsKey) == root);
    CHECK(rig.values(upsmd::kUpsmdKey) == own);
    CHECK(*rig.registry().key_names(upsmd::kUpsKey) == std::vector<std::string>{"Config", "Status"});
}
