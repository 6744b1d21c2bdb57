// `auto` on many ports at once, until each has an answer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/asio_runner.h"
#include "platform/backend.h"

namespace upsmd {

// What was found on a port.
struct ProbeResult {
    std::string port;
    std::string error;     // why there is nothing else: cannot be opened, or no UPS and what was tried
    std::uint32_t baud = 0;
    std::string protocol;  // empty: none was found
    std::string maker;
    std::string model;
    std::string state;     // of upsmd.state
    std::string status;    // ups.status
};

// Thread: the one that calls run.
class ProbeRun final : private RunnerListener {
  public:
    // progress: called a few times a second with the number of ports that are through, and the time since the start.
    ProbeRun(const std::vector<std::string>& ports, std::function<void(std::size_t, std::chrono::seconds)> progress);

    // In the order of the ports. SIGINT and SIGTERM end it early: what is not known then says so.
    std::vector<ProbeResult> run();

  private:
    struct Port {
        ProbeResult result;
        std::optional<Fleet::Id> id;
        std::optional<std::chrono::steady_clock::time_point> found;
        bool opened = false;
        bool done = false;
    };

    void on_state(Fleet::Id, State) override {}
    void on_values(Fleet::Id, const std::bitset<kVariableCount>&) override {}
    void on_event(Fleet::Id id, const SessionEvent& event) override;
    void on_port(Fleet::Id id, const Error* error) override;

    Port* find(Fleet::Id id);
    void tick();
    void look(Port& port, std::chrono::steady_clock::time_point now);
    void take(Port& port);

    boost::asio::io_context io_{1};
    std::unique_ptr<PortOpener> opener_;
    AsioRunner runner_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer timer_;
    std::function<void(std::size_t, std::chrono::seconds)> progress_;
    std::chrono::steady_clock::time_point start_;
    std::vector<Port> ports_;
    bool opened_now_ = false;  // by an `add` that has not returned yet
};

}  // namespace upsmd
