// What a session notices, in words for a log. Pure.
#pragma once

#include <string>

#include "core/session.h"
#include "platform/log.h"

namespace upsmd {

LogLevel event_level(const SessionEvent& event);
std::string event_text(const SessionEvent& event, const Protocol& protocol);

// "tried apc-smart, megatec at 2400 baud": what `auto` asks. Empty for any other protocol.
std::string tried_text(const Protocol& protocol);

// `51 31 0D "Q1\r"`: bytes on the wire, for people who read traces.
std::string wire_text(Bytes bytes);

}  // namespace upsmd
