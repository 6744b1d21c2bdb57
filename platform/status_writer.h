// Keeps UPS\Status true: writes a value only where it changed (CONTRACT §3.3).
#pragma once

#include <optional>

#include "core/status_values.h"
#include "platform/registry.h"

namespace upsmd {

// Owner: a Minidriver. Thread: one at a time.
class StatusWriter {
  public:
    explicit StatusWriter(Registry& registry) : registry_(registry) {}

    // Writes what differs from what was written last; the first call writes what differs from the registry. A value that
    // could not be written is tried again at the next call. Returns the first error.
    Result<void> write(const StatusValues& values);

  private:
    Registry& registry_;
    std::optional<StatusValues> written_;
};

}  // namespace upsmd
