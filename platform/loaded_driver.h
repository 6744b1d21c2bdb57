// A UPS minidriver loaded from its file: the six functions of CONTRACT §2, whoever wrote them.
// Backends: win32/loaded_driver_win32.cpp (LoadLibrary, upssvc.h), posix-sim/loaded_driver_posix.cpp (dlopen).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/result.h"

namespace upsmd {

// Owner: the program. Thread: any, every call, several at once, as the minidriver's contract allows. The names are those
// of upssvc.h without "UPS"; numbers are its numbers; times in milliseconds (wait) and seconds (turn_off).
class LoadedDriver {
  public:
    // Unloads the file. Does not call UPSStop: that is the owner's business.
    virtual ~LoadedDriver() = default;

    virtual std::uint32_t init() = 0;
    virtual void stop() = 0;
    virtual void wait_for_state_change(std::uint32_t current, std::uint32_t milliseconds) = 0;
    virtual std::uint32_t get_state() = 0;
    virtual void cancel_wait() = 0;
    virtual void turn_off(std::uint32_t seconds) = 0;
};

// By full path only: a service must not run what happens to stand in its current folder. On Windows a bare name is one of the
// system's folder (in a 32-bit program SysWOW64), as the UPS service reads it.
// Errors: invalid_argument (a relative path); not_found (the file cannot be opened or is no module of this word size: what the UPS service calls
// UPS_INITNOSUCHDRIVER), unsupported (a function is missing, all of them are named: UPS_INITBADINTERFACE).
Result<std::unique_ptr<LoadedDriver>> load_driver(const std::string& path);

}  // namespace upsmd
