// The modem lines of an open tty.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "platform/serial_port.h"

namespace upsmd {

// Owner: the port. Thread: the I/O thread only. The watch is a thread of its own that sleeps in TIOCMIWAIT; it is ended
// and joined in the destructor, and nothing is called after that.
//
// TIOCMIWAIT can only be ended by a signal. The first real-time signal that the program has not taken gets a handler
// that does nothing, for as long as the program runs, and is sent to that thread alone.
class PosixModemLines final : public ModemLines {
  public:
    // `fd` must stay open for as long as this object lives. `name`: for errors.
    PosixModemLines(boost::asio::io_context& io, int fd, std::string name);
    ~PosixModemLines() override;

    Result<void> set(OutputLines lines) override;
    Result<InputLines> get() override;

    // An edge between two waits tells the kernel nothing, so the lines are read again shortly after each wait has
    // begun. A driver that has lines but no TIOCMIWAIT (some USB adapters) is read every 100 ms.
    Result<void> watch(std::function<void(InputLines)> on_change) override;

  private:
    class Waiter;

    void on_edge();
    void read_always();
    void read_again();
    void read_later(std::chrono::milliseconds delay);

    boost::asio::io_context& io_;
    int fd_;
    std::string name_;
    InputLines last_;
    std::function<void(InputLines)> on_change_;
    boost::asio::steady_timer timer_;
    bool events_ = true;
    std::size_t looks_ = 0;
    std::unique_ptr<Waiter> waiter_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace upsmd
