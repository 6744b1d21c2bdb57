#include "nut/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <utility>

#include "posix-sim/error_posix.h"
#include "posix-sim/tty_posix.h"

namespace upsmd::nut {
namespace {

constexpr int kFirstGroups = 32;

}  // namespace

void prepare_process() {
    int fd = -1;
    do fd = ::open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) ::close(fd);
    ::signal(SIGPIPE, SIG_IGN);
}

Result<unsigned> group_number(const std::string& name) {
    const group* const found = ::getgrnam(name.c_str());
    if (found == nullptr) return Error{ErrorCode::not_found, fmt::format("there is no group \"{}\"", name), 0};
    return found->gr_gid;
}

Result<void> enter_root(const std::string& folder) {
    if (::chroot(folder.c_str()) != 0 || ::chdir("/") != 0) return error_from_errno("chroot to " + folder, errno);
    return {};
}

Result<Account> find_account(const std::string& name) {
    const passwd* const found = ::getpwnam(name.c_str());
    if (found == nullptr) return Error{ErrorCode::not_found, fmt::format("there is no user \"{}\"", name), 0};
    Account account{name, found->pw_uid, found->pw_gid, {}};
    int count = kFirstGroups;
    account.groups.resize(kFirstGroups);
    if (::getgrouplist(name.c_str(), account.group, account.groups.data(), &count) < 0) {
        account.groups.resize(static_cast<std::size_t>(count));  // how many there are
        ::getgrouplist(name.c_str(), account.group, account.groups.data(), &count);
    }
    account.groups.resize(static_cast<std::size_t>(count));
    return account;
}

Result<void> become(const Account& account) {
    if (account.user == ::geteuid()) return {};
    if (::setgroups(account.groups.size(), account.groups.data()) != 0 || ::setgid(account.group) != 0 ||
        ::setuid(account.user) != 0)
        return error_from_errno(fmt::format("to become the user \"{}\"", account.name), errno);
    return {};
}

void allow_many_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

Result<Background> Background::go() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return error_from_errno("a pipe to the background", errno);
    UniqueFd reading(ends[0]);
    UniqueFd writing(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) return error_from_errno("the way to the background", errno);
    if (child == 0) {
        ::setsid();
        return Background(writing.release());
    }
    ::close(writing.release());  // so that the end of the other process is seen
    char byte = 0;
    ssize_t got = 0;
    do got = ::read(reading.get(), &byte, 1);
    while (got < 0 && errno == EINTR);
    if (got == 1) std::_Exit(0);
    int status = 0;
    ::waitpid(child, &status, 0);
    std::_Exit(WIFEXITED(status) && WEXITSTATUS(status) != 0 ? WEXITSTATUS(status) : 1);
}

Background::Background(Background&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Background::~Background() {
    if (fd_ >= 0) ::close(fd_);
}

void Background::begun() {
    if (fd_ < 0) return;
    if (const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC); null >= 0) {
        for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null, fd);
        if (null > STDERR_FILENO) ::close(null);
    }
    if (::write(fd_, "", 1) != 1) return;  // nobody waits any more
    ::close(std::exchange(fd_, -1));
}

Result<PidFile> PidFile::write(const std::string& path) {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (fd.get() < 0) return error_from_errno(path, errno);
    const std::string text = std::to_string(::getpid()) + "\n";
    if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return error_from_errno(path, errno);
    return PidFile(path);
}

PidFile::PidFile(PidFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}

PidFile::~PidFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace upsmd::nut
