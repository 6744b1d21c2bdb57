// A program's run with one UPS: the port, the runner, the loop, the signals. Subcommands derive from it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "apps/upsmd/port_choice.h"
#include "platform/asio_runner.h"
#include "platform/backend.h"

namespace upsmd {

// Thread: the one that calls run.
class OneUps : public RunnerListener {
  public:
    explicit OneUps(PortChoice choice);

    // Until finish is called. Returns the exit code; 1, with a message on standard error, where the port cannot be
    // opened.
    int run();

  protected:
    // The first time of what is known to be settled: the state, or that the UPS does not answer (no_comm).
    virtual void on_first(State /*state*/) {}
    // Everything that the unit is asked has been asked once.
    virtual void on_complete() {}
    virtual void on_interrupt() { finish(1); }

    void finish(int exit_code);
    // Error message on standard error.
    static void complain(const std::string& message);

    const Session& session() const { return runner_.session(id_); }
    AsioRunner& runner() { return runner_; }
    Fleet::Id id() const { return id_; }

    void on_state(Fleet::Id id, State state) override;
    void on_wire(Fleet::Id id, bool received, Bytes bytes) override;
    void on_values(Fleet::Id, const std::bitset<kVariableCount>&) override {}

  private:
    PortChoice choice_;
    boost::asio::io_context io_;
    std::unique_ptr<PortOpener> opener_;
    AsioRunner runner_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer first_timer_;
    boost::asio::steady_timer complete_timer_;
    Fleet::Id id_ = 0;
    int exit_code_ = 0;
    bool first_ = false;
    bool complete_ = false;
    std::set<std::string> asked_;
    int repeats_ = 0;
};

}  // namespace upsmd
