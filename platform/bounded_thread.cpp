#include "platform/bounded_thread.h"

#include <utility>

namespace upsmd {

BoundedThread::~BoundedThread() {
    if (thread_.joinable()) thread_.detach();
}

void BoundedThread::start(std::function<void()> body) {
    thread_ = std::thread([run = std::move(body), end = end_]() mutable {
        run();
        run = nullptr;  // what it holds goes before anybody hears of the end
        const std::lock_guard lock(end->mutex);
        end->reached = true;
        end->changed.notify_all();
    });
}

bool BoundedThread::join_for(std::chrono::milliseconds limit) {
    if (!thread_.joinable()) return true;
    std::unique_lock lock(end_->mutex);
    if (!end_->changed.wait_for(lock, limit, [this] { return end_->reached; })) return false;
    lock.unlock();
    thread_.join();
    return true;
}

}  // namespace upsmd
