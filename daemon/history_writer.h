// Writes the history from a thread of its own: the UPSes must never wait for a disk.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "daemon/history_config.h"
#include "daemon/history_recorder.h"
#include "history/store.h"
#include "platform/bounded_thread.h"
#include "platform/log.h"

namespace upsmd::daemon {

// Owner: a shared_ptr, which the thread holds too. Thread: as said. The log must live as long as the process: a thread that
// hangs in a write is left behind.
class HistoryWriter : public std::enable_shared_from_this<HistoryWriter> {
  public:
    HistoryWriter(HistoryConfig config, Log& log);

    // Throws std::system_error where the system gives no thread. Once.
    void start();
    Observer& recorder() { return recorder_; }

    // Writes the rest and ends the thread. False: it still ran after `limit`, and may go on. By the owner.
    bool finish(std::chrono::milliseconds limit);

  private:
    void run();
    void wait();
    bool open();
    void write();
    bool append(history::Batch batch);
    void say(LogLevel level, const std::string& text);
    void complain(const Error& error);  // once, until it works again or something else is wrong
    void tidy();

    const HistoryConfig config_;
    Log& log_;
    HistoryRecorder recorder_;

    std::mutex mutex_;
    std::condition_variable wake_;
    bool urgent_ = false;
    bool ending_ = false;
    bool abandoned_ = false;  // the log may be gone

    // The thread's alone.
    std::unique_ptr<history::Store> store_;
    history::Batch failed_;    // could not be written, is tried again
    std::string told_;         // the failure that has been told
    Time last_written_{};
    Time next_try_{};
    BoundedThread thread_;
};

}  // namespace upsmd::daemon
