// The daemon: many UPSes in one process, on one thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "daemon/command_runner.h"
#include "daemon/config.h"
#include "daemon/devices.h"
#include "daemon/dry_actions.h"
#include "daemon/found_lines.h"
#include "daemon/guards.h"
#include "daemon/kill_power_file.h"
#include "daemon/machine_linux.h"
#include "daemon/observer.h"
#include "daemon/service_manager.h"
#include "platform/backend.h"
#include "platform/log.h"

namespace upsmd::daemon {

// Thread: the one that calls run.
class Daemon final : private Observer {
  public:
    // `config` has been read from `config_file` without problems. log must outlive this.
    Daemon(std::string config_file, Config config, bool dry_run, Log& log);
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    // Before run. It must outlive this.
    void add_observer(Observer& observer) { devices_.add_observer(observer); }

    // Until SIGTERM or SIGINT; SIGHUP reads the file again. Returns the exit code.
    int run();

  private:
    Guard::Parts guard_parts(MachineActions& actions);
    void remove_kill_order();
    void await_signal();
    void on_signal(int number);
    void reload();
    bool may_apply(const Config& config) const;
    void apply(Config config);
    void arm();
    void keep_alive();
    std::string status() const;

    void on_state(const std::string& ups, State state) override;

    std::string config_file_;
    Config config_;
    Log& log_;
    boost::asio::io_context io_{1};
    std::unique_ptr<PortOpener> opener_;
    FoundLines found_;
    Devices devices_;
    CommandRunner commands_;
    KillPowerFile kill_power_;
    MachineLinux machine_;
    DryActions dry_;
    Guards guards_;
    ServiceManager manager_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer timer_;        // of the guards
    boost::asio::steady_timer alive_timer_;  // of systemd's watchdog
    const bool dry_run_;
    bool reload_waits_ = false;  // for the mains
};

}  // namespace upsmd::daemon
