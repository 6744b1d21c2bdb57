// The UPSes as Prometheus' text format, version 0.0.4 (docs/metrics.md). Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/state.h"
#include "core/variables.h"

namespace upsmd::daemon {

struct UpsMetrics {
    std::string port;
    State state = State::no_comm;
    std::uint64_t outages = 0;               // since the daemon's start
    std::map<Variable, std::string> values;  // what is known, as text
};

using MetricsSnapshot = std::map<std::string, UpsMetrics>;

// How a numeric variable is told: its metric's name, and by what NUT's number is multiplied to have the base unit.
struct MetricName {
    std::string name;  // "upsmd_battery_charge_ratio"
    double factor = 1.0;
    std::string help;
};

// nullopt: it is text.
std::optional<MetricName> metric_name(Variable variable);

std::string metrics_text(const MetricsSnapshot& upses);

}  // namespace upsmd::daemon
