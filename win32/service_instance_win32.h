// The service with everything that it needs on Windows, whoever starts it: the service manager or a person at a console.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "win32/recovery_win32.h"

namespace upsmd {

class ServiceInstance {
  public:
    // `to_stderr`: events are also said on standard error.
    ServiceInstance(const std::string& version, bool to_stderr);

    // Fails where the system has a UPS service of its own, beside which this one does not run; the log says so too.
    Result<void> may_run();

    // What the service manager shall do when it ends by itself. A failure is said in the log file only: a service that cannot
    // be started again by itself still looks after the UPS.
    void set_recovery(Recovery when);

    // Until stop() or system_shutdown() is through. Fails where something unexpected has ended it; the log says so too.
    Result<void> run();

    // These on any thread; they return at once.
    void stop();
    // The system goes down: the UPS is told to turn off if the service ordered the shutdown; then as stop().
    void system_shutdown();
    void resumed();
    // Control codes 200 (system_shutdown), 201 (suspend) and 202 (resumed), which count with DryRun only.
    void stand_in(unsigned code);

    static constexpr unsigned kFirstStandIn = 200;
    static constexpr unsigned kLastStandIn = 202;

  private:
    // Threads of the actions may use it for as long as the process lives: it is never destroyed.
    struct Parts;
    Parts& parts_;
};

}  // namespace upsmd
