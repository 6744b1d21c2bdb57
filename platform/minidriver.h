// The object behind the six exports (CONTRACT §2). One per loaded minidriver; never destroyed (a DLL may be unloaded or a
// process may end without UPSStop).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

#include "platform/state_latch.h"

namespace upsmd {

// upssvc.h's UPS_INITxxx.
enum class InitResult : std::uint32_t {
    unknown_error = 0,
    ok = 1,
    no_such_driver = 2,
    bad_interface = 3,
    registry_error = 4,
    comm_open_error = 5,
    comm_setup_error = 6,
};

// Thread: any, every call, several at once. No call throws.
class Minidriver {
  public:
    Minidriver();
    ~Minidriver() = delete;

    // Reads the settings, writes the defaults to UPS\Status, starts the I/O thread, opens the port there and waits for the
    // first state (a UPS that says nothing for 6 s is ok with NOCOMM). Called while initialised, it stops first.
    // registry_error: the settings cannot be read or are not usable (docs/settings.md), or UPS\Status cannot be written;
    // comm_open_error: the port is missing, in use or may not be opened; comm_setup_error: it opened, but is no serial port
    // or refuses the settings; unknown_error: anything else, a stop from another thread too.
    InitResult init() noexcept;

    // UPS_xxx number; UPS_NOCOMM before init and after stop. Never blocks.
    std::uint32_t get_state() const noexcept;

    void wait_for_state_change(std::uint32_t current, std::uint32_t milliseconds) noexcept;
    void cancel_wait() noexcept;

    // Asks the UPS to turn its output off after `seconds` or later, and returns once the request is on the wire or refused,
    // at the latest after 3 s. Refusals are logged. A stop from another thread ends the wait.
    void turn_off(std::uint32_t seconds) noexcept;

    // Wakes every waiter, ends the I/O thread, closes the port, sets CommStatus to 0. At the latest after 3 s. May be
    // called at any time, any number of times.
    void stop() noexcept;

  private:
    class Running;
    class Turn;

    InitResult init_locked();
    void stop_locked() noexcept;
    std::shared_ptr<Running> running() const;

    std::atomic<int> stops_{0};  // calls of stop that are under way
    mutable std::mutex mutex_;
    std::condition_variable turn_over_;
    // Under mutex_
    bool busy_ = false;                 // init and stop, one at a time
    std::shared_ptr<Running> running_;  // null: not initialised
    StateLatch latch_;
};

}  // namespace upsmd
