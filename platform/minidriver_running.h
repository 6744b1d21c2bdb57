// What a Minidriver has between init and stop: settings, log, the I/O thread with its runner, the thread that writes
// UPS\Status. Internal to minidriver.cpp.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "platform/asio_runner.h"
#include "platform/backend.h"
#include "platform/bounded_thread.h"
#include "platform/minidriver.h"
#include "platform/settings_registry.h"
#include "platform/status_publisher.h"

namespace upsmd {

// Owner: the Minidriver, and each of its two threads while it runs, so that a thread that hangs in a driver or on a disk
// does no harm when stop has given it up.
class Minidriver::Running final : public RunnerListener, public std::enable_shared_from_this<Running> {
  public:
    explicit Running(StateLatch& latch) : latch_(latch) {}

    // Once. May throw. After any result but ok, and after a throw, stop has to be called.
    InitResult start();

    // From now on the latch follows the state.
    void announce();

    // Makes start and turn_off return soon. Any thread.
    void abort();

    // Any thread.
    void turn_off(std::chrono::seconds delay);

    // Ends both threads, closes the port, sets CommStatus to 0; less than 3 s. Once.
    void stop();

    // RunnerListener, on the I/O thread
    void on_state(Fleet::Id id, State state) override;
    void on_values(Fleet::Id id, const std::bitset<kVariableCount>& changed) override;
    void on_event(Fleet::Id id, const SessionEvent& event) override;

  private:
    InitResult prepare();
    void run_io();
    Result<void> open_port();
    InitResult wait_opened();
    void wait_first_state();
    void request_turn_off(std::chrono::seconds delay, const std::shared_ptr<bool>& done);

    StateLatch& latch_;
    const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::unique_ptr<Registry> registry_;
    std::unique_ptr<Log> file_log_;
    Log* log_ = &null_log();
    MinidriverSettings settings_;
    std::optional<StatusPublisher> status_;
    std::unique_ptr<ModuleReference> module_;

    boost::asio::io_context io_{1};
    // The I/O thread's alone
    std::unique_ptr<PortOpener> opener_;
    std::unique_ptr<AsioRunner> runner_;
    Fleet::Id id_ = 0;
    bool port_added_ = false;

    std::mutex mutex_;
    std::condition_variable changed_;
    // Under mutex_
    std::optional<Result<void>> opened_;
    State state_ = State::no_comm;
    bool state_known_ = false;
    bool announced_ = false;
    bool aborted_ = false;

    BoundedThread thread_;
};

}  // namespace upsmd
