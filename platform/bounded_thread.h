// A thread that can be joined with a time limit: UPSStop must return, also when a driver or a disk hangs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace upsmd {

// Owner: one object. Thread: start, join_for and the destructor are called by one thread at a time, never by itself.
class BoundedThread {
  public:
    BoundedThread() = default;
    // A thread that has not been joined goes on by itself: what it uses must live as long as it does.
    ~BoundedThread();
    BoundedThread(const BoundedThread&) = delete;
    BoundedThread& operator=(const BoundedThread&) = delete;

    // Throws std::system_error where the system gives no thread. `body` must not throw. Once.
    void start(std::function<void()> body);

    // True: it has ended and nothing of it is left (also when it was never started). False: it still ran.
    bool join_for(std::chrono::milliseconds limit);

  private:
    struct End {
        std::mutex mutex;
        std::condition_variable changed;
        bool reached = false;
    };

    std::shared_ptr<End> end_ = std::make_shared<End>();
    std::thread thread_;
};

}  // namespace upsmd
