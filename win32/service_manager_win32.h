// Windows services, as programs beside them see and change them. Errors: access_denied where it takes an administrator,
// not_found where there is no such service, timeout where it takes too long, else as windows_error.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace upsmd {

enum class ServiceState : std::uint8_t { missing, stopped, starting, running, stopping, paused };

Result<ServiceState> service_state(const wchar_t* name);

struct NewService {
    std::string display_name;
    std::string description;
    std::string program;  // full path; it is quoted
};

// A process of its own, started with the system, as LocalSystem. The name is free, or this fails.
Result<void> create_service(const wchar_t* name, const NewService& service);
// The service goes when its last user closes it; one that runs goes when it has stopped.
Result<void> delete_service(const wchar_t* name);

// Returns once it runs; an error where it stops instead.
Result<void> start_service(const wchar_t* name);
// Returns once it has stopped; also where it had before.
Result<void> stop_service(const wchar_t* name);
// A control code of its own (128..255).
Result<void> control_service(const wchar_t* name, std::uint32_t code);
// Until it has stopped by itself.
Result<void> wait_until_stopped(const wchar_t* name);

}  // namespace upsmd
