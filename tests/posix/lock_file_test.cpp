#include "posix-sim/lock_file_posix.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace upsmd;

namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "LCK..ttyX";
constexpr const char* kPort = "/dev/ttyX";

// A folder as /var/lock is, or without the right to write.
class Folder {
  public:
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "upsmd-lock-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::string& path() const { return path_; }
    std::string lock() const { return path_ + "/" + kName; }
    void put(const std::string& text) const { std::ofstream(lock()) << text; }
    std::string content() const {
        std::ifstream file(lock());
        return {std::istreambuf_iterator<char>(file), {}};
    }
    std::size_t files() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), {})); }
    Result<LockFile> take() const { return LockFile::take(path_, kName, kPort); }

  private:
    std::string path_;
};

std::string of_process(long number) {
    char text[24];
    std::snprintf(text, sizeof text, "%10ld\n", number);
    return text;
}

// A number that no process has: its process has just ended.
long dead_process() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    return child;
}

// Several processes try at the same moment; how many had it while all of them were there.
int winners(const Folder& folder, int processes) {
    int start[2];
    int end[2];
    int told[2];
    REQUIRE((::pipe(start) == 0 && ::pipe(end) == 0 && ::pipe(told) == 0));
    char byte = 0;
    for (int i = 0; i < processes; ++i) {
        if (::fork() != 0) continue;
        ::close(start[1]);
        ::close(end[1]);
        while (::read(start[0], &byte, 1) > 0) {}
        {
            const Result<LockFile> lock = folder.take();
            byte = lock && lock->held() ? '1' : '0';
            if (::write(told[1], &byte, 1) != 1) ::_exit(1);
            while (::read(end[0], &byte, 1) > 0) {}
        }
        ::_exit(0);
    }
    ::close(start[1]);
    int won = 0;
    for (int i = 0; i < processes && ::read(told[0], &byte, 1) == 1; ++i) won += byte - '0';
    ::close(end[1]);
    for (int i = 0; i < processes; ++i) ::wait(nullptr);
    for (const int fd : {start[0], end[0], told[0], told[1]}) ::close(fd);
    return won;
}

void check_in_use(const Folder& folder, const std::string& word) {
    const auto refused = folder.take();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::in_use);
    for (const std::string& part : {std::string(kPort), folder.lock(), word}) {
        INFO(refused.error().message);
        CHECK(refused.error().message.find(part) != std::string::npos);
    }
}

}  // namespace

TEST_CASE("lock files: names", "[lock_file]") {
    using Names = std::vector<std::string>;
    CHECK(lock_file_names("/dev/ttyS0", "/dev/ttyS0") == Names{"LCK..ttyS0"});
    CHECK(lock_file_names("/dev/pts/7", "/dev/pts/7") == Names{"LCK..pts_7"});
    CHECK(lock_file_names("/dev/serial/by-id/usb-A", "/dev/ttyUSB0") ==
          Names{"LCK..ttyUSB0", "LCK..serial_by-id_usb-A", "LCK..usb-A"});
    CHECK(lock_file_names("/dev/ups", "/dev/ttyUSB1") == Names{"LCK..ttyUSB1", "LCK..ups"});
    CHECK(lock_file_names("/tmp/link/port", "/dev/pts/3") == Names{"LCK..pts_3"});
    CHECK(lock_file_names("link", "/dev/ttyS1") == Names{"LCK..ttyS1"});
}

TEST_CASE("lock files: ten characters and a line feed, readable by all, gone at the end", "[lock_file]") {
    const Folder folder;
    const mode_t mask = ::umask(077);
    {
        const auto lock = folder.take();
        ::umask(mask);
        REQUIRE(lock);
        CHECK(lock->held());
        CHECK(folder.content() == of_process(::getpid()));
        CHECK(folder.files() == 1);
        struct stat status {};
        REQUIRE(::stat(folder.lock().c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0644);
        check_in_use(folder, std::to_string(::getpid()));  // a second port of one program
    }
    CHECK(folder.files() == 0);
}

TEST_CASE("lock files: a process that lives has the port, whoever wrote the file", "[lock_file]") {
    const Folder folder;
    const std::string parent = std::to_string(::getppid());
    for (const std::string& text : {of_process(::getppid()), std::string(10 - parent.size(), '0') + parent + '\0', parent + "\n",
                                    of_process(::getppid()) + "minicom root\n"}) {
        folder.put(text);
        check_in_use(folder, parent);
        CHECK(folder.content() == text);
    }
    folder.put(of_process(1));  // of another user, for all but root
    check_in_use(folder, "process 1");
    CHECK(folder.files() == 1);
}

TEST_CASE("lock files: one that names no process is nobody's to remove", "[lock_file]") {
    const Folder folder;
    for (const std::string text : {"", "nonsense\n", "         0\n", "        -5\n", "99999999999999999999"}) {
        folder.put(text);
        check_in_use(folder, "names no process");
    }
    fs::remove(folder.lock());
    fs::create_symlink("/etc/hostname", folder.lock());
    check_in_use(folder, "cannot be read");
}

TEST_CASE("lock files: of a process that has ended, or had our number, is taken over", "[lock_file]") {
    const Folder folder;
    for (const long process : {dead_process(), static_cast<long>(::getpid())}) {
        folder.put(of_process(process));
        const auto lock = folder.take();
        REQUIRE(lock);
        CHECK(lock->held());
        CHECK(folder.content() == of_process(::getpid()));
        CHECK(folder.files() == 1);
    }
    CHECK(folder.files() == 0);
}

TEST_CASE("lock files: flock holds one of a process that we cannot see", "[lock_file]") {
    const Folder folder;
    folder.put(of_process(dead_process()));
    const int file = ::open(folder.lock().c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(file >= 0);
    REQUIRE(::flock(file, LOCK_EX) == 0);
    check_in_use(folder, "process");
    ::close(file);
    CHECK(folder.take());
}

TEST_CASE("lock files: of several that try at once exactly one wins", "[lock_file]") {
    const Folder folder;
    const long dead = dead_process();
    for (int round = 0; round < 40; ++round) {
        if (round % 2 == 0) folder.put(of_process(dead));
        REQUIRE(winners(folder, 6) == 1);
        CHECK(folder.files() == 0);
    }
}

TEST_CASE("lock files: a file that is no longer ours stays", "[lock_file]") {
    const Folder folder;
    {
        const auto lock = folder.take();
        REQUIRE(lock);
        fs::remove(folder.lock());
        folder.put(of_process(::getppid()));
    }
    CHECK(folder.content() == of_process(::getppid()));
}

TEST_CASE("lock files: without a folder to write to there is none, but another's counts", "[lock_file]") {
    const auto none = LockFile::take("/nothing/here", kName, kPort);
    REQUIRE(none);
    CHECK_FALSE(none->held());

    const Folder folder;
    folder.put(of_process(::getppid()));
    REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
    const bool root = ::geteuid() == 0;
    REQUIRE((!root || ::seteuid(65534) == 0));
    const auto refused = folder.take();
    const auto lock = LockFile::take(folder.path(), "LCK..ttyY", kPort);
    REQUIRE((!root || ::seteuid(0) == 0));
    REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::in_use);
    REQUIRE(lock);
    CHECK_FALSE(lock->held());
    CHECK(folder.files() == 1);
}

TEST_CASE("lock files: all of a port's, or none", "[lock_file]") {
    const Folder folder;
    {
        const auto locks = take_lock_files(folder.path(), "/dev/serial/by-id/usb-A", "/dev/ttyUSB0");
        REQUIRE(locks);
        CHECK(locks->size() == 3);
        CHECK(folder.files() == 3);
    }
    CHECK(folder.files() == 0);
    std::ofstream(folder.path() + "/LCK..usb-A") << of_process(::getppid());
    CHECK_FALSE(take_lock_files(folder.path(), "/dev/serial/by-id/usb-A", "/dev/ttyUSB0"));
    CHECK(folder.files() == 1);
}
