#include "posix-sim/registry_file_io.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include "posix-sim/error_posix.h"

namespace upsmd {

namespace {

constexpr auto kLockPatience = std::chrono::seconds(10);
constexpr auto kLockPause = std::chrono::milliseconds(1);

Error error_of(int code, const std::string& path, const std::string& what) {
    return error_from_errno(path + ": cannot " + what, code);
}

int fault_at(const FileFault& fault, FileStage stage) {
    return fault ? fault(stage) : 0;
}

// Runs a system call that gives -1 and errno, after the fault had its turn. 0 or the errno.
template <typename Call>
int attempt(const FileFault& fault, FileStage stage, Call call) {
    if (const int injected = fault_at(fault, stage); injected != 0) return injected;
    for (;;) {
        if (call() >= 0) return 0;
        if (errno != EINTR) return errno;
    }
}

class Descriptor {
  public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    ~Descriptor() { close_now(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const { return fd_; }
    void set(int fd) { fd_ = fd; }
    int release() { return std::exchange(fd_, -1); }
    void close_now() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

  private:
    int fd_;
};

std::string folder_of(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

// Whether the lock file that was locked is still the one that others will open.
bool is_still_there(int fd, const std::string& path) {
    struct stat locked {};
    struct stat named {};
    return ::fstat(fd, &locked) == 0 && ::stat(path.c_str(), &named) == 0 && locked.st_ino == named.st_ino &&
           locked.st_dev == named.st_dev;
}

int write_all(int fd, std::string_view bytes, const FileFault& fault) {
    while (!bytes.empty()) {
        ssize_t written = 0;
        const std::string_view block = bytes.substr(0, kFileBlock);
        const int code = attempt(fault, FileStage::write,
                                 [&] { return written = ::write(fd, block.data(), block.size()); });
        if (code != 0) return code;
        if (written == 0) return ENOSPC;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

// What root makes belongs to the folder's owner: the daemon must be able to use it.
int give_to_folder_owner(int fd, const std::string& path) {
    struct stat folder {};
    if (::geteuid() != 0 || ::stat(folder_of(path).c_str(), &folder) != 0) return 0;
    return ::fchown(fd, folder.st_uid, folder.st_gid) == 0 ? 0 : errno;
}

// Read-only is enough for flock; users outside the owner's group cannot hold it against the daemon. Only a
// file that was made here is given away, never one that somebody else put there.
int open_lock_file(const std::string& path) {
    constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW;
    const int made = ::open(path.c_str(), kFlags | O_CREAT | O_EXCL, 0660);
    if (made < 0) return errno == EEXIST ? ::open(path.c_str(), kFlags) : made;
    const int code = give_to_folder_owner(made, path);
    if (code == 0) return made;
    ::close(made);
    errno = code;
    return -1;
}

// The daemon must still be able to read what an administrator changed as root.
int keep_owner_and_mode(int fd, const std::string& path) {
    struct stat old {};
    if (::lstat(path.c_str(), &old) != 0) return errno == ENOENT ? give_to_folder_owner(fd, path) : errno;
    struct stat made {};
    if (::fstat(fd, &made) != 0) return errno;
    const bool other_owner = old.st_uid != made.st_uid || old.st_gid != made.st_gid;
    // Only root may give a file away; anybody else who may write the folder becomes the owner.
    if (other_owner && ::fchown(fd, old.st_uid, old.st_gid) != 0 && errno != EPERM) return errno;
    return ::fchmod(fd, old.st_mode & 0777) == 0 ? 0 : errno;
}

Result<void> sync_folder(const std::string& path, const FileFault& fault) {
    const std::string folder = folder_of(path);
    Descriptor fd;
    int code = attempt(fault, FileStage::sync_folder, [&] {
        fd.set(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        return fd.get();
    });
    if (code == 0 && ::fsync(fd.get()) != 0) code = errno;
    // Some file systems cannot sync a folder; there is nothing more to be done on them.
    if (code == 0 || code == EINVAL) return {};
    return error_of(code, path, "make sure that the change, which is in place, survives a power failure");
}

}  // namespace

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock::~FileLock() {
    if (fd_ >= 0) ::close(fd_);  // gives up the lock
}

// Not a blocking flock(): a process that hangs while it holds the lock must not hang every other one.
Result<FileLock> FileLock::take(const std::string& path, const FileFault& fault) {
    const std::string lock_path = path + ".lock";
    const auto patience_ends = std::chrono::steady_clock::now() + kLockPatience;
    for (;;) {
        Descriptor fd;
        int code = attempt(fault, FileStage::open_lock, [&] {
            fd.set(open_lock_file(lock_path));
            return fd.get();
        });
        if (code != 0) return error_of(code, lock_path, "open the lock file");
        code = attempt(fault, FileStage::lock, [&] { return ::flock(fd.get(), LOCK_EX | LOCK_NB); });
        if (code == 0 && is_still_there(fd.get(), lock_path)) return FileLock(fd.release());
        if (code != 0 && code != EWOULDBLOCK) return error_of(code, lock_path, "lock");
        if (std::chrono::steady_clock::now() >= patience_ends)
            return Error{ErrorCode::in_use, lock_path + ": another program has held the lock for 10 s", code};
        std::this_thread::sleep_for(kLockPause);
    }
}

Result<std::optional<std::string>> read_file(const std::string& path, std::size_t most) {
    Descriptor fd;
    const int code = attempt({}, FileStage::write, [&] {
        // Non-blocking: opening a FIFO must not hang.
        fd.set(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        return fd.get();
    });
    if (code == ENOENT) return std::optional<std::string>();
    if (code != 0) return error_of(code, path, "open");
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return error_of(errno, path, "read");
    if (!S_ISREG(info.st_mode)) return Error{ErrorCode::malformed, path + ": not a regular file", 0};
    std::string bytes;
    std::string block(65536, '\0');
    for (;;) {
        const ssize_t got = ::read(fd.get(), block.data(), block.size());
        if (got == 0) return std::optional(std::move(bytes));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return error_of(errno, path, "read");
        bytes.append(block, 0, static_cast<std::size_t>(got));
        if (bytes.size() > most)
            return Error{ErrorCode::malformed, path + ": more than " + std::to_string(most) + " bytes", 0};
    }
}

Result<void> replace_file(const std::string& path, std::string_view bytes, const FileFault& fault) {
    const std::string temporary = path + ".upsmd-new";
    const bool exists = ::access(path.c_str(), F_OK) == 0;
    // A rename would get around a file that was made read-only.
    if (exists && ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0)
        return error_of(errno, path, "write");
    // What a writer that was killed left behind. The lock makes the fixed name safe.
    ::unlink(temporary.c_str());
    Descriptor fd;
    const char* step = "create";
    int code = attempt(fault, FileStage::create_temporary, [&] {
        fd.set(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                      exists ? 0600 : 0644));
        return fd.get();
    });
    if (code != 0) return error_of(code, temporary, step);
    step = "set owner and mode of";
    code = keep_owner_and_mode(fd.get(), path);
    if (code == 0) {
        step = "write";
        code = write_all(fd.get(), bytes, fault);
    }
    if (code == 0) {
        step = "sync";
        code = attempt(fault, FileStage::sync_file, [&] { return ::fsync(fd.get()); });
    }
    fd.close_now();
    if (code == 0) {
        step = "rename";
        code = attempt(fault, FileStage::rename, [&] { return ::rename(temporary.c_str(), path.c_str()); });
    }
    if (code != 0) {
        ::unlink(temporary.c_str());
        return error_of(code, temporary, step);
    }
    return sync_folder(path, fault);
}

Result<void> ensure_folder(const std::string& path) {
    const std::string folder = folder_of(path);
    if (::mkdir(folder.c_str(), 0755) == 0 || errno == EEXIST) return {};
    if (errno == ENOENT)
        return Error{ErrorCode::not_found,
                     path + ": the folder above " + folder + " does not exist; it is not made unasked",
                     ENOENT};
    return error_of(errno, folder, "make the folder");
}

}  // namespace upsmd
