#include "posix-sim/modem_lines_posix.h"

#include <pthread.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <array>
#include <atomic>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "posix-sim/error_posix.h"
#include "posix-sim/tty_posix.h"

namespace upsmd {
namespace {

using namespace std::chrono_literals;

// When the lines are read again after a wait has begun; the second look covers a thread that got no processor.
constexpr std::array kLooks{20ms, 1000ms};
constexpr auto kWithoutEvents = 100ms;

void do_nothing(int) {}

// The signal that wakes all waiters of the program, held while any of them lives: a handler must not stay behind when
// the module that holds its code is unloaded.
class WakeSignal {
  public:
    WakeSignal() {
        const std::lock_guard lock(mutex_);
        if (users_ == 0) number_ = take();
        if (number_ != 0) ++users_;
        own_number_ = number_;
    }
    ~WakeSignal() {
        if (own_number_ == 0) return;
        const std::lock_guard lock(mutex_);
        if (--users_ == 0) ::signal(number_, SIG_DFL);
    }
    WakeSignal(const WakeSignal&) = delete;
    WakeSignal& operator=(const WakeSignal&) = delete;

    // 0 where the program has taken every real-time signal itself.
    int number() const { return own_number_; }

  private:
    static int take() {
        for (int number = SIGRTMAX - 1; number > SIGRTMIN; --number) {
            struct sigaction present {};
            if (::sigaction(number, nullptr, &present) != 0 || present.sa_handler != SIG_DFL) continue;
            struct sigaction action {};
            action.sa_handler = do_nothing;  // without SA_RESTART: the ioctl has to return
            sigemptyset(&action.sa_mask);
            if (::sigaction(number, &action, nullptr) == 0) return number;
        }
        return 0;
    }

    inline static std::mutex mutex_;
    inline static int users_ = 0;
    inline static int number_ = 0;
    int own_number_ = 0;
};

}  // namespace

// The thread in TIOCMIWAIT. on_edge and on_end are called on that thread.
class PosixModemLines::Waiter {
  public:
    Waiter(int fd, std::function<void()> on_edge, std::function<void()> on_end)
        : fd_(fd), on_edge_(std::move(on_edge)), on_end_(std::move(on_end)) {
        if (signal_.number() == 0)
            throw std::system_error(EBUSY, std::generic_category(), "the program uses every real-time signal");
        // The program's own signals are not for this thread.
        sigset_t all;
        sigset_t before;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        try {
            thread_ = std::thread([this] { run(); });
        } catch (...) {
            ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
            throw;
        }
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    ~Waiter() {
        stop_ = true;
        std::unique_lock lock(mutex_);
        // Again and again: a signal that arrives just before the ioctl ends nothing.
        while (!ended_) {
            ::pthread_kill(thread_.native_handle(), signal_.number());
            ended_now_.wait_for(lock, 5ms);
        }
        lock.unlock();
        thread_.join();
    }

  private:
    void run() {
        sigset_t wake;
        sigemptyset(&wake);
        sigaddset(&wake, signal_.number());
        ::pthread_sigmask(SIG_UNBLOCK, &wake, nullptr);
        while (!stop_) {
            on_edge_();
            if (::ioctl(fd_, TIOCMIWAIT, TIOCM_CTS | TIOCM_DSR | TIOCM_RNG | TIOCM_CAR) == 0 || errno == EINTR) continue;
            on_end_();  // no such call in this driver, or the port is gone
            break;
        }
        const std::lock_guard lock(mutex_);
        ended_ = true;
        ended_now_.notify_all();
    }

    int fd_;
    std::function<void()> on_edge_;
    std::function<void()> on_end_;
    WakeSignal signal_;
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    std::condition_variable ended_now_;
    bool ended_ = false;
    std::thread thread_;
};

PosixModemLines::PosixModemLines(boost::asio::io_context& io, int fd, std::string name)
    : io_(io), fd_(fd), name_(std::move(name)), timer_(io) {}

PosixModemLines::~PosixModemLines() {
    *alive_ = false;
    waiter_.reset();
}

Result<void> PosixModemLines::set(OutputLines lines) { return set_tty_lines(fd_, name_, lines); }

Result<InputLines> PosixModemLines::get() { return get_tty_lines(fd_, name_); }

Result<void> PosixModemLines::watch(std::function<void(InputLines)> on_change) {
    const Result<InputLines> now = get();
    if (!now) return now.error();
    last_ = *now;
    on_change_ = std::move(on_change);
    const auto post = [this](void (PosixModemLines::*what)()) {
        return [this, what, &io = io_, alive = alive_] {
            boost::asio::post(io, [this, what, alive] {
                if (*alive) (this->*what)();
            });
        };
    };
    try {
        waiter_ = std::make_unique<Waiter>(fd_, post(&PosixModemLines::on_edge), post(&PosixModemLines::read_always));
    } catch (const std::system_error& error) {
        return Error{ErrorCode::io, name_ + ": no thread to watch the modem lines: " + error.what(), error.code().value()};
    }
    return {};
}

// The waiter is about to wait, at first or again.
void PosixModemLines::on_edge() {
    looks_ = 0;
    read_again();
}

// The waiter has ended.
void PosixModemLines::read_always() {
    events_ = false;
    read_again();
}

void PosixModemLines::read_again() {
    if (!events_)
        read_later(kWithoutEvents);
    else if (looks_ < kLooks.size())
        read_later(kLooks[looks_++]);
    const Result<InputLines> now = get();
    // A port that is gone is reported where it is read.
    if (!now || *now == last_) return;
    last_ = *now;
    on_change_(last_);
}

void PosixModemLines::read_later(std::chrono::milliseconds delay) {
    timer_.expires_after(delay);
    timer_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
        if (!error && *alive) read_again();
    });
}

}  // namespace upsmd
