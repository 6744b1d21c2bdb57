#include "win32/com_port_win32.h"

#include <windows.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/windows/stream_handle.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "win32/error_win32.h"
#include "win32/modem_lines_win32.h"
#include "win32/unique_handle_win32.h"

namespace upsmd {

namespace {

using boost::system::error_code;

// Far more than any protocol has under way; a port that does not take this much is stuck.
constexpr std::size_t kMaxUnwritten = 4096;
// Reads that end well without a byte: one can happen (a purge), a series means that the device is gone.
constexpr int kMaxEmptyReads = 8;

DCB wanted_dcb(HANDLE port, const PortSettings& settings) {
    DCB dcb{};
    dcb.DCBlength = sizeof(dcb);
    // What a driver reports is only a base for the fields that do not matter here; some report nothing.
    if (!GetCommState(port, &dcb)) dcb = DCB{};
    dcb.DCBlength = sizeof(dcb);
    dcb.BaudRate = settings.baud;
    dcb.fBinary = 1;
    dcb.ByteSize = 8;
    dcb.Parity = NOPARITY;
    dcb.fParity = 0;
    dcb.StopBits = ONESTOPBIT;
    dcb.fOutxCtsFlow = 0;
    dcb.fOutxDsrFlow = 0;
    dcb.fDsrSensitivity = 0;
    dcb.fOutX = 0;
    dcb.fInX = 0;
    dcb.fTXContinueOnXoff = 1;
    dcb.XonChar = 0x11;  // SetCommState refuses equal ones even where they are not used
    dcb.XoffChar = 0x13;
    dcb.fErrorChar = 0;
    dcb.fNull = 0;          // zero bytes are data
    dcb.fAbortOnError = 0;  // a framing error must not stop reading until ClearCommError
    dcb.fDtrControl = settings.outputs.dtr ? DTR_CONTROL_ENABLE : DTR_CONTROL_DISABLE;
    dcb.fRtsControl = settings.outputs.rts ? RTS_CONTROL_ENABLE : RTS_CONTROL_DISABLE;
    return dcb;
}

// What running operations use. They hold it, because the system writes to the buffer until it has given the operation
// back, which may be after the port is gone.
class Link : public std::enable_shared_from_this<Link> {
  public:
    Link(boost::asio::io_context& io, std::string name) : stream_(io), name_(std::move(name)) {}

    error_code assign(HANDLE handle) {
        error_code error;
        stream_.assign(handle, error);
        return error;
    }

    void start_reading(std::function<void(Bytes)> on_bytes, std::function<void(const Error&)> on_lost) {
        on_bytes_ = std::move(on_bytes);
        on_lost_ = std::move(on_lost);
        if (failure_) post_loss();
        else read();
    }

    void write(Bytes bytes) {
        if (bytes.empty() || closed_ || failure_) return;
        if (waiting_.size() + writing_.size() + bytes.size() > kMaxUnwritten) {
            fail(Error{ErrorCode::io, "port " + name_ + " does not take what is written", 0});
            return;
        }
        waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
        if (writing_.empty()) write_next();
    }

    void when_written(std::function<void()> done) {
        const bool all_under_way = !writing_.empty() && waiting_.empty();
        (all_under_way ? done_writing_ : done_waiting_).push_back(std::move(done));
        if (writing_.empty()) post_done();
    }

    void close() {
        closed_ = true;
        if (!writing_.empty()) PurgeComm(stream_.native_handle(), PURGE_TXABORT | PURGE_TXCLEAR);
        error_code ignored;
        stream_.close(ignored);
    }

  private:
    void read() {
        stream_.async_read_some(boost::asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t size) {
            self->on_read(error, size);
        });
    }

    void on_read(error_code error, std::size_t size) {
        if (closed_ || failure_) return;
        if (error) {
            fail(windows_error(ErrorCode::io, "port " + name_ + " is lost", static_cast<unsigned long>(error.value())));
            return;
        }
        empty_reads_ = size == 0 ? empty_reads_ + 1 : 0;
        if (empty_reads_ > kMaxEmptyReads) {
            fail(Error{ErrorCode::io, "port " + name_ + " is lost: reads end without a byte", 0});
            return;
        }
        // The callback may destroy the port: it must not be touched after that unless it is still open.
        if (size > 0) on_bytes_(Bytes{buffer_.data(), size});
        if (!closed_ && !failure_) read();
    }

    void write_next() {
        writing_.swap(waiting_);
        done_writing_.insert(done_writing_.end(), std::make_move_iterator(done_waiting_.begin()),
                             std::make_move_iterator(done_waiting_.end()));
        done_waiting_.clear();
        boost::asio::async_write(
            stream_, boost::asio::buffer(writing_),
            [self = shared_from_this()](error_code error, std::size_t) { self->on_written(error); });
    }

    void on_written(error_code error) {
        writing_.clear();
        if (closed_ || failure_) return;
        if (error) {
            fail(windows_error(ErrorCode::io, "cannot write to port " + name_, static_cast<unsigned long>(error.value())));
            return;
        }
        const auto done = std::exchange(done_writing_, {});
        if (!waiting_.empty()) write_next();
        for (const auto& call : done) {
            if (closed_) return;
            call();
        }
    }

    // Nothing is being written: everything that waits is due.
    void post_done() {
        boost::asio::post(stream_.get_executor(), [self = shared_from_this()] {
            if (!self->writing_.empty()) return;  // on_written takes them along
            const auto done = std::exchange(self->done_waiting_, {});
            for (const auto& call : done) {
                if (self->closed_ || self->failure_) return;
                call();
            }
        });
    }

    // Never from inside a call of the owner's, so that the owner may destroy the port in peace.
    void fail(Error error) {
        failure_ = std::move(error);
        if (on_lost_) post_loss();
    }

    void post_loss() {
        boost::asio::post(stream_.get_executor(), [self = shared_from_this()] {
            if (!self->closed_) self->on_lost_(*self->failure_);
        });
    }

    boost::asio::windows::stream_handle stream_;
    std::string name_;
    std::array<std::uint8_t, 512> buffer_{};
    std::vector<std::uint8_t> writing_;
    std::vector<std::uint8_t> waiting_;
    std::vector<std::function<void()>> done_writing_;  // due with what is being written
    std::vector<std::function<void()>> done_waiting_;  // due with what waits
    std::function<void(Bytes)> on_bytes_;
    std::function<void(const Error&)> on_lost_;
    std::optional<Error> failure_;
    int empty_reads_ = 0;
    bool closed_ = false;
};

class ComPort : public SerialPort {
  public:
    ComPort(boost::asio::io_context& io, std::shared_ptr<Link> link, HANDLE handle, const std::string& name,
            OutputLines outputs)
        : link_(std::move(link)),
          handle_(handle),
          name_(name),
          lines_(std::make_unique<Win32ModemLines>(io, handle, name, outputs)) {}

    ~ComPort() override {
        lines_.reset();  // its thread uses the handle
        link_->close();
    }

    void start_reading(std::function<void(Bytes)> on_bytes, std::function<void(const Error&)> on_lost) override {
        link_->start_reading(std::move(on_bytes), std::move(on_lost));
    }
    void write(Bytes bytes) override { link_->write(bytes); }
    void when_written(std::function<void()> done) override { link_->when_written(std::move(done)); }
    Result<void> change(const PortSettings& settings) override {
        // The lines first, in their safe order; setting the speed then leaves them alone.
        if (const auto lined = lines_->set(settings.outputs); !lined && lined.error().code != ErrorCode::unsupported)
            return lined.error();
        if (const auto done = set_com_state(handle_, name_, settings); !done) return done.error();
        PurgeComm(handle_, PURGE_RXCLEAR);
        return {};
    }
    ModemLines& lines() override { return *lines_; }

  private:
    std::shared_ptr<Link> link_;
    HANDLE handle_;  // the link's
    std::string name_;
    std::unique_ptr<Win32ModemLines> lines_;
};

}  // namespace

Result<void> set_com_state(void* handle, const std::string& name, const PortSettings& settings) {
    DCB dcb = wanted_dcb(handle, settings);
    if (SetCommState(handle, &dcb)) return {};
    return windows_error(ErrorCode::unsupported, "port " + name + " refuses " + std::to_string(settings.baud) + " baud, 8N1",
                         GetLastError());
}

Result<std::unique_ptr<SerialPort>> make_com_port(boost::asio::io_context& io, void* handle, const std::string& name,
                                                  OutputLines outputs) {
    UniqueHandle owned(handle);
    auto link = std::make_shared<Link>(io, name);
    if (const error_code error = link->assign(owned.get()))
        return windows_error(ErrorCode::io, "port " + name + " cannot be read in the background",
                             static_cast<unsigned long>(error.value()));
    void* const port = owned.release();
    return std::unique_ptr<SerialPort>(std::make_unique<ComPort>(io, std::move(link), port, name, outputs));
}

}  // namespace upsmd
