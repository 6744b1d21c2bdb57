// Keeps what the metrics tell.
#pragma once

#include <mutex>
#include <string>

#include "daemon/metrics_text.h"
#include "daemon/observer.h"

namespace upsmd::daemon {

// Thread: any.
class MetricsObserver final : public Observer {
  public:
    void on_ups_added(const std::string& ups, const std::string& port) override;
    void on_ups_removed(const std::string& ups) override;
    void on_state(const std::string& ups, State state) override;
    void on_values(const std::string& ups, std::span<const ObservedValue> changed) override;

    MetricsSnapshot snapshot() const;

  private:
    mutable std::mutex mutex_;
    MetricsSnapshot upses_;
};

}  // namespace upsmd::daemon
