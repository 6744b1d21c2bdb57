#include "platform/model_choice.h"

#include <catch2/catch.hpp>

#include "platform/settings_registry.h"
#include "platform/ups_keys.h"
#include "tests/unit/memory_registry.h"

using namespace upsmd;
using upsmd::test::MemoryRegistry;

namespace {

const UpsModel& model(const char* vendor, const char* name) {
    const UpsModel* const found = find_ups_model(vendor, name);
    REQUIRE(found != nullptr);
    return *found;
}

RegValue config(MemoryRegistry& registry, const char* name) {
    const auto value = registry.get(kUpsConfigKey, name);
    REQUIRE(value);
    return *value;
}

MinidriverSettings settings(MemoryRegistry& registry) {
    registry.add_key(kUpsKey);
    auto read = read_minidriver_settings(registry);
    INFO((read ? std::string() : read.error().message));
    REQUIRE(read);
    CHECK(read->complaints.empty());
    return *read;
}

}  // namespace

TEST_CASE("choice: a protocol, then a cable with a mask, then one without", "[model_choice]") {
    MemoryRegistry registry;
    REQUIRE(select_model(registry, model("Belkin", "Regulator Pro (F6C-SER)"), "COM7"));
    CHECK(config(registry, "Vendor") == RegValue::sz("Belkin"));
    CHECK(config(registry, "Model") == RegValue::sz("Regulator Pro (F6C-SER)"));
    CHECK(config(registry, "Port") == RegValue::sz("COM7"));
    CHECK(config(registry, "Options") == RegValue::dword(1));
    CHECK(config(registry, "ServiceProviderDLL") == RegValue::sz("upsmd.dll"));
    CHECK(settings(registry).protocol->name == "belkin");
    CHECK(settings(registry).port == "COM7");

    REQUIRE(select_model(registry, model("Generic", "RUPS 2000, cable M2501"), "COM1"));
    CHECK(config(registry, "Options") == RegValue::dword(0x4f));
    CHECK(config(registry, "ServiceProviderDLL") == RegValue::sz(""));
    CHECK_FALSE(registry.get(kUpsmdKey, "Protocol"));
    CHECK(settings(registry).protocol->name == "simple");

    REQUIRE(select_model(registry, model("Gamatronic", "Alarm interface"), "COM1"));
    CHECK(config(registry, "Options") == RegValue::dword(1));
    CHECK(settings(registry).cable->name == "gamatronic");

    REQUIRE(select_model(registry, model("APC", "Smart-UPS"), "COM1"));
    CHECK_FALSE(registry.get(kUpsmdKey, "Cable"));
    CHECK(settings(registry).protocol->name == "apc-smart");
}

TEST_CASE("choice: in Power Options, the names alone say how it is spoken to", "[model_choice]") {
    MemoryRegistry registry;
    REQUIRE(registry.set(kUpsConfigKey, "Options", RegValue::dword(1)));
    for (const UpsModel& each : ups_models()) {
        INFO(each.vendor << " " << each.model);
        REQUIRE(registry.set(kUpsConfigKey, "Vendor", RegValue::sz(std::string(each.vendor))));
        REQUIRE(registry.set(kUpsConfigKey, "Model", RegValue::sz(std::string(each.model))));
        const MinidriverSettings read = settings(registry);
        CHECK(read.protocol->name == (each.cable.empty() ? each.protocol : "simple"));
        CHECK(read.cable.has_value() == !each.cable.empty());
        if (read.cable) CHECK(read.cable->name == each.cable);
    }
}

TEST_CASE("choice: a model that is not in the list is not guessed at", "[model_choice]") {
    MemoryRegistry registry;
    REQUIRE(registry.set(kUpsKey, "Port", RegValue::sz("COM7")));
    REQUIRE(registry.set(kUpsConfigKey, "Options", RegValue::dword(1)));
    REQUIRE(registry.set(kUpsConfigKey, "Vendor", RegValue::sz("Belkin")));
    REQUIRE(registry.set(kUpsConfigKey, "Model", RegValue::sz("another maker's")));
    const auto refused = read_minidriver_settings(registry);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("\"another maker's\" of \"Belkin\"") != std::string::npos);
    for (const char* const protocol : {"auto", "megatec"}) {
        REQUIRE(registry.set(kUpsmdKey, "Protocol", RegValue::sz(protocol)));
        CHECK(settings(registry).protocol->name == protocol);
    }
    REQUIRE(registry.remove_value(kUpsmdKey, "Protocol"));
    REQUIRE(registry.set(kUpsConfigKey, "Options", RegValue::dword(0x7f)));
    CHECK(settings(registry).cable->name == "options");
}

TEST_CASE("choice: our own Protocol, and a mask, say more than the names", "[model_choice]") {
    MemoryRegistry registry;
    REQUIRE(registry.set(kUpsConfigKey, "Vendor", RegValue::sz("Gamatronic")));
    REQUIRE(registry.set(kUpsConfigKey, "Model", RegValue::sz("Alarm interface")));
    REQUIRE(registry.set(kUpsConfigKey, "Options", RegValue::dword(0x7f)));
    CHECK(settings(registry).cable->name == "options");
    REQUIRE(registry.set(kUpsConfigKey, "Options", RegValue::dword(1)));
    REQUIRE(registry.set(kUpsmdKey, "Protocol", RegValue::sz("megatec")));
    CHECK(settings(registry).protocol->name == "megatec");
}

TEST_CASE("choice: auto never where the chosen model has a contact cable", "[model_choice]") {
    MemoryRegistry registry;
    REQUIRE(registry.set(kUpsKey, "Port", RegValue::sz("COM7")));
    REQUIRE(registry.set(kUpsConfigKey, "Options", RegValue::dword(1)));
    REQUIRE(registry.set(kUpsConfigKey, "Vendor", RegValue::sz("CyberPower")));
    REQUIRE(registry.set(kUpsConfigKey, "Model", RegValue::sz("Power99, SL")));
    REQUIRE(registry.set(kUpsmdKey, "Protocol", RegValue::sz("auto")));
    const auto refused = read_minidriver_settings(registry);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("names a UPS with simple signalling") != std::string::npos);
    REQUIRE(registry.set(kUpsConfigKey, "Model", RegValue::sz("CPS, CST, OP, PR from 2004 on")));
    CHECK(settings(registry).protocol->name == "auto");
}

TEST_CASE("choice: refused where the system has its own service", "[model_choice]") {
    for (const char* const name : {"Type", "Start", "ImagePath"}) {
        MemoryRegistry registry;
        REQUIRE(registry.set(kUpsKey, name, RegValue::dword(3)));
        registry.written.clear();
        const auto done = select_model(registry, model("Belkin", "Resource"), "COM7");
        REQUIRE_FALSE(done);
        CHECK(done.error().message.find("Power Options > UPS") != std::string::npos);
        CHECK(done.error().message.find(name) != std::string::npos);
        CHECK(registry.written.empty());
    }
    MemoryRegistry registry;
    registry.malformed = {"ImagePath"};
    CHECK_FALSE(config_is_ours(registry));
}

TEST_CASE("choice: what cannot be written names its place", "[model_choice]") {
    MemoryRegistry registry;
    registry.fail_set = Error{ErrorCode::access_denied, "access denied", 5};
    const auto done = select_model(registry, model("Belkin", "Resource"), "COM7");
    REQUIRE_FALSE(done);
    CHECK(done.error().code == ErrorCode::access_denied);
    CHECK(done.error().message.find("UPS\\Config\\Options") != std::string::npos);
}
