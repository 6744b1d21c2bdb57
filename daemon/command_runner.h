// Runs commands beside the loop: none of them ever holds it up.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "daemon/config.h"

namespace upsmd::daemon {

struct Command {
    CommandWords words;  // the program, looked for in PATH if it has no slash, and its arguments; no shell
    std::vector<std::string> environment{};  // "NAME=VALUE", beside the daemon's own
    std::chrono::seconds limit{60};
    bool wants_output = false;             // standard output is handed over, 4 KiB of it; else it goes where ours goes
};

// Thread: the one that runs the io_context. Destroying it leaves commands that run alone, and calls nothing.
class CommandRunner {
  public:
    // What it wrote, where that is wanted. Error: it could not be started, did not end with 0, or is not through in
    // time.
    using Done = std::function<void(const Result<std::string>&)>;

    // Between the polite end of a command that takes too long and the other.
    static constexpr std::chrono::seconds kGrace{5};

    explicit CommandRunner(boost::asio::io_context& io);
    ~CommandRunner();
    CommandRunner(const CommandRunner&) = delete;
    CommandRunner& operator=(const CommandRunner&) = delete;

    // done: once, never from inside. A command that is not through in time is ended with everything that it has started
    // (its process group).
    void run(const Command& command, Done done);

  private:
    struct Running;

    void await_child();
    void reap();
    void limit(const std::shared_ptr<Running>& running);
    void read(const std::shared_ptr<Running>& running);

    boost::asio::io_context& io_;
    boost::asio::signal_set child_signal_;
    std::vector<std::shared_ptr<Running>> running_;
};

}  // namespace upsmd::daemon
