#include "capi/wake_pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace upsmd::capi {

WakePipe::WakePipe() {
    if (::pipe2(fds_, O_CLOEXEC | O_NONBLOCK) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
}

WakePipe::~WakePipe() {
    ::close(fds_[0]);
    ::close(fds_[1]);
}

// There is never more than one byte in it, so that a write cannot fail for want of room.
void WakePipe::raise() {
    if (raised_) return;
    const char byte = 1;
    while (::write(fds_[1], &byte, 1) < 0 && errno == EINTR) {
    }
    raised_ = true;
}

void WakePipe::clear() {
    if (!raised_) return;
    char byte = 0;
    while (::read(fds_[0], &byte, 1) < 0 && errno == EINTR) {
    }
    raised_ = false;
}

}  // namespace upsmd::capi
