// The event table, and what the service says.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "platform/service_events.h"
#include "platform/service_words.h"

using namespace upsmd;

TEST_CASE("service events: numbers rise, and each text has the inserts that it says", "[service_events]") {
    std::uint32_t last = 0;
    for (const ServiceEventInfo& event : service_events()) {
        const auto number = static_cast<std::uint32_t>(event.id);
        INFO(number);
        CHECK(number > last);
        last = number;
        for (int insert = 1; insert <= 9; ++insert)
            CHECK((event.text.find("%" + std::to_string(insert)) != std::string::npos) == (insert <= event.inserts));
    }
}

TEST_CASE("service events: the inserts stand in the text", "[service_events]") {
    CHECK(service_event_text(ServiceEvent::watching, {"COM7", "C:\\x.dll"}) == "Watching the UPS at COM7 with C:\\x.dll.");
    CHECK(service_event_text(ServiceEvent::watching, {"%2"}) == "Watching the UPS at %2 with %2.");
    CHECK(service_event_text(ServiceEvent::battery_low, {"COM7"}) == "The UPS's battery is low.");
}

TEST_CASE("service events: every record of the policy is one, and no two are the same", "[service_events]") {
    std::set<ServiceEvent> seen;
    for (int i = static_cast<int>(PolicyRecord::power_failed); i <= static_cast<int>(PolicyRecord::turning_off); ++i)
        CHECK(seen.insert(event_of(static_cast<PolicyRecord>(i))).second);
}
