// A runner on a thread of its own.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "platform/asio_runner.h"
#include "platform/backend.h"

namespace upsmd::capi {

// Thread: any but its own, unless said otherwise.
class IoThread {
  public:
    // The listener must outlive this; it is called on this thread. Throws std::system_error where there can be no
    // thread.
    explicit IoThread(RunnerListener& listener);
    // Closes all ports.
    ~IoThread();
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;

    // Runs f later on the thread; in order. Also from that thread.
    template <typename F>
    void post(F f) {
        boost::asio::post(io_, std::move(f));
    }

    // Runs f on the thread and waits; returns and throws what f does.
    template <typename F>
    auto call(F f) -> decltype(f()) {
        // Shared: when the waiting is over the thread is still in it.
        const auto task = std::make_shared<std::packaged_task<decltype(f())()>>(std::move(f));
        auto result = task->get_future();
        post([task] { (*task)(); });
        return result.get();
    }

    // Of the thread only.
    AsioRunner& runner() { return runner_; }
    boost::asio::io_context& io() { return io_; }

  private:
    void run();

    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::unique_ptr<PortOpener> opener_;
    AsioRunner runner_;
    std::thread thread_;
};

}  // namespace upsmd::capi
