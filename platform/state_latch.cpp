#include "platform/state_latch.h"

namespace upsmd {

void StateLatch::open(State state) {
    const std::lock_guard lock(mutex_);
    state_ = state;
    open_ = true;
    cancel_pending_ = false;
    release_all();
}

void StateLatch::close() {
    const std::lock_guard lock(mutex_);
    state_ = State::no_comm;
    open_ = false;
    cancel_pending_ = false;
    release_all();
}

void StateLatch::set(State state) {
    const std::lock_guard lock(mutex_);
    if (!open_ || state == state_) return;
    state_ = state;
    release_all();
}

State StateLatch::get() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

void StateLatch::wait_while(std::uint32_t current, std::uint32_t milliseconds) {
    std::unique_lock lock(mutex_);
    if (!open_) return;
    if (cancel_pending_) {
        cancel_pending_ = false;
        return;
    }
    if (static_cast<std::uint32_t>(state_) != current) return;
    const std::uint64_t before = releases_;
    const auto released = [&] { return releases_ != before; };
    ++waiters_;
    if (milliseconds == kInfinite)
        changed_.wait(lock, released);
    else
        changed_.wait_for(lock, std::chrono::milliseconds(milliseconds), released);
    --waiters_;
}

void StateLatch::cancel() {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    if (waiters_ == 0)
        cancel_pending_ = true;
    else
        release_all();
}

void StateLatch::release_all() {
    ++releases_;
    changed_.notify_all();
}

}  // namespace upsmd
