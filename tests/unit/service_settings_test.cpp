#include "platform/service_settings.h"

#include <catch2/catch.hpp>

#include "platform/ups_keys.h"
#include "tests/unit/memory_registry.h"

using namespace upsmd;
using namespace std::chrono_literals;
using upsmd::test::MemoryRegistry;

namespace {

struct Rig {
    void config(const char* name, const RegValue& value) { REQUIRE(registry.set(kUpsConfigKey, name, value)); }
    void root(const char* name, const RegValue& value) { REQUIRE(registry.set(kUpsKey, name, value)); }
    void ours(const char* name, const RegValue& value) { REQUIRE(registry.set(kUpsmdKey, name, value)); }
    ServiceSettings read() { return read_service_settings(registry); }

    MemoryRegistry registry;
};

}  // namespace

TEST_CASE("service settings: defaults", "[service_settings]") {
    const ServiceSettings settings = Rig().read();
    CHECK(settings.complaints.empty());
    CHECK(settings.policy.notify);
    CHECK(settings.policy.first_message_delay == 5s);
    CHECK(settings.policy.message_interval == 120s);
    CHECK_FALSE(settings.policy.shutdown_on_battery);
    CHECK(settings.policy.shutdown_on_battery_wait == 2min);
    CHECK_FALSE(settings.policy.run_task);
    CHECK_FALSE(settings.policy.turn_off);
    CHECK(settings.policy.turn_off_wait == 180s);
    CHECK(settings.policy.critical_action == CriticalAction::shut_down);
    CHECK(settings.policy.lost_on_battery_wait == 60s);
    CHECK(settings.port == "PORT0");
    CHECK(settings.options == 0);
    CHECK(settings.service_provider_dll.empty());
    CHECK(settings.task_name == "UPS System Shutdown Program");
    CHECK(settings.command_file.empty());
    CHECK(settings.battery_life == 2min);
    CHECK(settings.recharge_rate == 100min);
    CHECK(settings.shutdown_command.empty());
    CHECK(settings.dry_run == DryRun::off);
}

TEST_CASE("service settings: every value is read", "[service_settings]") {
    Rig rig;
    rig.config("NotifyEnable", RegValue::dword(0));
    rig.config("FirstMessageDelay", RegValue::dword(120));
    rig.config("MessageInterval", RegValue::dword(300));
    rig.config("ShutdownOnBatteryEnable", RegValue::dword(1));
    rig.config("ShutdownOnBatteryWait", RegValue::dword(720));
    rig.config("RunTaskEnable", RegValue::dword(1));
    rig.config("TaskName", RegValue::sz("Save all"));
    rig.config("TurnUPSOffEnable", RegValue::dword(1));
    rig.config("TurnUPSOffWait", RegValue::dword(300));
    rig.config("Port", RegValue::sz("COM7"));
    rig.config("Options", RegValue::dword(0x7f));
    rig.config("ServiceProviderDLL", RegValue::expand_sz("%SystemRoot%\\x.dll"));
    rig.root("BatteryLife", RegValue::dword(720));
    rig.root("RechargeRate", RegValue::dword(250));
    rig.root("Options", RegValue::dword(0x81));
    rig.root("CommandFile", RegValue::expand_sz("%SystemRoot%\\down.cmd"));
    rig.ours("CriticalAction", RegValue::sz("hibernate"));
    rig.ours("LostOnBatteryWait", RegValue::dword(0));
    rig.ours("DryRun", RegValue::dword(1));
    rig.ours("ShutdownCommand", RegValue::sz("/sbin/poweroff"));
    const ServiceSettings settings = rig.read();
    CHECK(settings.complaints.empty());
    CHECK_FALSE(settings.policy.notify);
    CHECK(settings.policy.first_message_delay == 120s);
    CHECK(settings.policy.message_interval == 300s);
    CHECK(settings.policy.shutdown_on_battery);
    CHECK(settings.policy.shutdown_on_battery_wait == 720min);
    CHECK(settings.policy.run_task);
    CHECK(settings.policy.turn_off);
    CHECK(settings.policy.turn_off_wait == 300s);
    CHECK(settings.policy.critical_action == CriticalAction::hibernate);
    CHECK(settings.policy.lost_on_battery_wait == 0s);
    CHECK(settings.port == "COM7");
    CHECK(settings.options == 0x7f);
    CHECK(settings.service_provider_dll == "%SystemRoot%\\x.dll");
    CHECK(settings.task_name == "Save all");
    CHECK(settings.command_file == "%SystemRoot%\\down.cmd");
    CHECK(settings.battery_life == 720min);
    CHECK(settings.recharge_rate == 250min);
    CHECK(settings.shutdown_command == "/sbin/poweroff");
    CHECK(settings.dry_run == DryRun::everything);
}

TEST_CASE("service settings: NT 4.0 values where Config has none", "[service_settings]") {
    Rig rig;
    rig.root("Port", RegValue::sz("COM2"));
    rig.root("FirstMessageDelay", RegValue::dword(0));
    rig.root("MessageInterval", RegValue::dword(5));
    rig.root("Options", RegValue::dword(0xcf));
    ServiceSettings settings = rig.read();
    CHECK(settings.port == "COM2");
    CHECK(settings.policy.first_message_delay == 0s);
    CHECK(settings.policy.message_interval == 5s);
    CHECK(settings.options == 0x4f);
    rig.config("FirstMessageDelay", RegValue::dword(7));
    rig.config("Options", RegValue::dword(0));
    settings = rig.read();
    CHECK(settings.policy.first_message_delay == 7s);
    CHECK(settings.options == 0);
}

TEST_CASE("service settings: a bad value of Config does not bring the old one back", "[service_settings]") {
    Rig rig;
    rig.root("Options", RegValue::dword(0x7f));
    rig.root("MessageInterval", RegValue::dword(7));
    rig.config("Options", RegValue::sz("0x7f"));
    rig.config("MessageInterval", RegValue::dword(301));
    const ServiceSettings settings = rig.read();
    CHECK(settings.options == 0);
    CHECK(settings.policy.message_interval == 120s);
    CHECK(settings.complaints.size() == 2);
}

TEST_CASE("service settings: a DryRun that is mistyped is one", "[service_settings]") {
    Rig rig;
    rig.ours("DryRun", RegValue::sz("1"));
    const ServiceSettings settings = rig.read();
    CHECK(settings.dry_run == DryRun::everything);
    CHECK(settings.complaints.size() == 1);
}

TEST_CASE("service settings: one complaint a bad value, and its default", "[service_settings]") {
    struct Bad {
        const char* key;
        const char* name;
        RegValue value;
        const char* wanted;
    };
    const Bad bad[] = {
        {kUpsConfigKey, "NotifyEnable", RegValue::dword(2), "from 0 to 1"},
        {kUpsConfigKey, "FirstMessageDelay", RegValue::dword(121), "from 0 to 120"},
        {kUpsConfigKey, "MessageInterval", RegValue::dword(4), "from 5 to 300"},
        {kUpsConfigKey, "ShutdownOnBatteryEnable", RegValue::sz("1"), "from 0 to 1"},
        {kUpsConfigKey, "ShutdownOnBatteryWait", RegValue::dword(1), "from 2 to 720"},
        {kUpsConfigKey, "RunTaskEnable", RegValue::dword(9), "from 0 to 1"},
        {kUpsConfigKey, "TaskName", RegValue::dword(9), "REG_SZ"},
        {kUpsConfigKey, "TurnUPSOffEnable", RegValue::dword(2), "from 0 to 1"},
        {kUpsConfigKey, "TurnUPSOffWait", RegValue::dword(86401), "from 0 to 86400"},
        {kUpsConfigKey, "Port", RegValue::dword(1), "REG_SZ"},
        {kUpsConfigKey, "Options", RegValue::dword(0x100), "from 0 to 255"},
        {kUpsConfigKey, "ServiceProviderDLL", RegValue::dword(1), "REG_EXPAND_SZ"},
        {kUpsKey, "Options", RegValue::sz("7"), "from 0 to 255"},
        {kUpsKey, "BatteryLife", RegValue::dword(1), "from 2 to 720"},
        {kUpsKey, "RechargeRate", RegValue::dword(251), "from 1 to 250"},
        {kUpsmdKey, "CriticalAction", RegValue::sz("reboot"), "shutdown or hibernate"},
        {kUpsmdKey, "LostOnBatteryWait", RegValue::dword(3601), "from 0 to 3600"},
        {kUpsmdKey, "DryRun", RegValue::dword(3), "from 0 to 2"},
        {kUpsmdKey, "ShutdownCommand", RegValue::dword(1), "REG_SZ"},
    };
    for (const Bad& each : bad) {
        INFO(each.name);
        Rig rig;
        REQUIRE(rig.registry.set(each.key, each.name, each.value));
        ServiceSettings settings = rig.read();
        REQUIRE(settings.complaints.size() == 1);
        CHECK(settings.complaints[0].find(std::string(each.key) + "\\" + each.name) == 0);
        CHECK(settings.complaints[0].find(each.wanted) != std::string::npos);
        const ServiceSettings usual = Rig().read();
        CHECK(settings.options == usual.options);
        CHECK(settings.task_name == usual.task_name);
        CHECK(settings.policy.turn_off_wait == usual.policy.turn_off_wait);
        CHECK(settings.policy.shutdown_on_battery == usual.policy.shutdown_on_battery);
        CHECK(settings.policy.critical_action == usual.policy.critical_action);
    }
}
