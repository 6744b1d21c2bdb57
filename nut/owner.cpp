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

#include "nut/words.h"
#include "posix-sim/error_posix.h"
#include "posix-sim/tty_posix.h"

namespace upsmd::nut {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

Result<UniqueFd> connect_to(const std::string& path) {
    sockaddr_un address{};
    if (path.size() >= sizeof address.sun_path)
        return Error{ErrorCode::invalid_argument, path + ": is too long a name for a socket", 0};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (fd.get() < 0) return error_from_errno(path, errno);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    if (errno == ENOENT || errno == ECONNREFUSED)
        return Error{ErrorCode::not_found, path + ": no driver serves there", errno};
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

Result<Outcome> ask_owner(const std::string& path, const std::string& before, const std::string& order,
                          std::chrono::milliseconds limit) {
    const SteadyTime end = std::chrono::steady_clock::now() + limit;
    const Result<UniqueFd> fd = connect_to(path);
    if (!fd) return fd.error();
    const std::string id = fmt::format("{}-{}", ::getpid(), end.time_since_epoch().count());
    const std::string lines = fmt::format("NOBROADCAST\n{}\n{} TRACKING {}\n", before, order, id);
    if (Result<void> written = write_all(fd->get(), path, lines); !written) return written.error();
    WordReader reader;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd watched{fd->get(), POLLIN, 0};
        const int ready = left.count() > 0 ? ::poll(&watched, 1, static_cast<int>(left.count())) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return error_from_errno(path, errno);
        if (ready == 0) return Error{ErrorCode::timeout, path + ": the driver there does not answer", 0};
        std::array<char, 4096> bytes{};
        const ssize_t got = ::read(fd->get(), bytes.data(), bytes.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return error_from_errno(path, errno);
        if (got == 0) return Error{ErrorCode::io, path + ": the driver there has hung up", 0};
        std::optional<Outcome> outcome;
        reader.feed({bytes.data(), static_cast<std::size_t>(got)},
                    [&](const Words& words, std::string_view, std::size_t) {
                        if (const auto found = outcome_in(words, id)) outcome = found;
                    });
        if (outcome) return *outcome;
    }
}

}  // namespace upsmd::nut
