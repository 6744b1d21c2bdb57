#include "nut/owner.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "posix-sim/error_posix.h"

namespace upsmd::nut {
namespace {

Result<UniqueFd> connect_to(const std::string& path) {
    sockaddr_un address{};
    if (path.size() >= sizeof address.sun_path)
        return Error{ErrorCode::invalid_argument, path + ": is too long a name for a socket", 0};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (fd.get() < 0) return error_from_errno(path, errno);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    if (errno == ENOENT || errno == ECONNREFUSED)
        return Error{ErrorCode::not_found, path + ": no driver serves there", errno};
    if (errno == EAGAIN) return Error{ErrorCode::timeout, path + ": the driver there accepts nobody", errno};
    return error_from_errno(path, errno);
}

Result<void> write_all(int fd, const std::string& path, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return error_from_errno(path, errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

// `TRACKING id n` with our id.
std::optional<Outcome> outcome_in(const Words& words, const std::string& id) {
    if (words.size() != 3 || !is_same_name(words[0], "TRACKING") || words[1] != id) return std::nullopt;
    int number = -1;
    std::from_chars(words[2].data(), words[2].data() + words[2].size(), number);
    return number >= 0 && number <= 3 ? static_cast<Outcome>(number) : Outcome::failed;
}

}  // namespace

OwnersOrder::OwnersOrder(UniqueFd fd, std::string path, std::string id)
    : fd_(std::move(fd)), path_(std::move(path)), id_(std::move(id)) {}

Result<OwnersOrder> OwnersOrder::give(const std::string& path, const std::string& before, const std::string& order) {
    Result<UniqueFd> fd = connect_to(path);
    if (!fd) return fd.error();
    std::string id = fmt::format("{}-{}", ::getpid(), std::chrono::steady_clock::now().time_since_epoch().count());
    const std::string lines = fmt::format("NOBROADCAST\n{}\n{} TRACKING {}\n", before, order, id);
    if (Result<void> written = write_all(fd->get(), path, lines); !written) return written.error();
    return OwnersOrder(std::move(*fd), path, std::move(id));
}

Result<Outcome> OwnersOrder::wait(std::chrono::steady_clock::time_point end) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd watched{fd_.get(), POLLIN, 0};
        // What has come already counts, however late it is.
        const int ready = ::poll(&watched, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return error_from_errno(path_, errno);
        if (ready == 0) return Error{ErrorCode::timeout, path_ + ": the driver there does not answer", 0};
        std::array<char, 4096> bytes{};
        const ssize_t got = ::read(fd_.get(), bytes.data(), bytes.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got < 0) return error_from_errno(path_, errno);
        if (got == 0) return Error{ErrorCode::io, path_ + ": the driver there has hung up", 0};
        std::optional<Outcome> outcome;
        reader_.feed({bytes.data(), static_cast<std::size_t>(got)},
                     [&](const Words& words, std::string_view, std::size_t) {
                         if (const auto found = outcome_in(words, id_)) outcome = found;
                     });
        if (outcome) return *outcome;
    }
}

}  // namespace upsmd::nut
