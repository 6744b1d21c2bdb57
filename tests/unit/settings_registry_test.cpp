#include "platform/settings_registry.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/catalog.h"
#include "platform/backend.h"
#include "platform/ups_keys.h"
#include "tests/unit/memory_registry.h"

// The one thing that settings need from a backend.
std::string upsmd::default_port() { return "PORT0"; }

using namespace upsmd;
using upsmd::test::MemoryRegistry;

namespace {

struct Rig {
    Rig() { registry.add_key(kUpsKey); }

    void ours(const char* name, const RegValue& value) { REQUIRE(registry.set(kUpsmdKey, name, value)); }

    MinidriverSettings read() {
        auto settings = read_minidriver_settings(registry);
        INFO((settings ? std::string() : settings.error().message));
        REQUIRE(settings);
        return *settings;
    }

    // The error's message.
    std::string refused() {
        const auto settings = read_minidriver_settings(registry);
        REQUIRE_FALSE(settings);
        CHECK(settings.error().code == ErrorCode::invalid_argument);
        return settings.error().message;
    }

    MemoryRegistry registry;
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("settings: a missing UPS key is an error", "[settings_registry]") {
    MemoryRegistry registry;
    const auto settings = read_minidriver_settings(registry);
    REQUIRE_FALSE(settings);
    CHECK(settings.error().code == ErrorCode::not_found);
}

TEST_CASE("settings: everything else has defaults", "[settings_registry]") {
    Rig rig;
    const MinidriverSettings settings = rig.read();
    CHECK(settings.port == "PORT0");
    REQUIRE(settings.protocol != nullptr);
    CHECK(settings.protocol->name == "auto");
    CHECK_FALSE(settings.cable);
    CHECK(settings.session.poll_interval == Duration(0));
    CHECK_FALSE(settings.session.low_battery_charge);
    CHECK_FALSE(settings.session.low_battery_runtime);
    CHECK_FALSE(settings.session.battery_packs);
    CHECK(settings.session.return_delay == std::chrono::minutes(3));
    CHECK(settings.session.kill_line_delay == std::chrono::seconds(0));
    CHECK(settings.complaints.empty());
}

TEST_CASE("settings: the port is Config's, then UPS's", "[settings_registry]") {
    Rig rig;
    REQUIRE(rig.registry.set(kUpsKey, "Port", RegValue::sz("COM5")));
    CHECK(rig.read().port == "COM5");
    REQUIRE(rig.registry.set(kUpsConfigKey, "Port", RegValue::sz("COM7")));
    CHECK(rig.read().port == "COM7");
    REQUIRE(rig.registry.set(kUpsConfigKey, "Port", RegValue::sz("")));
    CHECK(rig.read().port == "COM5");
    REQUIRE(rig.registry.set(kUpsConfigKey, "Port", RegValue::dword(7)));
    const MinidriverSettings settings = rig.read();
    CHECK(settings.port == "COM5");
    REQUIRE(settings.complaints.size() == 1);
    CHECK(contains(settings.complaints[0], "Config\\Port"));
}

TEST_CASE("settings: our own values", "[settings_registry]") {
    Rig rig;
    rig.ours("Protocol", RegValue::sz("apc-smart"));
    rig.ours("PollInterval", RegValue::dword(500));
    rig.ours("LowBatteryCharge", RegValue::dword(30));
    rig.ours("LowBatteryRuntime", RegValue::dword(300));
    rig.ours("BatteryPacks", RegValue::sz("6.5"));
    rig.ours("BatteryVoltageLow", RegValue::dword(21));
    rig.ours("BatteryVoltageHigh", RegValue::sz("27.4"));
    rig.ours("RuntimeCalibration", RegValue::sz("240,100,720,50"));
    rig.ours("ReturnDelay", RegValue::dword(10));
    rig.ours("KillLineDelay", RegValue::dword(200));
    rig.ours("TurnOffMethod", RegValue::sz("sleep"));
    const MinidriverSettings settings = rig.read();
    CHECK(settings.complaints.empty());
    CHECK(settings.protocol->name == "apc-smart");
    CHECK(settings.session.poll_interval == 500ms);
    CHECK(settings.session.turn_off_method == "sleep");
    CHECK(settings.session.low_battery_charge == 30.0);
    CHECK(settings.session.low_battery_runtime == 300.0);
    CHECK(settings.session.battery_packs == 6.5);
    CHECK(settings.session.battery_voltage_low == 21.0);
    CHECK(settings.session.battery_voltage_high == 27.4);
    REQUIRE(settings.session.runtime_high_load);
    CHECK(settings.session.runtime_high_load->seconds == 240);
    CHECK(settings.session.runtime_high_load->load == 100);
    REQUIRE(settings.session.runtime_low_load);
    CHECK(settings.session.runtime_low_load->seconds == 720);
    CHECK(settings.session.runtime_low_load->load == 50);
    CHECK(settings.session.return_delay == std::chrono::minutes(10));
    CHECK(settings.session.kill_line_delay == std::chrono::seconds(200));
}

TEST_CASE("settings: a value that cannot be used is named and ignored", "[settings_registry]") {
    const auto [name, value] = GENERATE(table<std::string, RegValue>({
        {"PollInterval", RegValue::dword(99)},
        {"PollInterval", RegValue::dword(60001)},
        {"PollInterval", RegValue::sz("500")},
        {"LowBatteryCharge", RegValue::dword(100)},
        {"LowBatteryRuntime", RegValue::dword(86401)},
        {"BatteryPacks", RegValue::sz("0")},
        {"BatteryPacks", RegValue::sz("6,5")},
        {"BatteryPacks", RegValue::sz("nan")},
        {"BatteryVoltageLow", RegValue::dword(0)},
        {"BatteryVoltageHigh", RegValue::sz("1001")},
        {"RuntimeCalibration", RegValue::sz("240,100,720")},
        {"RuntimeCalibration", RegValue::sz("240,100,720,50,1")},
        {"RuntimeCalibration", RegValue::sz("720,100,240,50")},
        {"RuntimeCalibration", RegValue::sz("240,50,720,100")},
        {"RuntimeCalibration", RegValue::sz("a,b,c,d")},
        {"ReturnDelay", RegValue::dword(2)},
        {"KillLineDelay", RegValue::dword(86401)},
    }));
    Rig rig;
    rig.ours(name.c_str(), value);
    const MinidriverSettings settings = rig.read();
    CAPTURE(name, value.text, value.number);
    REQUIRE(settings.complaints.size() == 1);
    CHECK(contains(settings.complaints[0], "upsmd\\" + name));
    CHECK(settings.session.poll_interval == Duration(0));
    CHECK_FALSE(settings.session.low_battery_charge);
    CHECK_FALSE(settings.session.battery_packs);
    CHECK_FALSE(settings.session.runtime_high_load);
    CHECK(settings.session.return_delay == std::chrono::minutes(3));
    CHECK(settings.session.kill_line_delay == std::chrono::seconds(0));
}

TEST_CASE("settings: 0 turns a threshold off", "[settings_registry]") {
    Rig rig;
    rig.ours("LowBatteryCharge", RegValue::dword(0));
    rig.ours("LowBatteryRuntime", RegValue::dword(0));
    const MinidriverSettings settings = rig.read();
    CHECK(settings.complaints.empty());
    CHECK_FALSE(settings.session.low_battery_charge);
    CHECK_FALSE(settings.session.low_battery_runtime);
}

TEST_CASE("settings: a voltage range the wrong way round is ignored whole", "[settings_registry]") {
    Rig rig;
    rig.ours("BatteryVoltageLow", RegValue::dword(27));
    rig.ours("BatteryVoltageHigh", RegValue::dword(21));
    const MinidriverSettings settings = rig.read();
    CHECK(settings.complaints.size() == 1);
    CHECK_FALSE(settings.session.battery_voltage_low);
    CHECK_FALSE(settings.session.battery_voltage_high);
}

TEST_CASE("settings: the protocol is never guessed", "[settings_registry]") {
    Rig rig;
    rig.ours("Protocol", RegValue::sz("apcsmart"));
    CHECK(contains(rig.refused(), "\"apcsmart\"; known: "));
    rig.ours("Protocol", RegValue::dword(1));
    CHECK(contains(rig.refused(), "upsmd\\Protocol"));
    rig.registry.malformed.insert("Protocol");
    CHECK(contains(rig.refused(), "REG_BINARY"));
}

TEST_CASE("settings: simple signalling takes its cable by name or from the mask", "[settings_registry]") {
    Rig rig;
    rig.ours("Protocol", RegValue::sz("simple"));
    CHECK(contains(rig.refused(), "Cable"));
    REQUIRE(rig.registry.set(kUpsKey, "Options", RegValue::dword(0x0f)));
    CHECK(rig.read().cable->on_battery.asserted == false);
    REQUIRE(rig.registry.set(kUpsConfigKey, "Options", RegValue::dword(0x7f)));
    CHECK(rig.read().cable->on_battery.asserted == true);
    REQUIRE(rig.registry.set(kUpsConfigKey, "Options", RegValue::dword(0x01)));  // no power-failure signal
    CHECK(contains(rig.refused(), "0x02"));
    rig.ours("Cable", RegValue::sz("940-0095a"));
    CHECK(rig.read().cable->name == "940-0095A");
    rig.ours("Cable", RegValue::sz("940-0095a OL=CTS"));
    CHECK(rig.read().cable->on_battery.line == InputLine::cts);
    rig.ours("Cable", RegValue::sz("CP=RTS OL=TXD"));
    CHECK(contains(rig.refused(), "Cable holds \"OL=TXD\": takes CTS"));
    rig.ours("Cable", RegValue::sz("940-9999"));
    CHECK(contains(rig.refused(), "\"940-9999\": not known; known: "));
}

TEST_CASE("settings: auto never runs where simple signalling is configured", "[settings_registry]") {
    Rig rig;
    const auto choose = GENERATE(0, 1, 2);
    if (choose == 0) rig.ours("Cable", RegValue::sz("940-0020B"));
    if (choose == 1) REQUIRE(rig.registry.set(kUpsConfigKey, "Options", RegValue::dword(0x7f)));
    if (choose == 2) REQUIRE(rig.registry.set(kUpsKey, "Options", RegValue::dword(0x7f)));
    CHECK(rig.read().protocol->name == "simple");
    rig.ours("Protocol", RegValue::sz("auto"));
    CHECK(contains(rig.refused(), "auto"));
    rig.ours("Protocol", RegValue::sz("megatec"));
    CHECK(rig.read().protocol->name == "megatec");
}

TEST_CASE("settings: a mask of the wrong type is an error wherever it would decide", "[settings_registry]") {
    Rig rig;
    const char* const key = GENERATE(kUpsConfigKey, kUpsKey);
    REQUIRE(rig.registry.set(key, "Options", RegValue::sz("0x7f")));
    CHECK(contains(rig.refused(), "REG_DWORD"));
    rig.ours("Protocol", RegValue::sz("simple"));
    CHECK(contains(rig.refused(), "REG_DWORD"));
    rig.ours("Protocol", RegValue::sz("megatec"));
    CHECK(rig.read().protocol->name == "megatec");
}

TEST_CASE("settings: a smart model's mask counts before an old one of the service", "[settings_registry]") {
    Rig rig;
    REQUIRE(rig.registry.set(kUpsKey, "Options", RegValue::dword(0x7f)));
    REQUIRE(rig.registry.set(kUpsConfigKey, "Options", RegValue::dword(0x01)));
    CHECK(rig.read().protocol->name == "auto");
}

TEST_CASE("settings: a key of ours that cannot be opened fails nothing", "[settings_registry]") {
    Rig rig;
    rig.registry.fail_get = Error{ErrorCode::access_denied, "denied", 5};
    rig.registry.fail_get_below = kUpsmdKey;
    const MinidriverSettings settings = rig.read();
    CHECK(settings.port == "PORT0");
    CHECK(settings.protocol->name == "auto");
    CHECK(std::ranges::any_of(settings.complaints, [](const auto& text) { return contains(text, "denied"); }));
    CHECK(read_log_settings(rig.registry).file.empty());
}

TEST_CASE("settings: the log", "[settings_registry]") {
    Rig rig;
    LogSettings log = read_log_settings(rig.registry);
    CHECK(log.file.empty());
    CHECK(log.level == LogLevel::info);
    rig.ours("LogFile", RegValue::sz("C:\\upsmd.log"));
    rig.ours("LogLevel", RegValue::sz("TRACE"));
    log = read_log_settings(rig.registry);
    CHECK(log.file == "C:\\upsmd.log");
    CHECK(log.level == LogLevel::trace);
    CHECK(log.complaints.empty());
    rig.ours("LogLevel", RegValue::sz("loud"));
    log = read_log_settings(rig.registry);
    CHECK(log.level == LogLevel::info);
    CHECK(log.complaints.size() == 1);
}

TEST_CASE("settings: a turn-off method is one of the protocol's, or waits for what auto finds", "[settings]") {
    Rig rig;
    rig.ours("Protocol", RegValue::sz("apc-smart"));
    rig.ours("TurnOffMethod", RegValue::sz("softly"));
    MinidriverSettings settings = rig.read();
    REQUIRE(settings.complaints.size() == 1);
    CHECK(contains(settings.complaints[0], "softly"));
    CHECK(contains(settings.complaints[0], "stay-off"));
    CHECK(settings.session.turn_off_method.empty());
    rig.ours("Protocol", RegValue::sz("megatec"));
    settings = rig.read();
    REQUIRE(settings.complaints.size() == 1);
    CHECK(contains(settings.complaints[0], "only one way"));
    rig.ours("Protocol", RegValue::sz("auto"));
    rig.ours("TurnOffMethod", RegValue::sz("sleep"));
    settings = rig.read();
    CHECK(settings.complaints.empty());
    CHECK(settings.session.turn_off_method == "sleep");
}

TEST_CASE("settings: what auto found last is tried first, on the same port only", "[settings_registry]") {
    Rig rig;
    REQUIRE(rig.registry.set(kUpsConfigKey, "Port", RegValue::sz("COM7")));
    rig.ours("Remembered", RegValue::sz("powercom 1200 DTR COM7"));
    CHECK(rig.read().session.remembered.protocol == protocol_by_name("powercom"));
    CHECK(rig.read().session.remembered.baud == 1200);
    rig.ours("Remembered", RegValue::sz("powercom 1200 DTR COM8"));
    CHECK(rig.read().session.remembered.protocol == nullptr);
    CHECK(rig.read().complaints.empty());
    rig.ours("Remembered", RegValue::sz("powercom quickly"));
    const MinidriverSettings settings = rig.read();
    CHECK(settings.session.remembered.protocol == nullptr);
    REQUIRE(settings.complaints.size() == 1);
    CHECK(contains(settings.complaints[0], "Remembered"));
    rig.ours("Protocol", RegValue::sz("megatec"));  // who names the protocol is not asked what was there before
    CHECK(rig.read().complaints.empty());
}
