// The event log: source "upsmd" of the log Application. The texts stand in the message table of upsmd-service.exe
// (service_events.mc).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/service_events.h"

namespace upsmd {

inline constexpr wchar_t kEventSource[] = L"upsmd";
// Its registration: EventMessageFile, TypesSupported.
inline constexpr char kEventSourceKey[] =
    "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\upsmd";

// What the message compiler makes of a number and a weight: the weight in the two upper bits, facility 0.
std::uint32_t event_identifier(const ServiceEventInfo& event);

// Owner: one object; any thread. Without an event log (it may be stopped) nothing is written.
class EventLogWin32 {
  public:
    EventLogWin32();
    ~EventLogWin32();
    EventLogWin32(const EventLogWin32&) = delete;
    EventLogWin32& operator=(const EventLogWin32&) = delete;

    void report(const ServiceEventInfo& event, const std::vector<std::string>& inserts);

  private:
    void* source_;
};

}  // namespace upsmd
