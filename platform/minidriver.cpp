#include "platform/minidriver.h"

#include <chrono>
#include <utility>

#include "platform/minidriver_running.h"

namespace upsmd {
namespace {

// A stop that cannot get hold of the object within this time leaves the rest to the init that has it, which has been told
// to give up.
constexpr auto kStopPatience = std::chrono::milliseconds(2900);

}  // namespace

// Keeps init and stop apart. Not held while a turn-off waits, and a stop that comes while an init waits makes that init
// give up first. Not a timed mutex, because thread sanitizers do not know those.
class Minidriver::Turn {
  public:
    explicit Turn(Minidriver& driver) : driver_(driver) {
        std::unique_lock lock(driver_.mutex_);
        driver_.turn_over_.wait(lock, [this] { return !driver_.busy_; });
        mine_ = driver_.busy_ = true;
    }
    Turn(Minidriver& driver, std::chrono::milliseconds limit) : driver_(driver) {
        std::unique_lock lock(driver_.mutex_);
        mine_ = driver_.turn_over_.wait_for(lock, limit, [this] { return !driver_.busy_; });
        if (mine_) driver_.busy_ = true;
    }
    ~Turn() {
        if (!mine_) return;
        const std::lock_guard lock(driver_.mutex_);
        driver_.busy_ = false;
        driver_.turn_over_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    explicit operator bool() const { return mine_; }

  private:
    Minidriver& driver_;
    bool mine_ = false;
};

Minidriver::Minidriver() = default;

InitResult Minidriver::init() noexcept {
    try {
        const Turn turn(*this);
        stop_locked();
        const InitResult result = init_locked();
        if (result != InitResult::ok) stop_locked();
        return result;
    } catch (...) {
        return InitResult::unknown_error;
    }
}

InitResult Minidriver::init_locked() {
    const auto fresh = std::make_shared<Running>(latch_);
    {
        const std::lock_guard lock(mutex_);
        running_ = fresh;
    }
    // A stop that came before this point could not tell it to give up.
    if (stops_ > 0) fresh->abort();
    try {
        const InitResult result = fresh->start();
        if (result == InitResult::ok) fresh->announce();
        return result;
    } catch (...) {
        return InitResult::unknown_error;
    }
}

void Minidriver::stop() noexcept {
    try {
        ++stops_;
        if (const auto present = running()) present->abort();
        latch_.close();
        if (const Turn turn(*this, kStopPatience); turn) stop_locked();
    } catch (...) {
        // Nothing of it may cross the export; what runs goes on until the next init or stop.
    }
    --stops_;
}

void Minidriver::stop_locked() noexcept {
    try {
        latch_.close();
        std::shared_ptr<Running> old;
        {
            const std::lock_guard lock(mutex_);
            old = std::exchange(running_, nullptr);
        }
        if (old) old->stop();
    } catch (...) {
        // As in stop.
    }
}

std::uint32_t Minidriver::get_state() const noexcept {
    try {
        return static_cast<std::uint32_t>(latch_.get());
    } catch (...) {
        return static_cast<std::uint32_t>(State::no_comm);
    }
}

void Minidriver::wait_for_state_change(std::uint32_t current, std::uint32_t milliseconds) noexcept {
    try {
        latch_.wait_while(current, milliseconds);
    } catch (...) {
        // A return without a change is allowed at any time.
    }
}

void Minidriver::cancel_wait() noexcept {
    try {
        latch_.cancel();
    } catch (...) {
        // Only a broken mutex ends here.
    }
}

void Minidriver::turn_off(std::uint32_t seconds) noexcept {
    try {
        if (const auto present = running()) present->turn_off(std::chrono::seconds(seconds));
    } catch (...) {
        // Out of memory: the request cannot be made.
    }
}

std::shared_ptr<Minidriver::Running> Minidriver::running() const {
    const std::lock_guard lock(mutex_);
    return running_;
}

}  // namespace upsmd
