// The daemon's memory and its mouth: the history and the metrics, as far as the configuration wants them.
#pragma once

#include <memory>

#include "daemon/config.h"
#include "daemon/daemon.h"
#include "daemon/history_writer.h"
#include "daemon/metrics_observer.h"
#include "daemon/metrics_server.h"

namespace upsmd::daemon {

// Owner: the program; outlives the daemon. Thread: its owner's.
class Recording {
  public:
    // Throws std::system_error where the system gives no thread.
    Recording(const Config& config, Log& log);
    ~Recording() { finish(); }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    // Before Daemon::run.
    void attach(Daemon& daemon);

    // After Daemon::run: writes the rest; once is enough. A disk that hangs is left behind after 3 s.
    void finish();

  private:
    Log& log_;
    MetricsObserver metrics_;
    std::shared_ptr<HistoryWriter> history_;
    std::unique_ptr<MetricsServer> server_;
};

}  // namespace upsmd::daemon
