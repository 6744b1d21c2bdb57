// The one place that reads time. Behind an interface so that tests can hand in virtual time.
#pragma once

#include <string>

#include "core/time.h"

namespace upsmd {

// Thread: any.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
    // Local wall-clock time for logs and output, ISO 8601 with milliseconds and offset
    // ("2026-01-31T23:59:59.123+01:00").
    virtual std::string wall_time() const = 0;
};

// The system's steady clock. Lives for ever.
const Clock& system_clock();

}  // namespace upsmd
