#include "nut/driver_link.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <array>
#include <utility>

namespace upsmd::nut {
namespace {

using Protocol = boost::asio::local::stream_protocol;
using Code = boost::system::error_code;

constexpr std::size_t kChunk = 4096;
// After a full chunk there may be more without end: the others and the keyboard come first.
constexpr auto kAfterChunk = std::chrono::milliseconds(10);
constexpr std::size_t kLongestPath = sizeof(sockaddr_un::sun_path) - 1;

std::string in_words(const Code& error) {
    if (error == boost::asio::error::eof) return "the driver closed the connection";
    if (error == boost::asio::error::connection_refused) return "no driver listens at the socket";
    if (error == boost::system::errc::no_such_file_or_directory) return "the socket is gone";
    if (error == boost::asio::error::access_denied) return "no permission: be root or in the socket's group";
    return error.message();
}

}  // namespace

struct DriverLink::Connection {
    Connection(boost::asio::io_context& io, DriverLink& of) : socket(io), pause(io), owner(&of) {}

    Protocol::socket socket;
    boost::asio::steady_timer pause;
    std::array<char, kChunk> buffer;
    std::string sending;
    DriverLink* owner;  // nullptr: dropped
};

DriverLink::DriverLink(boost::asio::io_context& io, const Clock& clock, std::string path,
                       std::function<void()> on_change)
    : io_(io),
      clock_(clock),
      path_(std::move(path)),
      client_(std::move(on_change), clock.now()),
      timer_(io),
      self_(std::make_shared<DriverLink*>(this)) {
    arm();
}

DriverLink::~DriverLink() {
    *self_ = nullptr;
    drop();
}

void DriverLink::try_at_once() {
    client_.try_at_once(clock_.now());
    arm();
}

void DriverLink::arm() {
    timer_.expires_after(client_.deadline() - clock_.now());
    timer_.async_wait([self = self_](const Code& error) {
        if (!error && *self != nullptr) (*self)->on_timer();
    });
}

void DriverLink::on_timer() {
    switch (client_.on_time(clock_.now())) {
        case DriverClient::Act::nothing: break;
        case DriverClient::Act::connect: connect(); break;
        case DriverClient::Act::close: drop(); break;
    }
    write();
    arm();
}

void DriverLink::connect() {
    if (path_.size() > kLongestPath) return end("the path of the socket is too long");
    connection_ = std::make_shared<Connection>(io_, *this);
    connection_->socket.async_connect(Protocol::endpoint(path_), [connection = connection_](const Code& error) {
        DriverLink* const owner = connection->owner;
        if (owner == nullptr) return;
        if (error) return owner->end(in_words(error));
        owner->client_.on_connected(owner->clock_.now());
        owner->arm();
        owner->write();
        owner->read();
    });
}

void DriverLink::drop() {
    if (!connection_) return;
    connection_->owner = nullptr;
    Code ignored;  // it is closed, whatever it says
    connection_->socket.close(ignored);
    connection_->pause.cancel();
    connection_.reset();
}

void DriverLink::end(const std::string& why) {
    drop();
    client_.on_ended(why, clock_.now());
    arm();
}

void DriverLink::write() {
    if (!connection_ || !connection_->sending.empty()) return;
    connection_->sending = client_.take_output();
    if (connection_->sending.empty()) return;
    boost::asio::async_write(connection_->socket, boost::asio::buffer(connection_->sending),
                             [connection = connection_](const Code& error, std::size_t) {
                                 DriverLink* const owner = connection->owner;
                                 if (owner == nullptr) return;
                                 if (error) return owner->end(in_words(error));
                                 connection->sending.clear();
                                 owner->write();
                             });
}

void DriverLink::read() {
    connection_->socket.async_read_some(boost::asio::buffer(connection_->buffer),
                                        [connection = connection_](const Code& error, std::size_t size) {
                                            if (connection->owner == nullptr) return;
                                            connection->owner->on_read(error ? in_words(error) : "", size);
                                        });
}

void DriverLink::on_read(const std::string& failure, std::size_t size) {
    if (!failure.empty()) return end(failure);
    client_.on_bytes({connection_->buffer.data(), size}, clock_.now());
    if (size < kChunk) return read();
    connection_->pause.expires_after(kAfterChunk);
    connection_->pause.async_wait([connection = connection_](const Code& error) {
        if (!error && connection->owner != nullptr) connection->owner->read();
    });
}

}  // namespace upsmd::nut
