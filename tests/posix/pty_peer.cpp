#include "tests/posix/pty_peer.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

namespace upsmd::test {

PtyPeer::PtyPeer() {
    std::string pattern = (std::filesystem::temp_directory_path() / "upsmd-pty-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    link_ = folder_ + "/port";
    replug();
}

PtyPeer::~PtyPeer() {
    if (master_ >= 0) ::close(master_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void PtyPeer::replug() {
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    REQUIRE(master_ >= 0);
    REQUIRE(::grantpt(master_) == 0);
    REQUIRE(::unlockpt(master_) == 0);
    std::array<char, 128> name{};
    REQUIRE(::ptsname_r(master_, name.data(), name.size()) == 0);
    // As the wire is: nothing comes back by itself while nobody has set the port up.
    termios raw{};
    REQUIRE(::tcgetattr(master_, &raw) == 0);
    ::cfmakeraw(&raw);
    REQUIRE(::tcsetattr(master_, TCSANOW, &raw) == 0);
    REQUIRE(::symlink(name.data(), link_.c_str()) == 0);
}

void PtyPeer::hang_up() {
    ::unlink(link_.c_str());
    ::close(master_);
    master_ = -1;
}

dev_t PtyPeer::device() const {
    struct stat status {};
    REQUIRE(::stat(link_.c_str(), &status) == 0);
    return status.st_rdev;
}

void PtyPeer::write(std::string_view bytes) const {
    if (::write(master_, bytes.data(), bytes.size()) < 0) return;
}

std::string PtyPeer::read() const {
    std::string heard;
    std::array<char, 1024> buffer{};
    for (;;) {
        const ssize_t size = ::read(master_, buffer.data(), buffer.size());
        if (size <= 0) return heard;  // nothing yet, or nobody has the port open
        heard.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

bool PtyPeer::readable(int milliseconds) const {
    pollfd descriptor{master_, POLLIN, 0};
    return ::poll(&descriptor, 1, milliseconds) > 0 && (descriptor.revents & POLLIN) != 0;
}

}  // namespace upsmd::test
