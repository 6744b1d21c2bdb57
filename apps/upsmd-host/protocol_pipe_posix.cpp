#include "apps/upsmd-host/protocol_pipe.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace upsmd::host {

ProtocolPipe::ProtocolPipe()
    : input_(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)), output_(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)) {
    signal(SIGPIPE, SIG_IGN);
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nowhere, STDIN_FILENO);
    dup2(nowhere, STDOUT_FILENO);
}

bool ProtocolPipe::read_line(std::string& line) {
    std::size_t end = heard_.find('\n');
    while (end == std::string::npos) {
        std::array<char, 512> part{};
        const ssize_t size = read(input_, part.data(), part.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0 || heard_.size() > kLongestLine) return false;
        heard_.append(part.data(), static_cast<std::size_t>(size));
        end = heard_.find('\n');
    }
    line = heard_.substr(0, end);
    heard_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line.size() <= kLongestLine;
}

void ProtocolPipe::write_line(std::string_view line) {
    // In one piece: two threads write.
    std::string bytes(line);
    bytes += '\n';
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t size = write(output_, bytes.data() + done, bytes.size() - done);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return;
        done += static_cast<std::size_t>(size);
    }
}

}  // namespace upsmd::host
