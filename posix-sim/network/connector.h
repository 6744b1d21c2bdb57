// A TCP connection, made in bounded time and without blocking anybody.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "posix-sim/network/port_name.h"

namespace upsmd {

// Thread: the I/O thread. A host name is looked up on a thread of Asio's, which serves one name after the other; where
// the io_context is destroyed during a look-up it waits for its end. Numbers need no look-up.
class Connector : public std::enable_shared_from_this<Connector> {
  public:
    using Done = std::function<void(Result<boost::asio::ip::tcp::socket>)>;

    // `name`: for errors.
    Connector(boost::asio::io_context& io, std::string name, NetworkName address);

    // Calls done on the I/O thread, never from inside: with a connected socket (no delay, keep-alive), or after 5 s at
    // the latest with an error that names the port: not_found, timeout, io. All addresses of the host are tried.
    void start(Done done);

    // done will not be called.
    void cancel();

  private:
    void look_up();
    void try_next();
    void on_tried(const boost::system::error_code& error);
    void finish(Result<boost::asio::ip::tcp::socket> result);

    std::string name_;
    NetworkName address_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer limit_;
    boost::asio::steady_timer attempt_;
    std::vector<boost::asio::ip::tcp::endpoint> endpoints_;
    std::size_t next_ = 0;
    bool attempt_over_ = false;
    Error last_;
    Done done_;
};

}  // namespace upsmd
