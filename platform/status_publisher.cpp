#include "platform/status_publisher.h"

#include <exception>
#include <utility>

#include "platform/ups_keys.h"

namespace upsmd {

void StatusPublisher::start(std::shared_ptr<void> hold) {
    thread_.start([this, kept = std::move(hold)] { run(); });
}

void StatusPublisher::publish(const StatusValues& values) {
    const std::lock_guard lock(mutex_);
    if (ending_ || (published_ != 0 && good_ && values == wanted_)) return;
    wanted_ = values;
    ++published_;
    wake_.notify_one();
}

void StatusPublisher::remember(std::string found) {
    const std::lock_guard lock(mutex_);
    if (ending_) return;
    found_ = std::move(found);
    wake_.notify_one();
}

bool StatusPublisher::wait_written(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    const std::uint64_t mine = published_;
    return written_.wait_for(lock, limit, [&] { return done_ >= mine; }) && good_;
}

bool StatusPublisher::finish(const StatusValues& values, std::chrono::milliseconds limit) {
    {
        const std::lock_guard lock(mutex_);
        if (!ending_) {
            wanted_ = values;
            ++published_;
        }
        ending_ = true;
        wake_.notify_one();
    }
    return thread_.join_for(limit);
}

StatusValues StatusPublisher::last() const {
    const std::lock_guard lock(mutex_);
    return wanted_;
}

void StatusPublisher::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return ending_ || done_ != published_ || !found_.empty(); });
        if (done_ == published_ && found_.empty()) return;
        if (done_ == published_) {
            write_found(lock);
            continue;
        }
        const StatusValues values = wanted_;
        const std::uint64_t number = published_;
        lock.unlock();
        Result<void> result;
        try {
            result = writer_.write(values);
        } catch (const std::exception& error) {
            result = Error{ErrorCode::io, error.what(), 0};
        }
        lock.lock();
        if (good_ && !result) log_.write(LogLevel::error, "UPS\\Status cannot be written: " + result.error().message);
        good_ = static_cast<bool>(result);
        done_ = number;
        written_.notify_all();
    }
}

// Never before the status.
void StatusPublisher::write_found(std::unique_lock<std::mutex>& lock) {
    const RegValue value = RegValue::sz(std::exchange(found_, {}));
    lock.unlock();
    Result<void> result;
    try {
        result = registry_.set(kUpsmdKey, kRememberedValue, value);
    } catch (const std::exception& error) {
        result = Error{ErrorCode::io, error.what(), 0};
    }
    lock.lock();
    if (!result) log_.write(LogLevel::info, "what was found cannot be remembered: " + result.error().message);
}

}  // namespace upsmd
