// Answers Prometheus over HTTP, on a thread of its own. Boost.Beast reads and writes HTTP: of the libraries that do, it is
// the one that is there already.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "daemon/history_config.h"
#include "platform/log.h"

namespace upsmd::daemon {

// Owner: the program. Thread: its owner's; `text` is called on the server's, and must not block. An address that cannot be
// bound is told once and tried again every 10 s.
//
// GET and HEAD of /metrics; one answer a connection, at most 16 connections, each for at most 10 s.
class MetricsServer {
  public:
    // Throws std::system_error where the system gives no thread. log must outlive this.
    MetricsServer(MetricsConfig config, std::function<std::string()> text, Log& log);
    ~MetricsServer();
    MetricsServer(const MetricsServer&) = delete;
    MetricsServer& operator=(const MetricsServer&) = delete;

  private:
    class Listener;

    std::unique_ptr<Listener> listener_;
    std::thread thread_;
};

}  // namespace upsmd::daemon
