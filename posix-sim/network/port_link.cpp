#include "posix-sim/network/port_link.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "posix-sim/error_posix.h"

namespace upsmd {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// More than any exchange; a server that takes no data must not make the program grow.
constexpr std::size_t kMostQueued = 4096;

}  // namespace

PortLink::PortLink(boost::asio::io_context& io, std::string name, const NetworkName& address,
                   const PortSettings& settings)
    : io_(io),
      name_(std::move(name)),
      connector_(std::make_shared<Connector>(io, name_, address)),
      settings_(settings),
      rfc2217_(address.rfc2217),
      client_timer_(io) {}

void PortLink::start() {
    connector_->start([self = shared_from_this()](Connected connected) { self->on_connected(std::move(connected)); });
}

void PortLink::on_connected(Connected connected) {
    if (ended_) return;
    if (!connected) return lose(connected.error());
    socket_.emplace(std::move(*connected));
    if (!rfc2217_) return be_ready();
    client_.emplace(settings_);
    read();
    advance();
}

void PortLink::be_ready() {
    ready_ = true;
    if (on_ready_) std::exchange(on_ready_, nullptr)({});
}

void PortLink::when_ready(std::function<void(const Result<void>&)> done) {
    on_ready_ = std::move(done);
    if (!ready_ && !lost_) return;
    boost::asio::post(io_, [self = shared_from_this()] {
        if (!self->on_ready_ || (self->ended_ && !self->lost_)) return;
        std::exchange(self->on_ready_, nullptr)(self->lost_ ? Result<void>(*self->lost_) : Result<void>());
    });
}

void PortLink::start_reading(std::function<void(Bytes)> on_bytes, std::function<void(const Error&)> on_lost) {
    on_bytes_ = std::move(on_bytes);
    on_lost_ = std::move(on_lost);
    if (!ended_ && !reading_) return read();
    // Lost between ready and now.
    boost::asio::post(io_, [self = shared_from_this()] {
        if (self->lost_ && self->on_lost_) std::exchange(self->on_lost_, nullptr)(*self->lost_);
    });
}

void PortLink::read() {
    reading_ = true;
    socket_->async_read_some(boost::asio::buffer(input_),
                             [self = shared_from_this()](const error_code& error, std::size_t size) {
                                 self->on_read(error, size);
                             });
}

void PortLink::on_read(const error_code& error, std::size_t size) {
    if (ended_) return;
    if (error) return fail(error);
    const Bytes bytes{input_.data(), size};
    if (client_) {
        client_->receive(bytes);
        advance();
    } else if (on_bytes_) {
        on_bytes_(bytes);
    }
    if (!ended_) read();
}

// After everything that the client heard.
void PortLink::advance() {
    if (client_->failure()) return lose(named(*client_->failure()));
    send_client_output();
    if (!ready_ && client_->ready()) be_ready();
    const std::vector<std::uint8_t> data = client_->take_data();
    if (!ended_ && !data.empty() && on_bytes_) on_bytes_(data);
    if (!ended_) tell_inputs();
}

void PortLink::tell_inputs() {
    if (!on_change_ || !client_->inputs() || *client_->inputs() == told_) return;
    told_ = *client_->inputs();
    on_change_(told_);
}

void PortLink::send_client_output() {
    const std::vector<std::uint8_t> output = client_->take_output();
    queued_.insert(queued_.end(), output.begin(), output.end());
    if (queued_.size() > kMostQueued) return lose_later(named({ErrorCode::io, "the server takes no data", 0}));
    flush();
    await_client();
}

// One limit for each thing that is waited for.
void PortLink::await_client() {
    if (client_->waiting() == awaited_) return;
    awaited_ = client_->waiting();
    ++awaiting_;
    client_timer_.cancel();
    if (awaited_ == ComPortClient::Waiting::nothing) return;
    client_timer_.expires_after(client_->patience());
    client_timer_.async_wait([self = shared_from_this(), number = awaiting_](const error_code& error) {
        if (error || self->ended_ || number != self->awaiting_) return;
        self->awaited_ = ComPortClient::Waiting::nothing;
        self->client_->on_timeout();
        self->advance();
    });
}

void PortLink::write(Bytes bytes) {
    if (ended_ || !ready_) return;
    if (queued_.size() + (client_ ? client_->held() : 0) + bytes.size() > kMostQueued)
        return lose_later(named({ErrorCode::io, "the server takes no data", 0}));
    if (client_) {
        client_->send(bytes);
        return send_client_output();
    }
    queued_.insert(queued_.end(), bytes.begin(), bytes.end());
    flush();
}

void PortLink::flush() {
    if (!sending_.empty() || queued_.empty()) return;
    sending_.swap(queued_);
    boost::asio::async_write(*socket_, boost::asio::buffer(sending_),
                             [self = shared_from_this()](const error_code& error, std::size_t) { self->on_sent(error); });
}

void PortLink::on_sent(const error_code& error) {
    if (ended_) return;
    if (error) return fail(error);
    sending_.clear();
    flush();
    tell_written();
}

bool PortLink::all_sent() const { return sending_.empty() && queued_.empty() && (!client_ || client_->held() == 0); }

void PortLink::tell_written() {
    if (!all_sent()) return;
    for (auto waiting = std::exchange(on_written_, {}); auto& done : waiting)
        if (!ended_) done();
}

void PortLink::when_written(std::function<void()> done) {
    on_written_.push_back(std::move(done));
    if (!all_sent()) return;
    boost::asio::post(io_, [self = shared_from_this()] {
        if (!self->ended_) self->tell_written();
    });
}

Result<void> PortLink::usable(const char* what) const {
    if (ended_) return named({ErrorCode::io, "the port is lost", 0});
    if (!client_)
        return named({ErrorCode::unsupported, std::string("a raw TCP port has no ") + what + " (rfc2217:// has)", 0});
    return {};
}

Result<void> PortLink::change(const PortSettings& settings) {
    if (const Result<void> good = usable("speed that can be set"); !good) return good;
    client_->change(settings);
    send_client_output();
    return {};
}

Result<void> PortLink::set_lines(OutputLines lines) {
    if (const Result<void> good = usable("modem lines"); !good) return good;
    if (!client_->has_lines()) return named({ErrorCode::unsupported, "the server sets no modem lines", 0});
    client_->set_lines(lines);
    send_client_output();
    return {};
}

Result<InputLines> PortLink::inputs() {
    if (const Result<void> good = usable("modem lines"); !good) return good.error();
    if (!client_->inputs()) return named({ErrorCode::unsupported, "the server tells no modem lines", 0});
    client_->ask_inputs();
    send_client_output();
    return *client_->inputs();
}

Result<void> PortLink::watch(std::function<void(InputLines)> on_change) {
    const Result<InputLines> now = inputs();
    if (!now) return now.error();
    told_ = *now;
    on_change_ = std::move(on_change);
    return {};
}

Error PortLink::named(Error error) const {
    error.message = name_ + ": " + error.message;
    return error;
}

void PortLink::fail(const error_code& error) {
    const char* const closed = ready_ ? "the server has closed the connection" : "the server refuses the connection";
    if (error == boost::asio::error::eof) return lose(named({ErrorCode::io, closed, 0}));
    lose(error_from_errno(name_, error.value()));
}

// Not from inside a call of the owner's.
void PortLink::lose_later(Error error) {
    boost::asio::post(io_, [self = shared_from_this(), error = std::move(error)] { self->lose(error); });
}

void PortLink::lose(const Error& error) {
    if (ended_) return;
    lost_ = error;
    const bool was_ready = ready_;
    end();
    if (!was_ready && on_ready_) return std::exchange(on_ready_, nullptr)(error);
    if (was_ready && on_lost_) std::exchange(on_lost_, nullptr)(error);
}

void PortLink::close() {
    end();
    lost_.reset();
    on_ready_ = nullptr;
}

void PortLink::end() {
    if (std::exchange(ended_, true)) return;
    connector_->cancel();
    client_timer_.cancel();
    if (!socket_) return;
    error_code error;
    // Closing with unread bytes would break the connection off, and what was sent last might not arrive.
    socket_->shutdown(tcp::socket::shutdown_send, error);
    socket_->non_blocking(true, error);
    for (std::size_t looks = 0; !error && looks < kMostQueued / input_.size(); ++looks)
        socket_->read_some(boost::asio::buffer(input_), error);
    socket_->close(error);
}

}  // namespace upsmd
