// Keeps UPS\Status true: writes a value only where it changed (CONTRACT §3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

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
    template <typename T>
    void put(const char* name, const T& value, std::optional<T>& written, Result<void>& outcome);

    Registry& registry_;
    // What is known to stand in the registry; absent: not known (not written yet, or the last try failed).
    std::optional<std::string> serial_number_;
    std::optional<std::string> firmware_rev_;
    std::optional<std::uint32_t> utility_power_status_;
    std::optional<std::uint32_t> total_ups_runtime_;
    std::optional<std::uint32_t> battery_status_;
    std::optional<std::uint32_t> battery_capacity_;
    std::optional<std::uint32_t> comm_status_;
};

}  // namespace upsmd
