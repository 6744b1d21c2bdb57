// What systemd is told (sd_notify). Without systemd, that is without $NOTIFY_SOCKET, nothing is told.
#pragma once

#include <chrono>
#include <string>

namespace upsmd::daemon {

// Thread: the daemon's.
class ServiceManager {
  public:
    void ready(const std::string& status);
    void status(const std::string& status);
    // Then ready() again.
    void reloading();
    void stopping();
    // "I am alive."
    void alive();
    // How often alive() has to be called; 0: it is not waited for. Half of what systemd allows.
    static std::chrono::microseconds alive_interval();
};

}  // namespace upsmd::daemon
