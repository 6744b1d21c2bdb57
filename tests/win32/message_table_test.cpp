// The event viewer's texts, asked for as it asks: out of the built upsmd-service.exe ($UPSMD_SERVICE).
#include <windows.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "platform/service_events.h"
#include "win32/event_log_win32.h"
#include "win32/wide_text_win32.h"

using namespace upsmd;

namespace {

std::string viewed(HMODULE module, std::uint32_t identifier, const std::vector<std::wstring>& inserts) {
    std::vector<DWORD_PTR> pointers;
    for (const std::wstring& insert : inserts) pointers.push_back(reinterpret_cast<DWORD_PTR>(insert.c_str()));
    std::wstring text(4096, L'\0');
    const DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY, module, identifier, 0,
                                        text.data(), static_cast<DWORD>(text.size()), reinterpret_cast<va_list*>(pointers.data()));
    text.resize(length);
    while (!text.empty() && (text.back() == L'\n' || text.back() == L'\r')) text.pop_back();
    return from_wide(text);
}

}  // namespace

TEST_CASE("every event has its text in the service's message table", "[message_table]") {
    const char* const program = std::getenv("UPSMD_SERVICE");
    REQUIRE(program != nullptr);
    const HMODULE module = LoadLibraryExW(to_wide(program).c_str(), nullptr, LOAD_LIBRARY_AS_DATAFILE);
    REQUIRE(module != nullptr);
    for (const ServiceEventInfo& event : service_events()) {
        INFO(static_cast<int>(event.id));
        CHECK(viewed(module, event_identifier(event), {L"first", L"second"}) == service_event_text(event.id, {"first", "second"}));
    }
    FreeLibrary(module);
}
