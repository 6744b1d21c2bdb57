// The UPS service's loop (CONTRACT §5): the settings, a minidriver in a child process, the policy and the actions, on one
// io_context. The same on every system; what differs is behind ServiceActions, Registry and the child process.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "platform/clock.h"
#include "platform/registry.h"
#include "platform/service_actions.h"

namespace upsmd {

class Service {
  public:
    struct Parts {
        boost::asio::io_context& io;
        const Clock& clock;
        Registry& registry;
        ServiceActions& actions;
        // The program that hosts minidrivers of this word size (32 or 64), as full path; empty: there is none.
        std::function<std::string(unsigned bits)> host_program;
        // A path of the registry as a file's full path: environment variables expanded, a bare name in the system's folder.
        std::function<Result<std::string>(const std::string&)> full_path;
        // Our own minidriver, which does the simple signalling that Config\Options asks for.
        std::string own_minidriver;
        std::string version;
    };

    // The parts must outlive the service. Nothing is done before start().
    explicit Service(Parts parts);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    // All of these may be called on any thread; what they begin runs on the io_context's, which must have one thread only.
    // `done` is called there, once.

    // Reads the settings and begins to watch the UPS they name. Without one it waits for the settings to change.
    void start();
    // The system goes down: with TurnUPSOffEnable, and if the service ordered it, the UPS is told to turn off. `done` after
    // at most 3 s.
    void system_shutdown(std::function<void()> done);
    // The system has been asleep: the port is opened again, the settings are read again.
    void resumed();
    // Ends the minidriver, and everything: nothing is left that keeps the io_context running. `done` after at most 5 s.
    void stop(std::function<void()> done);
    // The settings say DryRun: control codes that stand in for the system's may be taken.
    void if_dry_run(std::function<void()> then);

  private:
    class Loop;
    std::shared_ptr<Loop> loop_;
};

}  // namespace upsmd
