// Lock files, by which programs on Unix keep away from each other's serial ports: /var/lock/LCK..ttyS0 holds the number
// of the process that has /dev/ttyS0, as ten characters and a line feed (HDB format; Filesystem Hierarchy Standard 3.0,
// 5.9 "/var/lock").
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "posix-sim/unique_fd_posix.h"

namespace upsmd {

// One lock file, removed by the destructor. Thread: any, one at a time. The file is locked with flock besides for as
// long as it is held: that tells a lock of ours from one that a killed process with our process number left behind, and
// reaches processes whose numbers we cannot see.
class LockFile {
  public:
    // Atomic: of several processes that try at once one gets it, also where a stale file (its process does not live) is
    // taken over. Error{in_use}: another process has it, or whose it is cannot be read; the message names port and file.
    // Where the folder takes no file of ours (missing, read-only, no permission) nothing is held, and that is no error.
    static Result<LockFile> take(const std::string& folder, const std::string& name, const std::string& port);

    LockFile(LockFile&& other) noexcept;
    LockFile& operator=(LockFile&&) = delete;
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;
    ~LockFile();

    bool held() const { return file_.get() >= 0; }

  private:
    LockFile(std::string path, UniqueFd file) : path_(std::move(path)), file_(std::move(file)) {}

    std::string path_;
    UniqueFd file_;
};

// What the lock files of a port are called, without folder. `device`: what `name` leads to. The device has one; a link
// below /dev has two more, because programs that are given the link use its last word or its whole path:
// {"LCK..ttyUSB0", "LCK..serial_by-id_usb-A", "LCK..usb-A"}.
std::vector<std::string> lock_file_names(const std::string& name, const std::string& device);

// All lock files of a port; none is left where one of them is another's.
Result<std::vector<LockFile>> take_lock_files(const std::string& folder, const std::string& name, const std::string& device);

}  // namespace upsmd
