// Windows XP and Server 2003 lack GetTickCount64, which libwinpthread imports. The linker takes the import
// pointer defined here instead of the one of KERNEL32's import library, so the import disappears from the file.
// deps/meson.build links this file into every Windows program; tests/win32/check_pe.py proves the import is gone.

#include <windows.h>

#include <atomic>
#include <cstdint>

namespace {

// GetTickCount widened to 64 bits. Any thread, lock-free, never goes backwards. A gap of more than 49 days
// between two calls loses whole periods of 2^32 ms: harmless to its caller, which only measures differences of waits.
ULONGLONG WINAPI tick_count64() {
    static std::atomic<std::uint64_t> latest{0};  // 0: not called yet
    // Another thread may have stored a slightly later tick between our reading the clock and comparing: such
    // a small step back is a race, every other difference is time that has passed.
    constexpr std::uint32_t kRaceMs = 60'000;

    std::uint64_t seen = latest.load();
    for (;;) {
        const std::uint32_t advance = GetTickCount() - static_cast<std::uint32_t>(seen);
        if (seen != 0 && advance > UINT32_MAX - kRaceMs) return seen;
        if (latest.compare_exchange_weak(seen, seen + advance)) return seen + advance;
    }
}

}  // namespace

// The names that __declspec(dllimport) code refers to: __stdcall adds "_" and "@0" on x86.
#ifdef _WIN64
#define UPSMD_IMPORT_POINTER "__imp_GetTickCount64"
#else
#define UPSMD_IMPORT_POINTER "__imp__GetTickCount64@0"
#endif

extern "C" {
extern ULONGLONG(WINAPI* const upsmd_imp_get_tick_count64)() __asm__(UPSMD_IMPORT_POINTER);
ULONGLONG(WINAPI* const upsmd_imp_get_tick_count64)() = tick_count64;
}
