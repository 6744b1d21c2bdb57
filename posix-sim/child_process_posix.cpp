#include "platform/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <string>

#include "posix-sim/error_posix.h"

extern char** environ;

namespace upsmd {
namespace {

using boost::system::error_code;

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

// What goes on in handlers is kept here, so that a handler that comes after the end finds it.
class Talk final : public std::enable_shared_from_this<Talk> {
  public:
    Talk(boost::asio::io_context& io, pid_t pid, int input, int output, ChildListener& listener)
        : pid_(pid), input_(io, input), output_(io, output), listener_(&listener) {}

    void read() {
        boost::asio::async_read_until(output_, boost::asio::dynamic_buffer(heard_, ChildProcess::kLongestLine + 2), '\n',
                                      [self = shared_from_this()](const error_code& error, std::size_t size) {
                                          self->on_read(error, size);
                                      });
    }

    void send(std::string_view line) {
        waiting_ += line;
        waiting_ += '\n';
        if (writing_.empty()) write();
    }

    void leave() {
        listener_ = nullptr;
        error_code ignored;
        input_.close(ignored);
        output_.close(ignored);
        collect();
    }

  private:
    void on_read(const error_code& error, std::size_t size) {
        if (listener_ == nullptr) return;
        if (error) return tell_end(error == boost::asio::error::not_found ? "a line that is too long" : "");
        std::string line = heard_.substr(0, size - 1);
        heard_.erase(0, size);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const auto self = shared_from_this();
        if (line.size() > ChildProcess::kLongestLine) return tell_end("a line that is too long");
        listener_->on_child_line(line);
        if (listener_ != nullptr) read();
    }

    void tell_end(const std::string& why) {
        const int status = collect();
        ChildListener* const listener = std::exchange(listener_, nullptr);
        if (listener != nullptr) listener->on_child_end(why.empty() ? how_ended(status) : why);
    }

    // A child whose output has ended is as good as gone; SIGKILL makes sure of it, and keeps the status of one that has.
    int collect() {
        if (pid_ <= 0) return 0;
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == 0) {
            usleep(kGrace);
            if (waitpid(pid_, &status, WNOHANG) == 0) {
                kill(pid_, SIGKILL);
                while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
            }
        }
        pid_ = 0;
        return status;
    }

    void write() {
        writing_ = std::exchange(waiting_, {});
        boost::asio::async_write(input_, boost::asio::buffer(writing_),
                                 [self = shared_from_this()](const error_code& error, std::size_t) {
                                     self->writing_.clear();
                                     if (!error && !self->waiting_.empty()) self->write();
                                 });
    }

    // Between the end of its output and the end of the process.
    static constexpr useconds_t kGrace = 20'000;

    pid_t pid_;
    boost::asio::posix::stream_descriptor input_;
    boost::asio::posix::stream_descriptor output_;
    ChildListener* listener_;
    std::string heard_;
    std::string writing_;
    std::string waiting_;
};

class PosixChild final : public ChildProcess {
  public:
    explicit PosixChild(std::shared_ptr<Talk> talk) : talk_(std::move(talk)) {}
    ~PosixChild() override { talk_->leave(); }
    PosixChild(const PosixChild&) = delete;
    PosixChild& operator=(const PosixChild&) = delete;
    void send(std::string_view line) override { talk_->send(line); }

  private:
    std::shared_ptr<Talk> talk_;
};

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
    auto talk = std::make_shared<Talk>(io, pid, input.take_write(), output.take_read(), listener);
    talk->read();
    return std::unique_ptr<ChildProcess>(std::make_unique<PosixChild>(std::move(talk)));
}

}  // namespace upsmd
