#include "win32/error_win32.h"

#include <windows.h>

#include <array>
#include <string>

namespace upsmd {

namespace {

// English first, so that logs can be searched; then whatever language the system has.
std::string system_text(DWORD number) {
    std::array<wchar_t, 512> wide{};
    constexpr DWORD kFlags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
    const DWORD size = static_cast<DWORD>(wide.size());
    DWORD length = FormatMessageW(kFlags, nullptr, number, MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), wide.data(), size,
                                  nullptr);
    if (length == 0) length = FormatMessageW(kFlags, nullptr, number, 0, wide.data(), size, nullptr);
    while (length > 0 && (wide[length - 1] == L' ' || wide[length - 1] == L'.')) --length;
    if (length == 0) return "Windows error " + std::to_string(number);

    std::array<char, 2048> text{};
    const int bytes = WideCharToMultiByte(CP_UTF8, 0, wide.data(), static_cast<int>(length), text.data(),
                                          static_cast<int>(text.size()), nullptr, nullptr);
    if (bytes <= 0) return "Windows error " + std::to_string(number);
    return std::string(text.data(), static_cast<std::size_t>(bytes)) + " (" + std::to_string(number) + ")";
}

ErrorCode code_of(DWORD number) {
    switch (number) {
        case ERROR_FILE_NOT_FOUND:
        case ERROR_PATH_NOT_FOUND: return ErrorCode::not_found;
        case ERROR_ACCESS_DENIED: return ErrorCode::access_denied;
        case ERROR_SHARING_VIOLATION: return ErrorCode::in_use;
        case ERROR_INVALID_FUNCTION:
        case ERROR_NOT_SUPPORTED:
        case ERROR_CALL_NOT_IMPLEMENTED: return ErrorCode::unsupported;
        default: return ErrorCode::io;
    }
}

}  // namespace

Error windows_error(ErrorCode code, std::string_view what, unsigned long number) {
    return Error{code, std::string(what) + ": " + system_text(number), static_cast<long>(number)};
}

Error windows_error(std::string_view what, unsigned long number) {
    return windows_error(code_of(number), what, number);
}

}  // namespace upsmd
