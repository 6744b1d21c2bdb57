#include "posix-sim/tty_posix.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string_view>
#include <utility>

#include "posix-sim/error_posix.h"

namespace upsmd {
namespace {

constexpr const char* kLockFolder = "/var/lock";

std::optional<speed_t> speed_of(std::uint32_t baud) {
    switch (baud) {
        case 300: return B300;
        case 600: return B600;
        case 1200: return B1200;
        case 2400: return B2400;
        case 4800: return B4800;
        case 9600: return B9600;
        case 19200: return B19200;
        case 38400: return B38400;
        case 57600: return B57600;
        case 115200: return B115200;
        default: return std::nullopt;
    }
}

// A pty keeps its exclusive mark when the last user of its slave closes or dies, as long as the master is open: on a pty
// the mark locks out everybody for ever, and says nothing. The lock by flock is enough there.
bool is_pty(std::string_view device) { return device.starts_with("/dev/pts/"); }

Result<void> lock(int fd, const std::string& name, bool pty) {
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return Error{ErrorCode::in_use, name + ": another program is using it", errno};
        return error_from_errno(name + ": cannot be locked", errno);
    }
    if (pty) return {};
#ifdef TIOCGEXCL
    // The mark does not stop root from opening the port: ask.
    int exclusive = 0;
    if (::ioctl(fd, TIOCGEXCL, &exclusive) == 0 && exclusive != 0)
        return Error{ErrorCode::in_use, name + ": another program is using it alone (TIOCEXCL)", EBUSY};
#endif
    if (::ioctl(fd, TIOCEXCL) != 0) return error_from_errno(name + ": cannot be used alone", errno);
    return {};
}

Error refused(const std::string& name, const char* what, int code) {
    Error error = error_from_errno(name + ": " + what, code);
    error.code = ErrorCode::unsupported;
    return error;
}

Error no_such_speed(const std::string& name, std::uint32_t baud) {
    return {ErrorCode::invalid_argument, name + ": no such speed: " + std::to_string(baud), 0};
}

Result<void> set_up(int fd, const std::string& name, speed_t speed) {
    termios wanted{};
    if (::tcgetattr(fd, &wanted) != 0) return refused(name, "its settings cannot be read", errno);
    wanted.c_iflag = IGNBRK;  // no character is special or translated
    wanted.c_oflag = 0;
    wanted.c_lflag = 0;
    wanted.c_cflag &= ~static_cast<tcflag_t>(CSIZE | CSTOPB | PARENB | CRTSCTS | HUPCL);
    wanted.c_cflag |= CS8 | CREAD | CLOCAL;
    // One byte is enough to return. With 0 a read without data would look like the end of the file.
    wanted.c_cc[VMIN] = 1;
    wanted.c_cc[VTIME] = 0;
    if (::cfsetispeed(&wanted, speed) != 0 || ::cfsetospeed(&wanted, speed) != 0)
        return refused(name, "the speed cannot be set", errno);
    if (::tcsetattr(fd, TCSANOW, &wanted) != 0) return refused(name, "it refuses the settings", errno);
    // tcsetattr succeeds when it could do any part of what was asked.
    termios got{};
    if (::tcgetattr(fd, &got) != 0) return refused(name, "its settings cannot be read", errno);
    constexpr tcflag_t kLine = CSIZE | CSTOPB | PARENB | CRTSCTS | HUPCL;
    if ((got.c_cflag & kLine) != (wanted.c_cflag & kLine) || ::cfgetospeed(&got) != speed ||
        (got.c_lflag & (ICANON | ECHO | ISIG)) != 0 || (got.c_iflag & (IXON | IXOFF)) != 0)
        return Error{ErrorCode::unsupported, name + ": it does not take the settings (8N1, no flow control)", 0};
    ::tcflush(fd, TCIFLUSH);
    return {};
}

}  // namespace

Result<OpenTty> open_tty(const std::string& name, const PortSettings& settings) {
    if (!speed_of(settings.baud)) return no_such_speed(name, settings.baud);
    char device[PATH_MAX];
    if (::realpath(name.c_str(), device) == nullptr) return error_from_errno(name, errno);
    // Looked at before it is opened: opening some devices does things (a watchdog, a tape).
    struct stat status {};
    if (::stat(device, &status) != 0) return error_from_errno(name, errno);
    if (!S_ISCHR(status.st_mode)) return Error{ErrorCode::unsupported, name + ": is not a serial port", 0};
    // Before it is opened, too: opening raises the lines of a port that another program may have.
    Result<std::vector<LockFile>> locks = take_lock_files(kLockFolder, name, device);
    if (!locks) return locks.error();

    UniqueFd fd(::open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    if (fd.get() < 0) return error_from_errno(name, errno);
    if (::isatty(fd.get()) == 0) return refused(name, "is not a serial port", ENOTTY);
    // Another program's lines are not ours to move, so the lock comes first; nothing else comes before the lines.
    if (Result<void> locked = lock(fd.get(), name, is_pty(device)); !locked) return locked.error();
    if (Result<void> done = change_tty(fd.get(), name, settings); !done) {
        ::ioctl(fd.get(), TIOCNXCL);
        return done.error();
    }
    return OpenTty{std::move(fd), std::move(*locks)};
}

Result<void> change_tty(int fd, const std::string& name, const PortSettings& settings) {
    const std::optional<speed_t> speed = speed_of(settings.baud);
    if (!speed) return no_such_speed(name, settings.baud);
    const Result<void> lined = set_tty_lines(fd, name, settings.outputs);
    if (!lined && lined.error().code != ErrorCode::unsupported) return lined.error();
    if (Result<void> done = set_up(fd, name, *speed); !done) return done.error();
    // Some drivers raise both lines when the speed is set.
    if (lined) return set_tty_lines(fd, name, settings.outputs);
    return {};
}

void prepare_to_close(int fd) {
    constexpr int kTries = 60;
    constexpr timespec kPause{0, 5'000'000};
    int waiting = 0;
    for (int i = 0; i < kTries && ::ioctl(fd, TIOCOUTQ, &waiting) == 0 && waiting > 0; ++i)
        ::nanosleep(&kPause, nullptr);
    // Only then: flushing a pty throws away what the other side has not read yet.
    if (waiting > 0) ::tcflush(fd, TCOFLUSH);
    ::ioctl(fd, TIOCNXCL);
}

Result<void> set_tty_lines(int fd, const std::string& name, OutputLines lines) {
    int bits = 0;
    if (::ioctl(fd, TIOCMGET, &bits) != 0) return error_from_errno(name + ": modem lines", errno);
    // The other bits stay: OUT2 lets a PC's port interrupt at all.
    bits = (bits & ~(TIOCM_DTR | TIOCM_RTS)) | (lines.dtr ? TIOCM_DTR : 0) | (lines.rts ? TIOCM_RTS : 0);
    if (::ioctl(fd, TIOCMSET, &bits) != 0) return error_from_errno(name + ": modem lines", errno);
    if (::ioctl(fd, lines.brk ? TIOCSBRK : TIOCCBRK) != 0 && lines.brk)
        return error_from_errno(name + ": BREAK", errno);
    return {};
}

Result<InputLines> get_tty_lines(int fd, const std::string& name) {
    int bits = 0;
    if (::ioctl(fd, TIOCMGET, &bits) != 0) return error_from_errno(name + ": modem lines", errno);
    const auto on = [bits](int bit) { return (bits & bit) != 0; };
    return InputLines{on(TIOCM_CTS), on(TIOCM_DSR), on(TIOCM_RNG), on(TIOCM_CAR)};
}

}  // namespace upsmd
