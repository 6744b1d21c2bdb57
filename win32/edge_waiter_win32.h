// A thread that sleeps until an input line of a COM port changes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "core/result.h"

namespace upsmd {

// Owner: Win32ModemLines. Made and destroyed on one thread.
class EdgeWaiter {
  public:
    // Calls on_edge on the waiter's own thread after every edge of CTS, DSR, DCD and after the end of a ring, from now on;
    // it must not throw. `port` must stay open as long as the waiter lives. Error{unsupported} where the port has no lines.
    static Result<std::unique_ptr<EdgeWaiter>> start(void* port, const std::string& name, std::function<void()> on_edge);

    // Ends the thread and joins it: at most a second later, even if the port's driver does not give the wait back.
    ~EdgeWaiter();
    EdgeWaiter(const EdgeWaiter&) = delete;
    EdgeWaiter& operator=(const EdgeWaiter&) = delete;

  private:
    struct PendingWait;

    EdgeWaiter(void* port, void* stop, std::unique_ptr<PendingWait> wait, std::function<void()> on_edge);
    void run() noexcept;
    bool wait_for_edge();

    void* port_;
    void* stop_;  // event, set once
    std::unique_ptr<PendingWait> wait_;
    std::function<void()> on_edge_;
    std::thread thread_;
};

}  // namespace upsmd
