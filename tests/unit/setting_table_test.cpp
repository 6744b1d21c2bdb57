// `upsmd config`: the table of settings against the code that reads them, and what is refused.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "platform/service_settings.h"
#include "platform/setting_table.h"
#include "platform/settings_registry.h"
#include "platform/ups_keys.h"
#include "tests/unit/memory_registry.h"

using namespace upsmd;
using upsmd::test::MemoryRegistry;

namespace {

// What is said about a setting that holds this.
std::string complaint(const SettingInfo& setting, const RegValue& value) {
    MemoryRegistry registry;
    registry.add_key(kUpsKey);
    REQUIRE(registry.set(setting_key(setting), setting.name, value));
    std::vector<std::string> all = read_service_settings(registry).complaints;
    const auto minidriver = read_minidriver_settings(registry);
    if (minidriver) all.insert(all.end(), minidriver->complaints.begin(), minidriver->complaints.end());
    else all.push_back(minidriver.error().message);
    for (const std::string& each : read_log_settings(registry).complaints) all.push_back(each);
    for (const std::string& each : all)
        if (each.find("\\" + std::string(setting.name) + " ") != std::string::npos) return each;
    return "";
}

const SettingInfo& setting(const char* name) {
    const SettingInfo* const found = find_setting(name);
    REQUIRE(found != nullptr);
    return *found;
}

}  // namespace

TEST_CASE("settings: the ranges of the table are those that are read", "[setting_table]") {
    int numbers = 0;
    for (const SettingInfo& info : setting_table()) {
        if (info.kind != SettingInfo::Kind::number) continue;
        INFO(info.name);
        ++numbers;
        CHECK(complaint(info, RegValue::dword(info.low)).empty());
        CHECK(complaint(info, RegValue::dword(info.high)).empty());
        CHECK_FALSE(complaint(info, RegValue::dword(info.high + 1)).empty());
        if (info.low > 0) CHECK_FALSE(complaint(info, RegValue::dword(info.low - 1)).empty());
    }
    CHECK(numbers > 10);
}

TEST_CASE("settings: every choice is one, and each default is in its range", "[setting_table]") {
    for (const SettingInfo& info : setting_table()) {
        INFO(info.name);
        if (info.kind == SettingInfo::Kind::choice) {
            CHECK(complaint(info, RegValue::sz(std::string(info.default_text))).empty());
            CHECK_FALSE(complaint(info, RegValue::sz("nonsense")).empty());
        }
        MemoryRegistry registry;
        const bool has_plain_default = info.kind == SettingInfo::Kind::choice ||
                                       (info.kind == SettingInfo::Kind::number && info.name != "PollInterval");
        if (has_plain_default) CHECK(change_setting(registry, info, std::string(info.default_text)));
    }
}

TEST_CASE("settings: a value is written with its type", "[setting_table]") {
    MemoryRegistry registry;
    REQUIRE(change_setting(registry, setting("messageinterval"), "0x1e"));
    CHECK(*registry.get(kUpsConfigKey, "MessageInterval") == RegValue::dword(30));
    REQUIRE(change_setting(registry, setting("ShutdownCommand"), "%SystemRoot%\\x.exe /s"));
    CHECK(*registry.get(kUpsmdKey, "ShutdownCommand") == RegValue::expand_sz("%SystemRoot%\\x.exe /s"));
    REQUIRE(change_setting(registry, setting("ServiceProviderDLL"), "upsmd.dll"));
    CHECK(*registry.get(kUpsConfigKey, "ServiceProviderDLL") == RegValue::sz("upsmd.dll"));
    REQUIRE(reset_setting(registry, setting("MessageInterval")));
    CHECK_FALSE(registry.get(kUpsConfigKey, "MessageInterval"));
    CHECK(reset_setting(registry, setting("MessageInterval")));  // nothing to do is no error
}

TEST_CASE("settings: what is refused changes nothing", "[setting_table]") {
    MemoryRegistry registry;
    const std::vector<std::pair<const char*, const char*>> bad{
        {"MessageInterval", "4"},     {"MessageInterval", "301"}, {"MessageInterval", ""},       {"MessageInterval", "5 s"},
        {"NotifyEnable", "2"},        {"NotifyEnable", "-1"},     {"CriticalAction", "reboot"},  {"CriticalAction", ""},
        {"Protocol", "nonsense"},     {"Cable", "nonsense"},      {"RuntimeCalibration", "1,2"}, {"BatteryPacks", "0"},
        {"DryRun", "99999999999999"}, {"Vendor", "APC"},          {"Remembered", "x"},           {"Protocol", "simple"}};
    for (const auto& [name, value] : bad) {
        INFO(name << " = " << value);
        const auto done = change_setting(registry, setting(name), value);
        REQUIRE_FALSE(done);
        CHECK(done.error().message.find(name) != std::string::npos);
    }
    CHECK(registry.written.empty());
}

TEST_CASE("settings: two that do not go together", "[setting_table]") {
    MemoryRegistry registry;
    REQUIRE(change_setting(registry, setting("Cable"), "940-0020B"));
    CHECK_FALSE(change_setting(registry, setting("Protocol"), "auto"));
    CHECK(change_setting(registry, setting("Protocol"), "simple"));
}

TEST_CASE("settings: Config is not touched where the system has its own UPS service", "[setting_table]") {
    MemoryRegistry registry;
    REQUIRE(registry.set(kUpsKey, "Start", RegValue::dword(3)));
    registry.written.clear();
    for (const auto& done : {change_setting(registry, setting("MessageInterval"), "30"),
                             reset_setting(registry, setting("MessageInterval"))}) {
        REQUIRE_FALSE(done);
        CHECK(done.error().message.find("Power Options > UPS") != std::string::npos);
    }
    CHECK(registry.written.empty());
    CHECK(change_setting(registry, setting("PollInterval"), "500"));  // our own key is ours everywhere
}
