// The object behind the six exports (CONTRACT §2). One per loaded minidriver; never destroyed (a DLL may be unloaded or a
// process may end without UPSStop).
#pragma once

#include <cstdint>
#include <functional>
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

    // Reads the settings, opens the port, starts the I/O thread, waits for the first state (at most 8 s; a silent UPS is
    // ok with NOCOMM) and writes UPS\Status. Called while initialised, it stops first.
    InitResult init() noexcept;

    // UPS_xxx number; UPS_NOCOMM before init and after stop. Never blocks.
    std::uint32_t get_state() const noexcept;

    void wait_for_state_change(std::uint32_t current, std::uint32_t milliseconds) noexcept;
    void cancel_wait() noexcept;

    // Asks the UPS to turn its output off after `seconds` or later, and returns once the request is on the wire or refused,
    // at the latest after 3 s. Refusals are logged.
    void turn_off(std::uint32_t seconds) noexcept;

    // Wakes every waiter, ends the I/O thread, closes the port, sets CommStatus to 0. At the latest after 3 s. May be
    // called at any time, any number of times.
    void stop() noexcept;

  private:
    class Running;

    InitResult init_locked();
    void stop_locked();

    std::mutex lifecycle_;  // init, stop and turn_off: one at a time
    std::shared_ptr<Running> running_;
    StateLatch latch_;
};

}  // namespace upsmd
