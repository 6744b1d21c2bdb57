#include "daemon/metrics_observer.h"

#include <optional>

namespace upsmd::daemon {

void MetricsObserver::on_ups_added(const std::string& ups, const std::string& port) {
    const std::lock_guard lock(mutex_);
    upses_[ups] = UpsMetrics{port, State::no_comm, 0, {}};
}

void MetricsObserver::on_ups_removed(const std::string& ups) {
    const std::lock_guard lock(mutex_);
    upses_.erase(ups);
}

void MetricsObserver::on_state(const std::string& ups, State state) {
    const std::lock_guard lock(mutex_);
    UpsMetrics& metrics = upses_[ups];
    const auto on_battery = [](State any) { return any == State::on_battery || any == State::low_battery; };
    if (on_battery(state) && !on_battery(metrics.state)) ++metrics.outages;
    metrics.state = state;
}

void MetricsObserver::on_values(const std::string& ups, std::span<const ObservedValue> changed) {
    const std::lock_guard lock(mutex_);
    UpsMetrics& metrics = upses_[ups];
    for (const ObservedValue& value : changed) {
        const std::optional<Variable> variable = variable_by_name(value.name);
        if (!variable) continue;
        if (value.text.empty()) metrics.values.erase(*variable);
        else metrics.values[*variable] = value.text;
    }
}

MetricsSnapshot MetricsObserver::snapshot() const {
    const std::lock_guard lock(mutex_);
    return upses_;
}

}  // namespace upsmd::daemon
