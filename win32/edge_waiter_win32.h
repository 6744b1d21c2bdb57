// A thread that sleeps until an input line of a COM port changes; and reading the lines.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "core/lines.h"
#include "core/result.h"

namespace upsmd {

// The input lines of an open COM port. Any thread. Error{unsupported} where it has none.
Result<InputLines> read_input_lines(void* port, const std::string& name);

// Owner: Win32ModemLines. Made and destroyed on one thread.
class EdgeWaiter {
  public:
    // Calls on_edge on the waiter's own thread, with the levels then read, after every edge of CTS, DSR, DCD and after the
    // end of a ring, from now on, and if the levels are no longer `known`; it must not throw. `port` must stay open as long
    // as the waiter lives. Error{unsupported} where the port has no lines.
    static Result<std::unique_ptr<EdgeWaiter>> start(void* port, const std::string& name, InputLines known,
                                                     std::function<void(InputLines)> on_edge);

    // Ends the thread and joins it: at most a second later, even if the port's driver does not give the wait back.
    ~EdgeWaiter();
    EdgeWaiter(const EdgeWaiter&) = delete;
    EdgeWaiter& operator=(const EdgeWaiter&) = delete;

  private:
    struct PendingWait;

    EdgeWaiter(void* port, void* stop, std::unique_ptr<PendingWait> wait, InputLines known,
               std::function<void(InputLines)> on_edge);
    void run() noexcept;
    bool wait_for_edge();
    void tell(bool also_unchanged);

    void* port_;
    void* stop_;  // event, set once
    std::unique_ptr<PendingWait> wait_;
    InputLines known_;  // told last; the waiter's thread only
    std::function<void(InputLines)> on_edge_;
    std::thread thread_;
};

}  // namespace upsmd
