// Files that are replaced as a whole: what registry_file needs from the operating system.
//
// A writer locks FILE.lock, writes FILE.upsmd-new in the same folder, syncs it, renames it over FILE and
// syncs the folder; readers therefore see the old content or the new one, also after a crash at any point.
// Any thread. Failure: as error_from_errno, naming the file and what was tried.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace upsmd {

// The system calls of a write, in order.
enum class FileStage {
    open_lock,
    lock,
    create_temporary,
    write,  // once for each block of kFileBlock bytes
    sync_file,
    rename,
    sync_folder,
};

inline constexpr std::size_t kFileBlock = 4096;

// Called before the system call of a stage. An errno makes the stage fail with it, 0 lets it happen: tests
// fail or end a writer at each stage through this.
using FileFault = std::function<int(FileStage)>;

// Held from take() until destroyed. Excludes every other holder, in this process and in others (flock).
class FileLock {
  public:
    // Waits for at most 10 s: Error{in_use}. The lock file is made where missing and stays.
    static Result<FileLock> take(const std::string& path, const FileFault& fault);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

  private:
    explicit FileLock(int fd) : fd_(fd) {}

    int fd_;
};

// Nothing where the file does not exist. More than `most` bytes: Error{malformed}.
Result<std::optional<std::string>> read_file(const std::string& path, std::size_t most);

// Keeps owner and mode of the file that is replaced; a new file gets 0644 less the umask. The caller holds
// the lock. After an error the old content is in place and FILE.upsmd-new is gone, with one exception: where
// only the last step failed (the message says so), the new content is in place but may not survive a power
// failure.
Result<void> replace_file(const std::string& path, std::string_view bytes, const FileFault& fault);

// The folder that holds the file, made (0755) where only it is missing; a folder above it never is.
Result<void> ensure_folder(const std::string& path);

}  // namespace upsmd
