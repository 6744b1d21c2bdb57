#include "nut/driver_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <chrono>
#include <list>
#include <utility>

#include "posix-sim/error_posix.h"
#include "posix-sim/tty_posix.h"

namespace upsmd::nut {
namespace {

using Protocol = boost::asio::local::stream_protocol;
using ErrorNumber = boost::system::error_code;

constexpr mode_t kMode = 0660;
constexpr int kBacklog = 16;
// Until connections are accepted again, where the process may not open more files.
constexpr std::chrono::seconds kAcceptPause{1};

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

// sockaddr_un as the calls of the C library want it.
const sockaddr* general(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

// One process at a time clears and makes sockets in a folder: of two that find what a third has left, the second would
// remove the first one's new socket. Where the folder cannot be locked there is no turn.
UniqueFd take_turn(const std::string& path) {
    const std::size_t at = path.rfind('/');
    const std::string folder = at == std::string::npos ? "." : path.substr(0, at + 1);
    UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    while (fd.get() >= 0 && ::flock(fd.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
    return fd;
}

// Removes what a process that has ended has left there.
Result<void> clear_path(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        return errno == ENOENT ? Result<void>() : error_from_errno(path, errno);
    if (!S_ISSOCK(status.st_mode)) return Error{ErrorCode::in_use, path + ": is there and is no socket", 0};
    const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (probe.get() < 0) return error_from_errno(path, errno);
    const sockaddr_un address = address_of(path);
    if (::connect(probe.get(), general(address), sizeof address) == 0 || errno == EAGAIN)
        return Error{ErrorCode::in_use, path + ": another process serves this UPS", 0};
    if (errno != ECONNREFUSED) return error_from_errno(path, errno);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return error_from_errno(path + ": cannot be removed", errno);
    return {};
}

// A socket that listens there, and nobody else may have connected before its rights were set.
Result<UniqueFd> bind_socket(const std::string& path, std::optional<unsigned> group) {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (fd.get() < 0) return error_from_errno(path, errno);
    const sockaddr_un address = address_of(path);
    if (::bind(fd.get(), general(address), sizeof address) != 0) return error_from_errno(path, errno);
    if (group && ::chown(path.c_str(), static_cast<uid_t>(-1), *group) != 0)
        return error_from_errno(path + ": cannot be given to its group", errno);
    if (::chmod(path.c_str(), kMode) != 0) return error_from_errno(path, errno);
    if (::listen(fd.get(), kBacklog) != 0) return error_from_errno(path, errno);
    return fd;
}

}  // namespace

// One connection. Handlers hold on to it until the last of them has run.
class DriverSocket::Client : public std::enable_shared_from_this<Client> {
  public:
    Client(Protocol::socket socket, std::weak_ptr<Listening> owner, const Publication& publication, Orders& orders)
        : socket_(std::move(socket)),
          owner_(std::move(owner)),
          conversation_(publication, orders, ::getpid(), [this](std::string_view lines) { send(lines); }) {}

    void read();
    void send(std::string_view lines);
    bool wants_changes() const { return !closed_ && conversation_.wants_changes(); }
    bool is_closed() const { return closed_; }
    void close();

  private:
    void write();
    void end(const char* why);

    Protocol::socket socket_;
    std::weak_ptr<Listening> owner_;
    Conversation conversation_;
    std::array<char, 1024> input_{};
    std::string sending_;
    std::string queued_;
    bool closed_ = false;
};

struct DriverSocket::Listening : std::enable_shared_from_this<Listening> {
    Listening(boost::asio::io_context& io, Orders& to, const Publication& what, Log& to_log, std::string of)
        : acceptor(io), pause(io), orders(to), publication(what), log(to_log), name(std::move(of)) {}

    void accept();
    void add(Protocol::socket socket);
    void remove(const Client& client);

    Protocol::acceptor acceptor;
    boost::asio::steady_timer pause;
    Orders& orders;
    const Publication& publication;
    Log& log;
    std::string name;
    std::string path;
    dev_t device = 0;
    ino_t inode = 0;
    std::list<std::shared_ptr<Client>> clients;
    ErrorNumber told;  // the last failure to accept: a try a second must not flood the log
    bool ended = false;
};

void DriverSocket::Client::read() {
    socket_.async_read_some(boost::asio::buffer(input_),
                            [self = shared_from_this()](const ErrorNumber& error, std::size_t size) {
                                if (self->closed_) return;
                                if (error) return self->end(nullptr);
                                self->conversation_.feed({self->input_.data(), size});
                                if (!self->closed_ && !self->conversation_.is_over()) self->read();
                            });
}

void DriverSocket::Client::send(std::string_view lines) {
    if (closed_) return;
    if (queued_.size() + sending_.size() + lines.size() > kMostQueued)
        return end("it does not read what it is told; its connection is closed");
    queued_ += lines;
    if (sending_.empty()) write();
}

void DriverSocket::Client::write() {
    sending_ = std::exchange(queued_, {});
    boost::asio::async_write(socket_, boost::asio::buffer(sending_),
                             [self = shared_from_this()](const ErrorNumber& error, std::size_t) {
                                 if (self->closed_) return;
                                 self->sending_.clear();
                                 if (error) return self->end(nullptr);
                                 if (!self->queued_.empty()) return self->write();
                                 if (self->conversation_.is_over()) self->end(nullptr);
                             });
}

void DriverSocket::Client::close() {
    closed_ = true;
    ErrorNumber ignored;
    socket_.close(ignored);
}

// Perhaps while the owner goes through its list: it forgets the client later.
void DriverSocket::Client::end(const char* why) {
    close();
    boost::asio::post(socket_.get_executor(), [self = shared_from_this(), reason = std::string(why ? why : "")] {
        const auto owner = self->owner_.lock();
        if (!owner || owner->ended) return;
        if (!reason.empty()) owner->log.write(LogLevel::warning, fmt::format("{}: a client: {}", owner->name, reason));
        owner->remove(*self);
    });
}

void DriverSocket::Listening::accept() {
    acceptor.async_accept([self = shared_from_this()](const ErrorNumber& error, Protocol::socket socket) {
        if (self->ended) return;
        if (!error) {
            self->told = {};
            self->add(std::move(socket));
            return self->accept();
        }
        if (error != self->told)
            self->log.write(LogLevel::error,
                            fmt::format("{}: {}: no connection: {}", self->name, self->path, error.message()));
        self->told = error;
        self->pause.expires_after(kAcceptPause);
        self->pause.async_wait([self](const ErrorNumber& cancelled) {
            if (!cancelled && !self->ended) self->accept();
        });
    });
}

void DriverSocket::Listening::add(Protocol::socket socket) {
    if (clients.size() >= kMostClients) {
        log.write(LogLevel::warning, fmt::format("{}: {} clients are connected: no more", name, kMostClients));
        return;
    }
    clients.push_back(std::make_shared<Client>(std::move(socket), weak_from_this(), publication, orders));
    clients.back()->read();
}

void DriverSocket::Listening::remove(const Client& client) {
    clients.remove_if([&client](const std::shared_ptr<Client>& each) { return each.get() == &client; });
}

DriverSocket::DriverSocket(boost::asio::io_context& io, Orders& orders, Log& log, std::string name)
    : io_(io),
      orders_(orders),
      log_(log),
      name_(std::move(name)),
      publication_([this](std::string_view lines) { tell_all(lines); }) {}

DriverSocket::~DriverSocket() {
    if (!listening_) return;
    listening_->ended = true;
    for (const auto& client : listening_->clients) client->close();
    ErrorNumber ignored;
    listening_->acceptor.close(ignored);
    listening_->pause.cancel();
    struct stat status {};
    if (::lstat(listening_->path.c_str(), &status) == 0 && status.st_ino == listening_->inode &&
        status.st_dev == listening_->device)
        ::unlink(listening_->path.c_str());
}

Result<void> DriverSocket::listen(const std::string& path, std::optional<unsigned> group) {
    if (path.size() >= sizeof sockaddr_un{}.sun_path)
        return Error{ErrorCode::invalid_argument, path + ": is too long a name for a socket", 0};
    const UniqueFd turn = take_turn(path);
    if (Result<void> cleared = clear_path(path); !cleared) return cleared;
    Result<UniqueFd> fd = bind_socket(path, group);
    if (!fd) return fd.error();
    auto made = std::make_shared<Listening>(io_, orders_, publication_, log_, name_);
    made->path = path;
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) {
        made->device = status.st_dev;
        made->inode = status.st_ino;
    }
    ErrorNumber error;
    made->acceptor.assign(Protocol(), fd->get(), error);
    if (error) return error_from_errno(path, error.value());
    fd->release();
    listening_ = std::move(made);
    listening_->accept();
    return {};
}

std::size_t DriverSocket::clients() const { return listening_ ? listening_->clients.size() : 0; }

void DriverSocket::tell_all(std::string_view lines) {
    if (!listening_) return;
    for (const auto& client : listening_->clients)
        if (client->wants_changes()) client->send(lines);
}

}  // namespace upsmd::nut
