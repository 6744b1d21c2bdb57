// Writes UPS\Status from a thread of its own: a registry may be slow (a file on a busy disk, a lock that another process
// holds), and neither the wire nor the state may wait for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <optional>

#include "core/status_values.h"
#include "platform/bounded_thread.h"
#include "platform/log.h"
#include "platform/registry.h"
#include "platform/status_writer.h"

namespace upsmd {

// Owner: a Minidriver. Thread: any, except as said.
class StatusPublisher {
  public:
    // Both must live as long as the thread.
    StatusPublisher(Registry& registry, Log& log) : log_(log), registry_(registry), writer_(registry) {}

    // Starts the thread; `hold` is kept alive by it. Throws std::system_error. Once.
    void start(std::shared_ptr<void> hold);

    // Returns at once. Of values that wait, only the last ones are written. A value that could not be written is tried
    // again with the next ones; the first failure of a row is logged.
    void publish(const StatusValues& values);

    // SOFTWARE\upsmd\Remembered (found_line.h). Returns at once; a failure is logged and no more: it only makes the next
    // start slower.
    void remember(std::string found);

    // Waits until everything published so far has been written. False: the time was over, or something was refused.
    bool wait_written(std::chrono::milliseconds limit);

    // What the values of UPS\Status are to be when it ends; writes them, then ends the thread. False: the thread still
    // ran after `limit`. By the owner, once or more.
    bool finish(const StatusValues& values, std::chrono::milliseconds limit);

    // The values that were published last.
    StatusValues last() const;

  private:
    void run();
    void write_found(std::unique_lock<std::mutex>& lock);

    Log& log_;
    Registry& registry_;  // the thread's alone, as the writer
    StatusWriter writer_;  // the thread's alone
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable written_;
    StatusValues wanted_;
    std::string found_;  // to be written; empty: nothing
    std::uint64_t published_ = 0;
    std::uint64_t done_ = 0;
    bool good_ = true;
    bool ending_ = false;
    BoundedThread thread_;
};

}  // namespace upsmd
