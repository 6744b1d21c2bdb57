// What could turn a computer or a UPS off for the wrong reason, or leave it on for the wrong one. On virtual time.
#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/service_desk.h"

using namespace upsmd;
using namespace upsmd::test;

namespace {

void start_again(Desk& desk, int state) {
    desk.core.on_host_end("exit code 0");
    for (const char* line : {"ready", "loaded", "init 1"}) desk.core.on_host_line(line);
    desk.alive = true;
    desk.ups(state);
}

bool shuts_down(const std::string& said) { return said.find("SHUT DOWN") != std::string::npos; }

}  // namespace

TEST_CASE("service: after a sleep the same state counts again", "[service]") {
    Desk desk;
    with_turn_off(desk);
    desk.begin();
    desk.ups(4);
    CHECK(shuts_down(desk.said()));
    desk.alive = false;
    desk.core.resumed();
    start_again(desk, 4);
    CHECK(shuts_down(desk.said()));
}

TEST_CASE("service: a UPS that is not selected any more shuts nothing down", "[service]") {
    Desk desk;
    with_minidriver(desk);
    desk.config("ShutdownOnBatteryEnable", RegValue::dword(1));
    desk.begin();
    desk.ups(2);
    desk.ups(1);
    desk.ups(2);
    desk.ups(8);
    desk.said();
    (void)desk.registry.remove_value(kUpsConfigKey, "ServiceProviderDLL");
    desk.core.reread_settings();
    SECTION("on battery it stays watched") {
        CHECK(desk.said().find("> stop") == std::string::npos);
        desk.ups(1);
        CHECK(desk.said().ends_with("> stop; > quit"));
    }
    SECTION("and afterwards nothing is left of it") {
        desk.ups(1);
        desk.alive = false;
        desk.core.on_host_end("exit code 0");
        desk.said();
        desk.at(3h);
        CHECK(desk.said().empty());
    }
}

TEST_CASE("service: another UPS does not bring back the link of the one before", "[service]") {
    Desk desk;
    with_minidriver(desk);
    desk.begin();
    desk.ups(8);
    (void)desk.registry.remove_value(kUpsConfigKey, "ServiceProviderDLL");
    desk.core.reread_settings();
    desk.alive = false;
    desk.core.on_host_end("exit code 0");
    with_minidriver(desk);
    desk.core.reread_settings();
    for (const char* line : {"ready", "loaded", "init 1"}) desk.core.on_host_line(line);
    desk.said();
    desk.ups(1);
    CHECK(desk.said().empty());
}

TEST_CASE("service: a night's sleep is no time on battery", "[service]") {
    Desk desk;
    with_minidriver(desk);
    desk.config("ShutdownOnBatteryEnable", RegValue::dword(1));
    desk.begin();
    desk.ups(2);
    desk.at(60s);
    desk.said();
    desk.clock.time += 8h;
    SECTION("the timer comes first") { desk.core.on_time(); }
    SECTION("the child comes first") { desk.core.on_host_line("state 2"); }
    CHECK(desk.said() == "[4 /full/upsmd.dll]; > stop; > quit");
    start_again(desk, 2);
    CHECK_FALSE(shuts_down(desk.said()));
    desk.at(8h + 60s + 121s);
    CHECK(shuts_down(desk.said()));
}

TEST_CASE("service: a command that does not bring the system down is followed by the system's own way", "[service]") {
    Desk desk;
    with_minidriver(desk);
    desk.ours("ShutdownCommand", RegValue::sz("C:\\x.exe"));
    desk.begin();
    desk.ups(4);
    CHECK(desk.said().ends_with("SHUT DOWN BY C:\\x.exe"));
    SECTION("it cannot be run") {
        desk.reply(Error{ErrorCode::not_found, "no such file", 0});
        desk.at(30s);
    }
    SECTION("it does nothing") {
        desk.reply({});
        desk.at(5min);
    }
    CHECK(desk.said().ends_with("SHUT DOWN"));
    desk.ups(1);
    desk.reply({});
    desk.at(20min);
    desk.said();
    desk.ups(4);
    CHECK(desk.said().ends_with("SHUT DOWN BY C:\\x.exe"));  // another outage, another try
}

TEST_CASE("service: a cable of ours without a low-battery line is watched by the clock too", "[service]") {
    Desk desk;
    const bool is_own = GENERATE(true, false);
    desk.config("ServiceProviderDLL", RegValue::sz(is_own ? "own/upsmd.dll" : "other.dll"));
    desk.ours("Cable", RegValue::sz("CP=DTR+RTS OL=-CTS"));
    (void)desk.registry.set(kUpsKey, "Port", RegValue::sz("COM7"));
    desk.begin();
    desk.ups(2);
    desk.at(2min);
    CHECK(shuts_down(desk.said()) == is_own);
}

TEST_CASE("service: BatteryLife holds at once, and what was used stays used", "[service]") {
    Desk desk;
    desk.config("Options", RegValue::dword(0x1b));
    (void)desk.registry.set(kUpsKey, "BatteryLife", RegValue::dword(30));
    desk.begin();
    desk.ups(2);
    desk.at(4min);
    (void)desk.registry.set(kUpsKey, "BatteryLife", RegValue::dword(5));
    desk.core.reread_settings();
    desk.said();
    desk.at(5min);
    CHECK(shuts_down(desk.said()));
}

TEST_CASE("service: on the way down no minidriver is exchanged", "[service]") {
    Desk desk;
    with_turn_off(desk);
    desk.begin();
    desk.ups(2);
    desk.config("Port", RegValue::sz("COM8"));
    desk.core.reread_settings();
    desk.ups(4);
    desk.reply({});
    desk.ups(1);
    CHECK(desk.said().find("> stop") == std::string::npos);
    desk.core.system_shutdown([] {});
    CHECK(desk.said() == "[27 90]; > turn-off 90");
}

TEST_CASE("service: a minidriver that died leaves no good news in Status", "[service]") {
    Desk desk;
    with_minidriver(desk);
    (void)desk.registry.set(kUpsStatusKey, "CommStatus", RegValue::dword(1));
    (void)desk.registry.set(kUpsStatusKey, "UtilityPowerStatus", RegValue::dword(1));
    desk.begin();
    desk.core.on_host_end("signal 9");
    CHECK(*desk.registry.get(kUpsStatusKey, "CommStatus") == RegValue::dword(2));
    CHECK(*desk.registry.get(kUpsStatusKey, "UtilityPowerStatus") == RegValue::dword(0));
}

TEST_CASE("service: UPS_CRITICAL is a low battery", "[service]") {
    Desk desk;
    with_minidriver(desk);
    desk.begin();
    desk.ups(16);
    CHECK(shuts_down(desk.said()));
}
