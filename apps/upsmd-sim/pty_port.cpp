#include "apps/upsmd-sim/pty_port.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace upsmd::sim {

namespace {

std::string native_error(const std::string& what) { return what + ": " + std::strerror(errno); }

speed_t speed_of(unsigned baud) {
    switch (baud) {
        case 300: return B300;
        case 600: return B600;
        case 1200: return B1200;
        case 4800: return B4800;
        case 9600: return B9600;
        case 19200: return B19200;
        case 38400: return B38400;
        default: return B2400;
    }
}

void close_fd(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

}  // namespace

std::string PtyPort::open_pair() {
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (master_ < 0) return native_error("cannot open a pty");
    std::array<char, 128> name{};
    if (::grantpt(master_) != 0 || ::unlockpt(master_) != 0 || ::ptsname_r(master_, name.data(), name.size()) != 0) {
        return native_error("cannot set up the pty");
    }
    path_ = name.data();
    slave_ = ::open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave_ < 0) return native_error("cannot open " + path_);
    termios settings{};
    if (::tcgetattr(slave_, &settings) != 0) return native_error("cannot read the settings of " + path_);
    // As a serial port that nobody has set up yet, but raw.
    ::cfmakeraw(&settings);
    settings.c_cflag |= HUPCL | CLOCAL | CREAD;
    ::cfsetispeed(&settings, speed_of(baud_));
    ::cfsetospeed(&settings, speed_of(baud_));
    if (::tcsetattr(slave_, TCSANOW, &settings) != 0) return native_error("cannot set up " + path_);
    struct stat status {};
    if (::fstat(slave_, &status) != 0) return native_error("cannot examine " + path_);
    device_ = status.st_rdev;
    return {};
}

std::string PtyPort::make_link() const {
    if (link_.empty()) return {};
    struct stat status {};
    if (::lstat(link_.c_str(), &status) == 0 && !S_ISLNK(status.st_mode)) return link_ + " exists and is not a link";
    // Made aside and renamed: a program never finds the name missing.
    const std::string fresh = link_ + "." + std::to_string(::getpid());
    ::unlink(fresh.c_str());
    if (::symlink(path_.c_str(), fresh.c_str()) != 0) return native_error("cannot make the link " + fresh);
    if (::rename(fresh.c_str(), link_.c_str()) == 0) return {};
    const std::string error = native_error("cannot make the link " + link_);
    ::unlink(fresh.c_str());
    return error;
}

void PtyPort::watch_slave() {
    watch_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch_ < 0) return;
    if (::inotify_add_watch(watch_, path_.c_str(), IN_OPEN | IN_CLOSE) < 0) close_fd(watch_);
}

std::string PtyPort::open() {
    close();
    std::string error = open_pair();
    if (error.empty()) {
        watch_slave();
        error = make_link();
    }
    if (!error.empty()) {
        close_fd(watch_);
        close_fd(slave_);
        close_fd(master_);
    }
    return error;
}

void PtyPort::close() {
    if (master_ < 0) return;
    std::array<char, 256> target{};
    // Only our own link: somebody else may have taken the name over.
    const ssize_t length = link_.empty() ? -1 : ::readlink(link_.c_str(), target.data(), target.size());
    if (length > 0 && std::string(target.data(), static_cast<std::size_t>(length)) == path_) ::unlink(link_.c_str());
    close_fd(watch_);
    close_fd(slave_);
    close_fd(master_);
    openers_ = 0;
}

std::vector<std::uint8_t> PtyPort::read() {
    std::vector<std::uint8_t> out;
    std::array<std::uint8_t, 1024> buffer{};
    for (;;) {
        const ssize_t count = ::read(master_, buffer.data(), buffer.size());
        if (count <= 0) return out;
        out.insert(out.end(), buffer.begin(), buffer.begin() + count);
    }
}

void PtyPort::write(std::span<const std::uint8_t> bytes) {
    if (!in_use()) return;
    while (!bytes.empty()) {
        const ssize_t count = ::write(master_, bytes.data(), bytes.size());
        if (count <= 0) return;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

std::vector<PortEvent> PtyPort::take_events() {
    std::vector<PortEvent> out;
    if (watch_ < 0) return out;
    alignas(inotify_event) std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t count = ::read(watch_, buffer.data(), buffer.size());
        if (count <= 0) return out;
        for (ssize_t at = 0; at < count;) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            at += static_cast<ssize_t>(sizeof event + event.len);
            if ((event.mask & IN_OPEN) != 0 && ++openers_ == 1) out.push_back(PortEvent::kOpened);
            if ((event.mask & IN_CLOSE) != 0 && openers_ > 0 && --openers_ == 0) {
                last_close();
                out.push_back(PortEvent::kClosed);
            }
        }
    }
}

// What a real port forgets when nobody has it open, and a pty that is held open does not.
void PtyPort::last_close() const {
    ::tcflush(slave_, TCIFLUSH);
    ::ioctl(slave_, TIOCNXCL);
}

bool PtyPort::drops_lines_on_close() const {
    termios settings{};
    return ::tcgetattr(slave_, &settings) == 0 && (settings.c_cflag & HUPCL) != 0;
}

}  // namespace upsmd::sim
