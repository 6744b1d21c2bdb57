#include "posix-sim/lock_file_posix.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>

namespace upsmd {
namespace {

constexpr std::string_view kDevices = "/dev/";
constexpr std::size_t kDigits = 10;
// Somebody else's file came or went between two looks: look again. Nobody does that for ever.
constexpr int kTries = 10;

bool same_file(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

bool is_at(int file, const std::string& path) {
    struct stat opened {};
    struct stat named {};
    return ::fstat(file, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 && same_file(opened, named);
}

Error in_use(const std::string& port, const std::string& path, const std::string& whose) {
    return {ErrorCode::in_use, port + ": another program is using it (" + path + ": " + whose + ")", EBUSY};
}

// Ours, complete and locked with flock before anybody can find it under the lock's name.
class FreshFile {
  public:
    explicit FreshFile(const std::string& folder) {
        static std::atomic<unsigned> count{0};
        path_ = folder + "/LTMP." + std::to_string(::getpid()) + "." + std::to_string(count++);
        ::unlink(path_.c_str());  // of a killed process that had our number
        file_.emplace(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
        const std::string digits = std::to_string(::getpid());
        const std::string text = std::string(kDigits - std::min(kDigits, digits.size()), ' ') + digits + "\n";
        // Whatever the umask: a lock that others cannot read tells them nothing.
        good_ = file_->get() >= 0 && ::fchmod(file_->get(), 0644) == 0 && ::flock(file_->get(), LOCK_EX | LOCK_NB) == 0 &&
                ::write(file_->get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
    }
    ~FreshFile() {
        if (file_->get() >= 0) ::unlink(path_.c_str());  // in vain once it has been renamed
    }
    FreshFile(const FreshFile&) = delete;
    FreshFile& operator=(const FreshFile&) = delete;

    bool good() const { return good_; }
    const std::string& path() const { return path_; }
    UniqueFd take() {
        ::unlink(path_.c_str());
        return UniqueFd(file_->release());
    }

  private:
    std::string path_;
    std::optional<UniqueFd> file_;
    bool good_ = false;
};

// Ten digits, filled up with blanks (HDB) or zeros (apcupsd); what follows is no matter.
std::optional<pid_t> read_process(int file) {
    std::array<char, kDigits> text{};
    const ssize_t size = ::pread(file, text.data(), text.size(), 0);
    const char* const end = text.data() + std::max<ssize_t>(size, 0);
    const char* const begin = std::find_if(static_cast<const char*>(text.data()), end, [](char c) { return c != ' '; });
    pid_t number = 0;
    if (std::from_chars(begin, end, number).ec != std::errc{} || number <= 0) return std::nullopt;
    return number;
}

// Of a process of another user we are not allowed to ask, but it lives.
bool lives(pid_t process) { return ::kill(process, 0) == 0 || errno == EPERM; }

enum class Found { gone, stale };

// Looks at a lock file that is there already. Where it is stale `file` holds it, so that nobody else judges it.
Result<Found> examine(const std::string& path, const std::string& port, std::optional<UniqueFd>& file) {
    file.emplace(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (file->get() < 0) {
        if (errno == ENOENT) return Found::gone;
        return in_use(port, path, "it cannot be read");
    }
    const std::optional<pid_t> process = read_process(file->get());
    const std::string whose = process ? "process " + std::to_string(*process) : "it names no process";
    if (::flock(file->get(), LOCK_EX | LOCK_NB) != 0) return in_use(port, path, whose);
    if (!is_at(file->get(), path)) return Found::gone;  // taken over or removed meanwhile
    // Our own number, and nobody has locked the file: of a killed process that had it.
    if (!process || (*process != ::getpid() && lives(*process))) return in_use(port, path, whose);
    return Found::stale;
}

std::string flat(std::string_view path) {
    if (path.starts_with(kDevices)) path.remove_prefix(kDevices.size());
    std::string name(path);
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
}

}  // namespace

LockFile::LockFile(LockFile&& other) noexcept : path_(std::move(other.path_)), file_(std::move(other.file_)) {}

LockFile::~LockFile() {
    if (held() && is_at(file_.get(), path_)) ::unlink(path_.c_str());
}

Result<LockFile> LockFile::take(const std::string& folder, const std::string& name, const std::string& port) {
    const std::string path = folder + "/" + name;
    FreshFile fresh(folder);
    for (int i = 0; i < kTries; ++i) {
        // A file that is there already counts although we cannot make one.
        if (fresh.good() && ::link(fresh.path().c_str(), path.c_str()) == 0) return LockFile(path, fresh.take());
        if (fresh.good() && errno != EEXIST) break;
        std::optional<UniqueFd> present;
        const Result<Found> found = examine(path, port, present);
        if (!found) return found.error();
        if (*found == Found::stale) {
            // In one step, so that the name is never free meanwhile.
            if (!fresh.good() || ::rename(fresh.path().c_str(), path.c_str()) != 0) break;
            return LockFile(path, fresh.take());
        }
        if (!fresh.good()) break;
    }
    return LockFile(path, UniqueFd());
}

std::vector<std::string> lock_file_names(const std::string& name, const std::string& device) {
    std::vector<std::string> names;
    const auto add = [&names](const std::string& word) {
        const std::string file = "LCK.." + word;
        if (std::find(names.begin(), names.end(), file) == names.end()) names.push_back(file);
    };
    add(flat(device));
    // Elsewhere the link's name is no name of a device: two links called "port" may lead to two of them.
    if (name == device || !name.starts_with(kDevices)) return names;
    add(flat(name));
    add(name.substr(name.rfind('/') + 1));
    return names;
}

Result<std::vector<LockFile>> take_lock_files(const std::string& folder, const std::string& name,
                                              const std::string& device) {
    std::vector<LockFile> locks;
    for (const std::string& file : lock_file_names(name, device)) {
        Result<LockFile> lock = LockFile::take(folder, file, name);
        if (!lock) return lock.error();
        locks.push_back(std::move(*lock));
    }
    return locks;
}

}  // namespace upsmd
