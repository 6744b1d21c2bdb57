// [history] and [metrics] of the daemon's configuration file. Where a section is missing, it is not done.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "history/types.h"

namespace upsmd::daemon {

struct HistoryConfig {
    std::string file;  // full path
    history::Limits limits;
    std::chrono::seconds write_interval{60};  // 1..3600; a change of state does not wait for it

    bool operator==(const HistoryConfig&) const = default;
};

struct MetricsConfig {
    std::string address;  // of this computer, in numbers; loopback unless allowed otherwise
    std::uint16_t port = 0;

    bool operator==(const MetricsConfig&) const = default;
};

}  // namespace upsmd::daemon
