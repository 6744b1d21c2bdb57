#include "daemon/command_runner.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace upsmd::daemon {
namespace {

constexpr std::size_t kMostOutput = 4096;

std::string system_text(int code) { return std::generic_category().message(code); }

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

std::string_view name_of(std::string_view assignment) { return assignment.substr(0, assignment.find('=')); }

// What systemd tells the daemon is nobody else's.
bool is_systemds(std::string_view name) {
    return name == "NOTIFY_SOCKET" || name == "WATCHDOG_PID" || name == "WATCHDOG_USEC";
}

std::vector<std::string> environment_with(const std::vector<std::string>& added) {
    std::vector<std::string> all = added;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view name = name_of(*entry);
        const bool is_replaced =
            std::ranges::any_of(added, [name](const std::string& a) { return name_of(a) == name; });
        if (!is_replaced && !is_systemds(name)) all.emplace_back(*entry);
    }
    return all;
}

// A process group of its own, no signal ignored or blocked, standard input empty. output: -1, or where it goes.
// Returns the error's number, 0: none.
int spawn(const Command& command, int output, pid_t& pid) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;
    if (const int error = posix_spawnattr_init(&attributes); error != 0) return error;
    if (const int error = posix_spawn_file_actions_init(&files); error != 0) {
        posix_spawnattr_destroy(&attributes);
        return error;
    }
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    int error = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(&files, output >= 0 ? output : STDERR_FILENO, STDOUT_FILENO);
    std::vector<std::string> words = command.words;
    std::vector<std::string> environment = environment_with(command.environment);
    if (error == 0)
        error = posix_spawnp(&pid, words.front().c_str(), &files, &attributes, pointers(words).data(),
                             pointers(environment).data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return error;
}

}  // namespace

struct CommandRunner::Running {
    Running(boost::asio::io_context& io, const Command& of, Done then)
        : command(of), done(std::move(then)), timer(io), output(io) {}

    void finish(const Result<std::string>& result) {
        if (done) std::exchange(done, nullptr)(result);
    }

    Command command;
    Done done;  // empty: it has been told already
    pid_t pid = 0;
    boost::asio::steady_timer timer;
    boost::asio::posix::stream_descriptor output;
    std::array<char, kMostOutput> buffer{};
    std::string text;
};

CommandRunner::CommandRunner(boost::asio::io_context& io) : io_(io), child_signal_(io, SIGCHLD) { await_child(); }

CommandRunner::~CommandRunner() = default;

void CommandRunner::await_child() {
    child_signal_.async_wait([this](const boost::system::error_code& error, int) {
        if (error) return;
        reap();
        await_child();
    });
}

void CommandRunner::run(const Command& command, Done done) {
    auto running = std::make_shared<Running>(io_, command, std::move(done));
    const auto fail = [&](int code) {
        boost::asio::post(io_, [running, text = fmt::format("{}: {}", command.words.front(), system_text(code)), code] {
            running->finish(Error{ErrorCode::io, text, code});
        });
    };
    std::array<int, 2> ends{-1, -1};
    if (command.wants_output && ::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(errno);
    const int error = spawn(command, ends[1], running->pid);
    if (ends[1] >= 0) ::close(ends[1]);
    if (ends[0] >= 0) running->output.assign(ends[0]);
    if (error != 0) return fail(error);
    running_.push_back(running);
    if (command.wants_output) read(running);
    running->timer.expires_after(command.limit);
    running->timer.async_wait([this, running](const boost::system::error_code& cancelled) {
        if (!cancelled) limit(running);
    });
}

void CommandRunner::read(const std::shared_ptr<Running>& running) {
    running->output.async_read_some(boost::asio::buffer(running->buffer),
                                    [this, running](const boost::system::error_code& error, std::size_t size) {
                                        if (error) return;
                                        const std::size_t room =
                                            kMostOutput - std::min(kMostOutput, running->text.size());
                                        running->text.append(running->buffer.data(), std::min(size, room));
                                        read(running);
                                    });
}

void CommandRunner::limit(const std::shared_ptr<Running>& running) {
    if (std::ranges::find(running_, running) == running_.end()) return;
    const bool is_first = static_cast<bool>(running->done);
    ::kill(-running->pid, is_first ? SIGTERM : SIGKILL);
    if (!is_first) return;
    running->timer.expires_after(kGrace);
    running->timer.async_wait([this, running](const boost::system::error_code& cancelled) {
        if (!cancelled) limit(running);
    });
    running->finish(Error{ErrorCode::timeout,
                          fmt::format("{}: not through after {} s, ended", running->command.words.front(),
                                      running->command.limit.count()),
                          0});
}

// One signal may stand for several children.
void CommandRunner::reap() {
    std::vector<std::pair<std::shared_ptr<Running>, int>> ended;
    std::erase_if(running_, [&ended](const std::shared_ptr<Running>& running) {
        int status = 0;
        if (::waitpid(running->pid, &status, WNOHANG) != running->pid) return false;
        ended.emplace_back(running, status);
        return true;
    });
    for (const auto& [running, status] : ended) {
        running->timer.cancel();
        // What it wrote last may still be in the pipe; what it has left behind may hold that open for ever.
        if (running->output.is_open()) {
            boost::system::error_code error;
            running->output.non_blocking(true, error);
            const std::size_t size = running->output.read_some(boost::asio::buffer(running->buffer), error);
            running->text.append(running->buffer.data(), size);
            running->output.close(error);
        }
        const std::string& program = running->command.words.front();
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) running->finish(running->text);
        else if (WIFEXITED(status))
            running->finish(
                Error{ErrorCode::refused, fmt::format("{}: exit code {}", program, WEXITSTATUS(status)), 0});
        else
            running->finish(
                Error{ErrorCode::refused, fmt::format("{}: ended by signal {}", program, WTERMSIG(status)), 0});
    }
}

}  // namespace upsmd::daemon
