// Errors on their way to a C caller.
#pragma once

#include <mutex>
#include <new>
#include <string>
#include <string_view>

#include "capi/upsmd.h"
#include "core/result.h"

namespace upsmd::capi {

upsmd_error code_of(ErrorCode code);

// As upsmd_last_error promises: at most size - 1 bytes and a NUL. False: the text was cut. text may be nullptr.
bool copy_text(std::string_view from, char* text, std::size_t size);

// What failed last with a handle. Thread: any.
class LastError {
  public:
    // Keeps the text and gives the code back.
    upsmd_error keep(upsmd_error code, std::string text);
    upsmd_error keep(const Error& error) { return keep(code_of(error.code), error.message); }
    // Without allocation: for when there is no memory.
    upsmd_error keep_code(upsmd_error code) noexcept;
    std::string text() const;

  private:
    mutable std::mutex mutex_;
    std::string text_;
};

// Calls f, from which nothing may leave the library. error may be nullptr.
template <typename F>
upsmd_error guarded(LastError* error, F&& f) noexcept {
    upsmd_error code = UPSMD_E_INTERNAL;
    try {
        return f();
    } catch (const std::bad_alloc&) {
        code = UPSMD_E_NO_MEMORY;
    } catch (...) {
        code = UPSMD_E_INTERNAL;
    }
    return error != nullptr ? error->keep_code(code) : code;
}

}  // namespace upsmd::capi
