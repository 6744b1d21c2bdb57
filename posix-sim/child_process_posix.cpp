#include "platform/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <string>

#include "platform/child_talk.h"
#include "posix-sim/error_posix.h"

extern char** environ;

namespace upsmd {
namespace {

// A pipe's ends, closed on exec: only those that posix_spawn copies reach the child.
struct Pipe {
    int read = -1;
    int write = -1;
    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) == 0) {
            read = ends[0];
            write = ends[1];
        }
    }
    ~Pipe() {
        if (read >= 0) close(read);
        if (write >= 0) close(write);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    bool is_open() const { return read >= 0; }
    int take_read() { return std::exchange(read, -1); }
    int take_write() { return std::exchange(write, -1); }
};

std::string how_ended(int status) {
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    return "exit code " + std::to_string(WEXITSTATUS(status));
}

// A child whose output has ended is as good as gone; SIGKILL makes sure of it.
std::string collect(pid_t pid) {
    constexpr useconds_t kGrace = 20'000;  // between the end of its output and its own
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == 0) {
        usleep(kGrace);
        if (waitpid(pid, &status, WNOHANG) == 0) {
            kill(pid, SIGKILL);
            while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
        }
    }
    return how_ended(status);
}

// errno's kind, or 0.
int spawn(const std::vector<std::string>& program, const Pipe& input, const Pipe& output, pid_t& pid) {
    std::vector<char*> arguments;
    for (const std::string& argument : program) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    if (const int error = posix_spawn_file_actions_init(&files); error != 0) return error;
    if (const int error = posix_spawnattr_init(&attributes); error != 0) {
        posix_spawn_file_actions_destroy(&files);
        return error;
    }
    posix_spawn_file_actions_adddup2(&files, input.read, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output.write, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    // Also what somebody opened without closing it on exec, as C++'s file streams do.
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    // Whoever ignores SIGPIPE, as a service does, must not pass that on.
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    const int error = posix_spawn(&pid, arguments[0], &files, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> start_child(boost::asio::io_context& io, const std::vector<std::string>& program,
                                                  ChildListener& listener) {
    if (program.empty()) return Error{ErrorCode::invalid_argument, "no program is named", 0};
    Pipe input;
    Pipe output;
    if (!input.is_open() || !output.is_open()) return error_from_errno(program[0], errno);
    pid_t pid = 0;
    if (const int error = spawn(program, input, output, pid); error != 0) return error_from_errno(program[0], error);
    // A child that has gone must not end us with SIGPIPE: the write fails, and its end is told.
    signal(SIGPIPE, SIG_IGN);
    using Stream = boost::asio::posix::stream_descriptor;
    auto talk = std::make_shared<ChildTalk<Stream>>(Stream(io, input.take_write()), Stream(io, output.take_read()), listener,
                                                    [pid] { return collect(pid); });
    return std::unique_ptr<ChildProcess>(std::make_unique<TalkingChild<Stream>>(std::move(talk)));
}

}  // namespace upsmd
