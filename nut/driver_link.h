// A DriverClient on a real socket: connects, reads, writes, sets the timer. POSIX.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "nut/driver_client.h"
#include "platform/clock.h"

namespace upsmd::nut {

// Never blocks, and a driver that floods it is read at 400 kB/s at the most. Thread: the one that runs `io`.
class DriverLink {
  public:
    // `path`: of the socket file. It is connected to as soon as `io` runs. io and clock must outlive this object.
    DriverLink(boost::asio::io_context& io, const Clock& clock, std::string path, std::function<void()> on_change);
    ~DriverLink();
    DriverLink(const DriverLink&) = delete;
    DriverLink& operator=(const DriverLink&) = delete;

    const std::string& path() const { return path_; }
    const DriverClient& client() const { return client_; }
    // There is a new file at the path.
    void try_at_once();

  private:
    struct Connection;

    void arm();
    void on_timer();
    void connect();
    void drop();
    void end(const std::string& why);
    void write();
    void read();
    void on_read(const std::string& failure, std::size_t size);

    boost::asio::io_context& io_;
    const Clock& clock_;
    std::string path_;
    DriverClient client_;
    boost::asio::steady_timer timer_;
    std::shared_ptr<Connection> connection_;
    std::shared_ptr<DriverLink*> self_;  // a handler that still waits when this object goes finds nullptr
};

}  // namespace upsmd::nut
