#include "win32/event_log_win32.h"

#include <windows.h>

#include "win32/wide_text_win32.h"

namespace upsmd {
namespace {

// ReportEvent refuses strings above 31839 characters as a whole.
constexpr std::size_t kLongestInsert = 2000;

WORD type_of(EventWeight weight) {
    switch (weight) {
        case EventWeight::information: return EVENTLOG_INFORMATION_TYPE;
        case EventWeight::warning: return EVENTLOG_WARNING_TYPE;
        case EventWeight::error: return EVENTLOG_ERROR_TYPE;
    }
    return EVENTLOG_ERROR_TYPE;
}

}  // namespace

std::uint32_t event_identifier(const ServiceEventInfo& event) {
    const std::uint32_t severity = static_cast<std::uint32_t>(event.weight) + 1;  // 1 informational, 2 warning, 3 error
    return severity << 30U | static_cast<std::uint32_t>(event.id);
}

EventLogWin32::EventLogWin32() : source_(RegisterEventSourceW(nullptr, kEventSource)) {}

EventLogWin32::~EventLogWin32() {
    if (source_ != nullptr) DeregisterEventSource(source_);
}

void EventLogWin32::report(const ServiceEventInfo& event, const std::vector<std::string>& inserts) {
    if (source_ == nullptr) return;
    std::vector<std::wstring> wide;
    for (const std::string& insert : inserts) wide.push_back(to_wide(insert).substr(0, kLongestInsert));
    std::vector<const wchar_t*> pointers;
    for (const std::wstring& insert : wide) pointers.push_back(insert.c_str());
    ReportEventW(source_, type_of(event.weight), 0, event_identifier(event), nullptr, static_cast<WORD>(pointers.size()), 0,
                 pointers.data(), nullptr);
}

}  // namespace upsmd
