#include "daemon/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace upsmd::daemon {
namespace {

Error failed(const std::string& path, int code) {
    return {ErrorCode::io, fmt::format("{}: {}", path, std::generic_category().message(code)), code};
}

}  // namespace

Result<void> write_file(const std::string& path, const std::string& text) {
    const std::string temporary = path + ".new";
    ::unlink(temporary.c_str());
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) return failed(temporary, errno);
    std::size_t written = 0;
    int code = 0;
    while (code == 0 && written < text.size()) {
        const ssize_t count = ::write(fd, text.data() + written, text.size() - written);
        if (count >= 0) written += static_cast<std::size_t>(count);
        else if (errno != EINTR) code = errno;
    }
    if (code == 0 && ::fsync(fd) != 0) code = errno;
    if (::close(fd) != 0 && code == 0) code = errno;
    if (code == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) code = errno;
    if (code == 0) return {};
    ::unlink(temporary.c_str());
    return failed(path, code);
}

Result<void> remove_file(const std::string& path) {
    if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
    return failed(path, errno);
}

}  // namespace upsmd::daemon
