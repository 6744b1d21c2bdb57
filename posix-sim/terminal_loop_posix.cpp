#include "posix-sim/terminal_loop_posix.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>

#include "posix-sim/error_posix.h"

namespace upsmd {
namespace {

using namespace std::chrono_literals;

constexpr auto kSoon = 50ms;
constexpr auto kLongestPause = 1s;

// An epoll descriptor that is readable when standard input is. Asio makes what it watches non-blocking, and that is
// shared with every program that has the terminal: the shell would be left with it.
int watch_input() {
    const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
    if (descriptor < 0) return -1;
    epoll_event event{};
    event.events = EPOLLIN;
    if (::epoll_ctl(descriptor, EPOLL_CTL_ADD, STDIN_FILENO, &event) == 0) return descriptor;
    const int code = errno;
    ::close(descriptor);
    errno = code;
    return -1;
}

bool is_input_gone() {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    return ::poll(&input, 1, 0) > 0 && (input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

}  // namespace

TerminalLoop::TerminalLoop() : input_(io_), signals_(io_, SIGINT, SIGTERM, SIGHUP), draw_timer_(io_) {
    signals_.add(SIGQUIT);
    signals_.add(SIGTSTP);
    signals_.add(SIGWINCH);
}

Result<void> TerminalLoop::run() {
    const int descriptor = watch_input();
    if (descriptor < 0) return error_from_errno("standard input", errno);
    input_.assign(descriptor);
    wait_for_input();
    wait_for_signal();
    draw_at_once();
    io_.run();
    return {};
}

void TerminalLoop::wait_for_input() {
    input_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
        if (error || is_input_gone()) return finish();
        on_input();
        wait_for_input();
    });
}

void TerminalLoop::wait_for_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error || (signal != SIGWINCH && signal != SIGTSTP)) return finish();
        wait_for_signal();
        if (signal == SIGTSTP) return stop();
        on_resize();
        draw_at_once();
    });
}

// Not from within the signal's handler, as ncurses would do it: what it calls there may hang.
void TerminalLoop::stop() {
    on_stop();
    signals_.remove(SIGTSTP);
    std::raise(SIGTSTP);
    signals_.add(SIGTSTP);
    on_resize();
    draw_at_once();
}

void TerminalLoop::changed() {
    if (soon_) return;
    soon_ = true;
    draw_after(kSoon);
}

void TerminalLoop::draw_at_once() {
    soon_ = false;
    draw();
    draw_after(kLongestPause);
}

void TerminalLoop::draw_after(boost::asio::steady_timer::duration pause) {
    draw_timer_.expires_after(pause);
    draw_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) draw_at_once();
    });
}

}  // namespace upsmd
