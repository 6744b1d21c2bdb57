// What wakes a program that draws on a terminal: keys, the terminal's size, signals that end it, and the time to draw.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/result.h"

namespace upsmd {

// Thread: the one that calls run. SIGINT, SIGTERM, SIGHUP, SIGQUIT and a terminal that is gone end run.
class TerminalLoop {
  public:
    TerminalLoop();
    virtual ~TerminalLoop() = default;

    // Until finish, or a signal. Error: standard input cannot be watched.
    Result<void> run();

  protected:
    // Standard input may hold something. Read all of it without blocking.
    virtual void on_input() = 0;
    // The terminal has another size; draw follows.
    virtual void on_resize() = 0;
    // SIGTSTP, or stop: give the terminal back. The process is stopped then; once it goes on, on_resize and draw follow.
    virtual void on_stop() = 0;
    // Once a second, and soon after changed.
    virtual void draw() = 0;

    // There is something new to draw: 50 ms later, together with what comes until then.
    void changed();
    // draw, now.
    void draw_at_once();
    void finish() { io_.stop(); }
    // As SIGTSTP does.
    void stop();
    boost::asio::io_context& io() { return io_; }

  private:
    void wait_for_input();
    void wait_for_signal();
    void draw_after(boost::asio::steady_timer::duration pause);

    boost::asio::io_context io_{1};
    boost::asio::posix::stream_descriptor input_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer draw_timer_;
    bool soon_ = false;
};

}  // namespace upsmd
