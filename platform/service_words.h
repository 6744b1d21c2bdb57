// What the service tells the users and the log.
#pragma once

#include <string>

#include "core/policy.h"
#include "platform/service_events.h"

namespace upsmd {

// For everybody who is logged in.
std::string message_text(PolicyMessage message, CriticalReason reason);

// "the UPS's battery is low"
std::string reason_text(CriticalReason reason);

ServiceEvent event_of(PolicyRecord record);

}  // namespace upsmd
