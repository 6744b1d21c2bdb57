// What the service writes to the system's event log: a number, a weight and a text each. The numbers never change their
// meaning; docs/service-events.md lists them, and the message table of the Windows service (win32/service_events.mc) holds the
// same texts (a test compares).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace upsmd {

enum class ServiceEvent : std::uint32_t {
    started = 1,
    stopped = 2,
    no_ups_selected = 3,
    watching = 4,
    setting_ignored = 5,
    system_service_present = 6,
    unexpected_end = 7,

    power_failed = 10,
    power_restored = 11,
    battery_low = 12,
    comm_lost = 13,
    comm_lost_on_battery = 14,
    comm_restored = 15,

    going_down = 20,
    task_late = 21,
    task_failed = 22,
    shutdown_refused = 23,
    shutdown_overdue = 24,
    shutdown_dropped = 25,
    hibernate_refused = 26,
    turning_off = 27,
    turned_off = 28,
    turn_off_failed = 29,
    message_failed = 30,

    no_such_driver = 40,
    bad_interface = 41,
    init_failed = 42,
    host_failed = 43,
    unknown_state = 44,

    dry_run = 60,
};

enum class EventWeight : std::uint8_t { information, warning, error };

struct ServiceEventInfo {
    ServiceEvent id{};
    EventWeight weight{};
    std::string_view text;  // English, with %1, %2 for the inserts
    int inserts = 0;        // how many
};

// All of them, by number.
std::span<const ServiceEventInfo> service_events();
const ServiceEventInfo& service_event(ServiceEvent id);

// The text with its inserts; one that is missing stays as "%1".
std::string service_event_text(ServiceEvent id, const std::vector<std::string>& inserts);

}  // namespace upsmd
