// The connection behind a network port: what handlers hold on to; it outlives the port until the last of them has run.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/serial_port.h"
#include "posix-sim/network/com_port_client.h"
#include "posix-sim/network/connector.h"

namespace upsmd {

// Thread: the I/O thread. The members are SerialPort's and ModemLines', with their contracts.
class PortLink : public std::enable_shared_from_this<PortLink> {
  public:
    PortLink(boost::asio::io_context& io, std::string name, const NetworkName& address, const PortSettings& settings);

    void start();
    void close();  // nothing is called after it

    bool ready() const { return ready_; }
    void when_ready(std::function<void(const Result<void>&)> done);
    void start_reading(std::function<void(Bytes)> on_bytes, std::function<void(const Error&)> on_lost);
    void write(Bytes bytes);
    void when_written(std::function<void()> done);
    Result<void> change(const PortSettings& settings);

    Result<void> set_lines(OutputLines lines);
    Result<InputLines> inputs();
    Result<void> watch(std::function<void(InputLines)> on_change);

  private:
    using Connected = Result<boost::asio::ip::tcp::socket>;

    void on_connected(Connected connected);
    void be_ready();
    void read();
    void on_read(const boost::system::error_code& error, std::size_t size);
    void advance();
    void tell_inputs();
    void send_client_output();
    void await_client();
    void flush();
    void on_sent(const boost::system::error_code& error);
    bool all_sent() const;
    void tell_written();
    Error named(Error error) const;
    Result<void> usable(const char* what) const;
    void fail(const boost::system::error_code& error);
    void lose_later(Error error);
    void lose(const Error& error);
    void end();

    boost::asio::io_context& io_;
    std::string name_;
    std::shared_ptr<Connector> connector_;
    PortSettings settings_;
    bool rfc2217_;
    std::optional<boost::asio::ip::tcp::socket> socket_;
    std::optional<ComPortClient> client_;
    boost::asio::steady_timer client_timer_;
    ComPortClient::Waiting awaited_ = ComPortClient::Waiting::nothing;
    unsigned awaiting_ = 0;  // counts them: a timer that has run out may be told late
    std::array<std::uint8_t, 512> input_{};
    std::vector<std::uint8_t> sending_;  // with the operating system
    std::vector<std::uint8_t> queued_;
    std::deque<std::function<void()>> on_written_;
    std::function<void(const Result<void>&)> on_ready_;
    std::function<void(Bytes)> on_bytes_;
    std::function<void(const Error&)> on_lost_;
    std::function<void(InputLines)> on_change_;
    InputLines told_;  // to on_change_
    std::optional<Error> lost_;
    bool ready_ = false;
    bool reading_ = false;
    bool ended_ = false;  // lost or closed: nothing is called any more
};

}  // namespace upsmd
