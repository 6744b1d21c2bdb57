#include "posix-sim/serial_posix.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "posix-sim/error_posix.h"
#include "posix-sim/modem_lines_posix.h"
#include "posix-sim/tty_posix.h"

namespace upsmd {
namespace {

// More than any exchange; a port that takes no data must not make the program grow.
constexpr std::size_t kMaxQueued = 4096;
// The most that is waited for in one go: where a reply turns out shorter, its end is seen so much later.
constexpr std::size_t kMostExpected = 32;
constexpr std::int64_t kBitsPerByte = 10;  // 8N1: start, 8 data, stop

// What handlers hold on to: it outlives the port until the last of them has run.
struct Channel : std::enable_shared_from_this<Channel> {
    Channel(boost::asio::io_context& context, OpenTty tty, std::string port, std::uint32_t speed)
        : io(context),
          stream(context, tty.fd.get()),
          rest_timer(context),
          locks(std::move(tty.locks)),
          name(std::move(port)),
          baud(speed) {
        tty.fd.release();
    }

    void read() {
        stream.async_read_some(boost::asio::buffer(input),
                               [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
                                   self->on_read(error, size);
                               });
    }

    void on_read(const boost::system::error_code& error, std::size_t size) {
        if (ended) return;
        if (error) return fail(error);
        expected = 0;
        on_bytes(Bytes{input.data(), size});
        if (!ended) read_rest();
    }

    // Without the hint the system wakes us for every byte. The last one is always waited for as such.
    void read_rest() {
        if (expected < 2) return read();
        const auto bytes = static_cast<std::int64_t>(std::min(expected, kMostExpected) - 1);
        rest_timer.expires_after(std::chrono::microseconds(bytes * kBitsPerByte * 1'000'000 / baud));
        rest_timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (!error && !self->ended) self->read();
        });
    }

    void write(Bytes bytes) {
        if (ended) return;
        if (queued.size() + bytes.size() > kMaxQueued) {
            lose_later({ErrorCode::io, name + ": the port takes no data", 0});
            return;
        }
        queued.insert(queued.end(), bytes.begin(), bytes.end());
        if (sending.empty()) send();
    }

    void send() {
        if (queued.empty()) return written();
        sending.swap(queued);
        sent = 0;
        send_rest();
    }

    void send_rest() {
        stream.async_write_some(boost::asio::buffer(sending) + sent,
                                [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
                                    self->on_sent(error, size);
                                });
    }

    void on_sent(const boost::system::error_code& error, std::size_t size) {
        if (ended) return;
        if (error) return fail(error);
        sent += size;
        if (sent < sending.size()) return send_rest();
        sending.clear();
        send();
    }

    void written() {
        for (auto waiting = std::exchange(on_written, {}); auto& done : waiting)
            if (!ended) done();
    }

    void fail(const boost::system::error_code& error) {
        if (error == boost::asio::error::eof) return lose({ErrorCode::io, name + ": the port has hung up", 0});
        lose(error_from_errno(name, error.value()));
    }

    // Not from inside a call of the owner's.
    void lose_later(Error error) {
        boost::asio::post(io, [self = shared_from_this(), error = std::move(error)] { self->lose(error); });
    }

    void lose(const Error& error) {
        if (ended) return;
        ended = true;
        boost::system::error_code ignored;
        stream.cancel(ignored);
        rest_timer.cancel();
        if (on_lost) on_lost(error);
    }

    void close() {
        ended = true;
        prepare_to_close(stream.native_handle());
        boost::system::error_code ignored;
        locks.clear();
        stream.close(ignored);
        rest_timer.cancel();
    }

    boost::asio::io_context& io;
    boost::asio::posix::stream_descriptor stream;
    boost::asio::steady_timer rest_timer;
    std::vector<LockFile> locks;
    std::string name;
    std::uint32_t baud;
    std::size_t expected = 0;  // since the last bytes were handed over
    std::array<std::uint8_t, 512> input{};
    std::vector<std::uint8_t> sending;  // with the operating system, up to `sent`
    std::size_t sent = 0;
    std::vector<std::uint8_t> queued;
    std::deque<std::function<void()>> on_written;
    std::function<void(Bytes)> on_bytes;
    std::function<void(const Error&)> on_lost;
    bool ended = false;  // lost or closed: nothing is called any more
};

class PosixSerialPort final : public SerialPort {
  public:
    PosixSerialPort(boost::asio::io_context& io, OpenTty tty, const std::string& name, std::uint32_t baud)
        : lines_(std::make_unique<PosixModemLines>(io, tty.fd.get(), name)),
          channel_(std::make_shared<Channel>(io, std::move(tty), name, baud)) {}

    ~PosixSerialPort() override {
        lines_.reset();  // its thread uses the descriptor
        channel_->close();
    }
    PosixSerialPort(const PosixSerialPort&) = delete;
    PosixSerialPort& operator=(const PosixSerialPort&) = delete;

    void start_reading(std::function<void(Bytes)> on_bytes, std::function<void(const Error&)> on_lost) override {
        channel_->on_bytes = std::move(on_bytes);
        channel_->on_lost = std::move(on_lost);
        channel_->read();
    }

    void expect(std::size_t bytes) override { channel_->expected = bytes; }

    void write(Bytes bytes) override {
        if (!bytes.empty()) channel_->write(bytes);
    }

    void when_written(std::function<void()> done) override {
        channel_->on_written.push_back(std::move(done));
        if (!channel_->sending.empty()) return;
        boost::asio::post(channel_->io, [channel = channel_] {
            if (!channel->ended && channel->sending.empty()) channel->written();
        });
    }

    Result<void> change(const PortSettings& settings) override {
        if (channel_->ended) return Error{ErrorCode::io, channel_->name + ": the port is lost", 0};
        channel_->baud = settings.baud;
        return change_tty(channel_->stream.native_handle(), channel_->name, settings);
    }

    ModemLines& lines() override { return *lines_; }

  private:
    std::unique_ptr<PosixModemLines> lines_;
    std::shared_ptr<Channel> channel_;
};

}  // namespace

Result<std::unique_ptr<SerialPort>> open_serial_posix(boost::asio::io_context& io, const std::string& name,
                                                      const PortSettings& settings) {
    Result<OpenTty> tty = open_tty(name, settings);
    if (!tty) return tty.error();
    try {
        return std::unique_ptr<SerialPort>(std::make_unique<PosixSerialPort>(io, std::move(*tty), name, settings.baud));
    } catch (const boost::system::system_error& error) {  // epoll does not take it
        return error_from_errno(name + ": cannot be watched", error.code().value());
    }
}

}  // namespace upsmd
