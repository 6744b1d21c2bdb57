#include "platform/service_words.h"

namespace upsmd {

std::string reason_text(CriticalReason reason) {
    switch (reason) {
        case CriticalReason::low_battery: return "the UPS's battery is low";
        case CriticalReason::too_long_on_battery: return "the mains have been away for too long";
        case CriticalReason::lost_on_battery: return "the communication with the UPS was lost while the mains were away";
        case CriticalReason::none: break;
    }
    return "no reason";
}

std::string message_text(PolicyMessage message, CriticalReason reason) {
    switch (message) {
        case PolicyMessage::power_failed:
            return "The mains have failed. This computer runs on the battery of its UPS. Please save your work.";
        case PolicyMessage::power_restored: return "The mains are back.";
        case PolicyMessage::comm_lost: return "This computer has lost the communication with its UPS.";
        case PolicyMessage::comm_restored: return "The communication with the UPS is back.";
        case PolicyMessage::going_down:
            return "This computer is going down now: " + reason_text(reason) + ". Please save your work at once.";
        case PolicyMessage::none: break;
    }
    return {};
}

ServiceEvent event_of(PolicyRecord record) {
    switch (record) {
        case PolicyRecord::power_restored: return ServiceEvent::power_restored;
        case PolicyRecord::battery_low: return ServiceEvent::battery_low;
        case PolicyRecord::comm_lost: return ServiceEvent::comm_lost;
        case PolicyRecord::comm_lost_on_battery: return ServiceEvent::comm_lost_on_battery;
        case PolicyRecord::comm_restored: return ServiceEvent::comm_restored;
        case PolicyRecord::going_down: return ServiceEvent::going_down;
        case PolicyRecord::task_late: return ServiceEvent::task_late;
        case PolicyRecord::shutdown_refused: return ServiceEvent::shutdown_refused;
        case PolicyRecord::shutdown_overdue: return ServiceEvent::shutdown_overdue;
        case PolicyRecord::shutdown_dropped: return ServiceEvent::shutdown_dropped;
        case PolicyRecord::hibernate_refused: return ServiceEvent::hibernate_refused;
        case PolicyRecord::turning_off: return ServiceEvent::turning_off;
        case PolicyRecord::power_failed:
        case PolicyRecord::none: break;
    }
    return ServiceEvent::power_failed;
}

}  // namespace upsmd
