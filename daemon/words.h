// What the daemon says of a policy, in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/policy.h"
#include "daemon/config.h"
#include "daemon/machine_actions.h"
#include "platform/log.h"

namespace upsmd::daemon {

// Why, in words. group_minimum: 0 for a single UPS.
std::string why_text(CriticalReason reason, unsigned group_minimum);
std::string notice_text(PolicyMessage message, CriticalReason reason, unsigned group_minimum);

LogLevel record_level(PolicyRecord record);
std::string record_text(PolicyRecord record, CriticalReason reason, unsigned group_minimum, const std::string& problem);

// NOTIFYTYPE as the field's scripts know it: ONBATT, ONLINE, COMMBAD, COMMOK, SHUTDOWN.
std::string_view notify_type(PolicyMessage message);
// "low-battery", "too-long-on-battery", "lost-on-battery"; empty: none.
std::string_view reason_word(CriticalReason reason);

// "a, b"
std::string names_text(const std::vector<std::string>& names);
// A command as one line, words with blanks in quotation marks.
std::string command_text(const CommandWords& words);

}  // namespace upsmd::daemon
