#include "capi/error.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace upsmd::capi {

upsmd_error code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument: return UPSMD_E_INVALID;
        case ErrorCode::not_found: return UPSMD_E_NOT_FOUND;
        case ErrorCode::access_denied: return UPSMD_E_ACCESS;
        case ErrorCode::in_use: return UPSMD_E_IN_USE;
        case ErrorCode::io: return UPSMD_E_IO;
        case ErrorCode::malformed: return UPSMD_E_MALFORMED;
        case ErrorCode::unsupported: return UPSMD_E_UNSUPPORTED;
        case ErrorCode::timeout: return UPSMD_E_TIMEOUT;
        case ErrorCode::refused: return UPSMD_E_REFUSED;
    }
    return UPSMD_E_INTERNAL;
}

bool copy_text(std::string_view from, char* text, std::size_t size) {
    if (text == nullptr || size == 0) return false;
    const std::size_t length = std::min(from.size(), size - 1);
    if (length != 0) std::memcpy(text, from.data(), length);
    text[length] = '\0';
    return length == from.size();
}

upsmd_error LastError::keep(upsmd_error code, std::string text) {
    const std::lock_guard lock(mutex_);
    text_ = std::move(text);
    return code;
}

upsmd_error LastError::keep_code(upsmd_error code) noexcept {
    try {
        return keep(code, upsmd_strerror(code));
    } catch (...) {
        return code;  // the text of an earlier failure stays
    }
}

std::string LastError::text() const {
    const std::lock_guard lock(mutex_);
    return text_;
}

}  // namespace upsmd::capi
