#include "core/ups_models.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "core/catalog.h"
#include "platform/service_providers.h"
#include "platform/ups_keys.h"
#include "tests/unit/memory_registry.h"

using namespace upsmd;
using upsmd::test::MemoryRegistry;

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

const std::string kApcKey = std::string(kServiceProvidersKey) + "\\APC";

}  // namespace

TEST_CASE("models: every protocol and cable is one that is known", "[models]") {
    for (const UpsModel& model : ups_models()) {
        INFO(model.vendor << " " << model.model);
        CHECK(model.protocol.empty() != model.cable.empty());
        CHECK_FALSE(model.vendor.empty());
        CHECK_FALSE(model.model.empty());
        if (model.cable.empty()) {
            const Protocol* const protocol = protocol_by_name(model.protocol);
            REQUIRE(protocol != nullptr);
            CHECK_FALSE(protocol->lines_only);
            CHECK(protocol->probes.empty());  // not `auto`
        } else {
            CHECK(cable_by_name(model.cable) != nullptr);
        }
    }
}

TEST_CASE("models: names are unique in any case, fit for a key, and sorted by vendor", "[models]") {
    std::set<std::string> names;
    std::string last;
    for (const UpsModel& model : ups_models()) {
        INFO(model.vendor << " " << model.model);
        CHECK(names.insert(lower(model.vendor) + "\n" + lower(model.model)).second);
        CHECK(model.vendor.find('\\') == std::string_view::npos);
        CHECK(last <= lower(model.vendor));
        last = lower(model.vendor);
    }
}

TEST_CASE("models: every protocol and cable has one", "[models]") {
    const std::set<std::string_view> named_only{"auto", "simple", "apc-microlink", "apc-modbus"};
    for (const Protocol* const protocol : protocol_catalog()) {
        if (named_only.contains(protocol->name)) continue;
        INFO(protocol->name);
        CHECK(std::ranges::any_of(ups_models(), [&](const UpsModel& m) { return m.protocol == protocol->name; }));
    }
    for (const Cable& cable : cable_table()) {
        if (cable.name == "apcupsd-simple") continue;  // a cable that fits many UPSes
        INFO(cable.name);
        CHECK(std::ranges::any_of(ups_models(), [&](const UpsModel& m) { return m.cable == cable.name; }));
    }
}

TEST_CASE("models: found in any case", "[models]") {
    const UpsModel* const model = find_ups_model("apc", "smart-ups");
    REQUIRE(model != nullptr);
    CHECK(model->protocol == "apc-smart");
    CHECK(find_ups_model("APC", "Smart") == nullptr);
}

TEST_CASE("models: a mask only where it says all that the cable needs", "[models]") {
    CHECK(options_for(*cable_by_name("940-0020B")) == 0x7fU);
    CHECK(options_for(*cable_by_name("rups-2000")) == 0x4fU);
    for (const char* const name : {"940-0095A", "940-0119A", "cyberpower", "tripplite-lan", "powerware-5119", "fttx",
                                   "upsonic-lan-saver", "apc-rs500", "generic-rups", "online-p"}) {
        INFO(name);
        CHECK_FALSE(options_for(*cable_by_name(name)));
    }
    CHECK_FALSE(options_for(cable_from_options(0x77)));  // DTR's level is not said
    for (std::uint32_t mask = 0x0b; mask < 0x80; ++mask) {
        if ((mask & 0x0bU) != 0x0bU) continue;
        const Cable wired = cable_from_options(mask);
        const auto back = options_for(wired);
        REQUIRE(back);
        const Cable again = cable_from_options(*back);
        CHECK((again.run == wired.run && again.kill == wired.kill));
        CHECK(again.on_battery.asserted == wired.on_battery.asserted);
        CHECK((*back & 0x80U) == 0);
    }
}

TEST_CASE("models: the service providers' values", "[models]") {
    CHECK(service_provider_value(*find_ups_model("APC", "Smart-UPS")) == "0x1;upsmd.dll");
    CHECK(service_provider_value(*find_ups_model("APC", "Back-UPS, cable 940-0020B or C")) == "0x7f");
    CHECK(service_provider_value(*find_ups_model("CyberPower", "Power99, SL")) == "0x1;upsmd.dll");
}

TEST_CASE("models: registered and taken out again", "[models]") {
    MemoryRegistry registry;
    REQUIRE(registry.set(kApcKey, "Back-UPS", RegValue::sz("0x7f")));
    REQUIRE(registry.set(kApcKey, "Smart-UPS", RegValue::sz("0x1;apcups.dll")));  // another maker's
    REQUIRE(write_service_providers(registry));
    for (const UpsModel& model : ups_models()) {
        const auto value = registry.get(std::string(kServiceProvidersKey) + "\\" + std::string(model.vendor), model.model);
        REQUIRE(value);
        if (model.model == "Smart-UPS") CHECK(value->text == "0x1;apcups.dll");
        else CHECK(*value == RegValue::sz(service_provider_value(model)));
    }
    REQUIRE(remove_service_providers(registry));
    const auto left = registry.value_names(kApcKey);
    REQUIRE(left);
    CHECK(*left == std::vector<std::string>{"Back-UPS", "Smart-UPS"});
    CHECK_FALSE(registry.value_names(std::string(kServiceProvidersKey) + "\\Liebert"));
    CHECK(remove_service_providers(registry));  // nothing left to do
}

TEST_CASE("models: what cannot be written names its place", "[models]") {
    MemoryRegistry registry;
    registry.fail_set = Error{ErrorCode::access_denied, "access denied", 5};
    const auto done = write_service_providers(registry);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == ErrorCode::access_denied);
    CHECK(done.error().message.find("ServiceProviders\\Ablerex\\MP") != std::string::npos);
}
