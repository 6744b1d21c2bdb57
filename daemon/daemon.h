// The daemon: many UPSes in one process, on one thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/devices.h"
#include "daemon/observer.h"
#include "platform/backend.h"
#include "platform/log.h"

namespace upsmd::daemon {

// Thread: the one that calls run.
class Daemon {
  public:
    // `config` has been read from `config_file` without problems. log must outlive this.
    Daemon(std::string config_file, Config config, Log& log);
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    // Before run. It must outlive this.
    void add_observer(Observer& observer) { devices_.add_observer(observer); }

    // Until SIGTERM or SIGINT; SIGHUP reads the file again. Returns the exit code.
    int run();

  private:
    void await_signal();
    void on_signal(int number);
    void reload();
    void apply(Config config);

    std::string config_file_;
    Config config_;
    Log& log_;
    boost::asio::io_context io_{1};
    std::unique_ptr<PortOpener> opener_;
    Devices devices_;
    boost::asio::signal_set signals_;
};

}  // namespace upsmd::daemon
