#include "posix-sim/network/connector.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <chrono>
#include <utility>

#include "posix-sim/error_posix.h"

namespace upsmd {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto kLimit = 5000ms;
constexpr std::size_t kMostAddresses = 4;

// Seconds. A server that is gone without a word is noticed after 5 + 3 * 3, also while nothing is sent.
constexpr int kIdle = 5;
constexpr int kBetween = 3;
constexpr int kProbes = 3;
constexpr int kUnansweredMs = (kIdle + kBetween * kProbes) * 1000;

void set_option(tcp::socket& socket, int level, int option, int value) {
    // What a system refuses only makes it notice later.
    ::setsockopt(socket.native_handle(), level, option, &value, sizeof value);
}

void set_up(tcp::socket& socket) {
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
    set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, kIdle);
    set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, kBetween);
    set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, kProbes);
#endif
#ifdef TCP_USER_TIMEOUT
    set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, kUnansweredMs);
#endif
}

}  // namespace

Connector::Connector(boost::asio::io_context& io, std::string name, NetworkName address)
    : name_(std::move(name)), address_(std::move(address)), resolver_(io), socket_(io), limit_(io), attempt_(io) {}

void Connector::start(Done done) {
    done_ = std::move(done);
    limit_.expires_after(kLimit);
    limit_.async_wait([self = shared_from_this()](const error_code& error) {
        if (error) return;
        const char* const what =
            self->endpoints_.empty() ? ": its address was not found within 5 s" : ": no connection within 5 s";
        self->finish(Error{ErrorCode::timeout, self->name_ + what, 0});
    });
    error_code no_number;
    const auto number = boost::asio::ip::make_address(address_.host, no_number);
    if (no_number) return look_up();
    endpoints_.emplace_back(number, address_.port);
    boost::asio::post(resolver_.get_executor(), [self = shared_from_this()] { self->try_next(); });
}

void Connector::cancel() {
    done_ = nullptr;
    error_code ignored;
    resolver_.cancel();
    limit_.cancel();
    attempt_.cancel();
    socket_.close(ignored);
}

void Connector::look_up() {
    const auto on_found = [self = shared_from_this()](const error_code& error, const tcp::resolver::results_type& found) {
        if (!self->done_) return;
        if (error) {
            const std::string what = self->name_ + ": \"" + self->address_.host + "\" was not found: " + error.message();
            return self->finish(Error{ErrorCode::not_found, what, error.value()});
        }
        for (const auto& entry : found)
            if (self->endpoints_.size() < kMostAddresses) self->endpoints_.push_back(entry.endpoint());
        self->try_next();
    };
    resolver_.async_resolve(address_.host, std::to_string(address_.port), tcp::resolver::numeric_service, on_found);
}

void Connector::try_next() {
    if (!done_) return;
    if (next_ == endpoints_.size()) return finish(last_);
    const tcp::endpoint endpoint = endpoints_[next_++];
    error_code ignored;
    socket_.close(ignored);
    attempt_over_ = false;
    // An address that nobody answers at must not take the time of the others.
    attempt_.expires_after(kLimit / endpoints_.size());
    attempt_.async_wait([self = shared_from_this()](const error_code& error) {
        error_code closing;
        if (error || !self->done_) return;
        self->attempt_over_ = true;
        self->socket_.close(closing);
    });
    socket_.async_connect(endpoint, [self = shared_from_this()](const error_code& error) { self->on_tried(error); });
}

void Connector::on_tried(const error_code& error) {
    if (!done_) return;
    attempt_.cancel();
    if (error || !socket_.is_open()) {
        last_ = error_from_errno(name_, attempt_over_ || !error ? ETIMEDOUT : error.value());
        return try_next();
    }
    set_up(socket_);
    finish(std::move(socket_));
}

void Connector::finish(Result<tcp::socket> result) {
    const Done done = std::exchange(done_, nullptr);
    cancel();
    if (done) done(std::move(result));
}

}  // namespace upsmd
