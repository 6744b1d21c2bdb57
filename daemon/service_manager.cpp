#include "daemon/service_manager.h"

#include <systemd/sd-daemon.h>

#include <cstdint>

namespace upsmd::daemon {

void ServiceManager::ready(const std::string& status) { (void)::sd_notify(0, ("READY=1\nSTATUS=" + status).c_str()); }

void ServiceManager::status(const std::string& status) { (void)::sd_notify(0, ("STATUS=" + status).c_str()); }

void ServiceManager::reloading() { (void)::sd_notify(0, "RELOADING=1\nSTATUS=Reading the configuration anew"); }

void ServiceManager::stopping() { (void)::sd_notify(0, "STOPPING=1"); }

void ServiceManager::alive() { (void)::sd_notify(0, "WATCHDOG=1"); }

std::chrono::microseconds ServiceManager::alive_interval() {
    std::uint64_t limit = 0;
    if (::sd_watchdog_enabled(0, &limit) <= 0) return std::chrono::microseconds{0};
    return std::chrono::microseconds{limit / 2};
}

}  // namespace upsmd::daemon
