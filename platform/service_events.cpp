#include "platform/service_events.h"

#include <algorithm>
#include <array>

namespace upsmd {
namespace {

using enum ServiceEvent;
using enum EventWeight;

constexpr std::array kEvents{
    ServiceEventInfo{started, information, "The UPS service has started, version %1.", 1},
    ServiceEventInfo{stopped, information, "The UPS service has stopped.", 0},
    ServiceEventInfo{no_ups_selected, information,
                     "No UPS is selected. Choose one with \"upsmd select VENDOR MODEL --port PORT\".", 0},
    ServiceEventInfo{watching, information, "Watching the UPS at %1 with %2.", 2},
    ServiceEventInfo{setting_ignored, warning, "A setting is not used: %1", 1},
    ServiceEventInfo{system_service_present, error,
                     "This system has a UPS service of its own; this one does not run beside it. Choose the UPS in Power "
                     "Options, UPS.", 0},
    ServiceEventInfo{unexpected_end, error, "The UPS service ends because of an error: %1", 1},
    ServiceEventInfo{power_failed, warning, "The mains have failed. The computer runs on the UPS's battery.", 0},
    ServiceEventInfo{power_restored, information, "The mains are back.", 0},
    ServiceEventInfo{battery_low, error, "The UPS's battery is low.", 0},
    ServiceEventInfo{comm_lost, warning, "The communication with the UPS is lost.", 0},
    ServiceEventInfo{comm_lost_on_battery, error,
                     "The communication with the UPS is lost while the computer runs on its battery.", 0},
    ServiceEventInfo{comm_restored, information, "The communication with the UPS is back.", 0},
    ServiceEventInfo{going_down, error, "The computer is going down: %1", 1},
    ServiceEventInfo{task_late, warning, "The task has not ended after 30 s. The computer goes down without waiting for it.", 0},
    ServiceEventInfo{task_failed, warning, "The task could not be run: %1", 1},
    ServiceEventInfo{shutdown_refused, error, "The system has refused to shut down; it is asked again: %1", 1},
    ServiceEventInfo{shutdown_overdue, error, "The system was told to shut down and has not; it is told again.", 0},
    ServiceEventInfo{shutdown_dropped, warning, "The system has not shut down, and the mains are back. Watching the UPS again.", 0},
    ServiceEventInfo{hibernate_refused, warning, "The system cannot hibernate; it is shut down in its place: %1", 1},
    ServiceEventInfo{turning_off, warning, "The UPS is told to turn its output off after at least %1 s.", 1},
    ServiceEventInfo{turned_off, information, "The minidriver was given the order to turn the UPS off.", 0},
    ServiceEventInfo{turn_off_failed, error, "The UPS could not be told to turn off: %1", 1},
    ServiceEventInfo{message_failed, warning, "The users could not be told: %1", 1},
    ServiceEventInfo{no_such_driver, error, "The minidriver cannot be loaded (UPS_INITNOSUCHDRIVER): %1", 1},
    ServiceEventInfo{bad_interface, error, "The file is not a UPS minidriver (UPS_INITBADINTERFACE): %1", 1},
    ServiceEventInfo{init_failed, error, "The minidriver %1 could not start: UPSInit returned %2.", 2},
    ServiceEventInfo{host_failed, error, "The process that runs the minidriver has failed and is started again: %1", 1},
    ServiceEventInfo{unknown_state, warning, "The minidriver reports a state that does not exist (%1); it counts as no communication.", 1},
    ServiceEventInfo{dry_run, information, "Dry run, not done: %1", 1},
};

}  // namespace

std::span<const ServiceEventInfo> service_events() { return kEvents; }

const ServiceEventInfo& service_event(ServiceEvent id) {
    return *std::find_if(kEvents.begin(), kEvents.end(), [id](const ServiceEventInfo& event) { return event.id == id; });
}

std::string service_event_text(ServiceEvent id, const std::vector<std::string>& inserts) {
    const std::string_view text = service_event(id).text;
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t number = i + 1 < text.size() && text[i] == '%' ? static_cast<std::size_t>(text[i + 1] - '1') : 9;
        if (number < inserts.size() && number < 9) {
            result += inserts[number];
            ++i;
        } else {
            result += text[i];
        }
    }
    return result;
}

}  // namespace upsmd
