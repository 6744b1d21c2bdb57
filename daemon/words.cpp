#include "daemon/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "platform/service_words.h"

namespace upsmd::daemon {

std::string why_text(CriticalReason reason, unsigned group_minimum) {
    if (reason == CriticalReason::low_battery && group_minimum != 0)
        return fmt::format("fewer than {} of its UPSes supply it", group_minimum);
    return reason_text(reason);
}

std::string notice_text(PolicyMessage message, CriticalReason reason, unsigned group_minimum) {
    if (message != PolicyMessage::going_down) return message_text(message, reason);
    return fmt::format("This computer is going down now: {}. Please save your work at once.",
                       why_text(reason, group_minimum));
}

LogLevel record_level(PolicyRecord record) {
    switch (record) {
        case PolicyRecord::none:
        case PolicyRecord::power_restored:
        case PolicyRecord::comm_restored:
        case PolicyRecord::shutdown_dropped: return LogLevel::info;
        case PolicyRecord::power_failed:
        case PolicyRecord::battery_low:
        case PolicyRecord::comm_lost:
        case PolicyRecord::comm_lost_on_battery:
        case PolicyRecord::going_down:
        case PolicyRecord::task_late:
        case PolicyRecord::turning_off: return LogLevel::warning;
        case PolicyRecord::shutdown_refused:
        case PolicyRecord::shutdown_overdue:
        case PolicyRecord::hibernate_refused: return LogLevel::error;
    }
    return LogLevel::info;
}

std::string record_text(PolicyRecord record, CriticalReason reason, unsigned group_minimum,
                        const std::string& problem) {
    const std::string because = problem.empty() ? std::string() : ": " + problem;
    switch (record) {
        case PolicyRecord::power_failed: return "the mains have failed";
        case PolicyRecord::power_restored: return "the mains are back";
        case PolicyRecord::battery_low:
            return group_minimum != 0 ? why_text(CriticalReason::low_battery, group_minimum) : "the battery is low";
        case PolicyRecord::comm_lost: return "the communication is lost";
        case PolicyRecord::comm_lost_on_battery: return "the communication is lost while the mains are away";
        case PolicyRecord::comm_restored: return "the communication is back";
        case PolicyRecord::going_down: return "this computer is going down: " + why_text(reason, group_minimum);
        case PolicyRecord::task_late: return "the task is not through in time: the shutdown goes on without it";
        case PolicyRecord::shutdown_refused: return "the shutdown was refused, and is ordered again in 30 s" + because;
        case PolicyRecord::shutdown_overdue: return "this computer has not gone down: the shutdown is ordered again";
        case PolicyRecord::shutdown_dropped:
            return "this computer has not gone down, and the mains are back: watching again";
        case PolicyRecord::hibernate_refused: return "no hibernation, shutting down in its place" + because;
        case PolicyRecord::turning_off: return "the UPS is told to turn off";
        case PolicyRecord::none: break;
    }
    return {};
}

std::string_view notify_type(PolicyMessage message) {
    switch (message) {
        case PolicyMessage::power_failed: return "ONBATT";
        case PolicyMessage::power_restored: return "ONLINE";
        case PolicyMessage::comm_lost: return "COMMBAD";
        case PolicyMessage::comm_restored: return "COMMOK";
        case PolicyMessage::going_down: return "SHUTDOWN";
        case PolicyMessage::none: break;
    }
    return {};
}

std::string_view reason_word(CriticalReason reason) {
    switch (reason) {
        case CriticalReason::low_battery: return "low-battery";
        case CriticalReason::too_long_on_battery: return "too-long-on-battery";
        case CriticalReason::lost_on_battery: return "lost-on-battery";
        case CriticalReason::none: break;
    }
    return {};
}

std::string names_text(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

std::string command_text(const CommandWords& words) {
    std::string text;
    for (const std::string& word : words) {
        const bool needs_quotes = word.empty() || word.find_first_of(" \t\n\"'\\") != std::string::npos;
        text += (text.empty() ? "" : " ") + (needs_quotes ? "\"" + word + "\"" : word);
    }
    return text;
}

}  // namespace upsmd::daemon
