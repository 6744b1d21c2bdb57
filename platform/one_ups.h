// A program's run with one UPS: the port, the runner, the loop, the signals. Programs derive from it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "platform/asio_runner.h"
#include "platform/backend.h"

namespace upsmd {

// Thread: the one that calls run.
class OneUps : public RunnerListener {
  public:
    // The protocol, and the cable of the settings, must outlive this object.
    OneUps(std::string port, const Protocol& protocol, const Settings& settings);

    // Until finish is called; returns the exit code given there. Error: the port could not be opened, the first time.
    Result<int> run();

  protected:
    // The first time that something is certain: the state, or that the UPS does not answer (no_comm): after 8 s, with
    // `auto` once everything has been asked (20 s at the most). Where long replies come before the first status, a unit
    // that goes on talking is waited for.
    virtual void on_first(State /*state*/) {}
    // After a state: everything that the unit is asked has been asked once.
    virtual void on_complete() {}
    // SIGINT or SIGTERM.
    virtual void on_interrupt() { finish(1); }

    void finish(int exit_code);

    const Session& session() const { return runner_.session(id_); }
    AsioRunner& runner() { return runner_; }
    Fleet::Id id() const { return id_; }
    bool opened() const { return opened_; }  // at least once

    // Who overrides these calls them too.
    void on_state(Fleet::Id id, State state) override;
    void on_event(Fleet::Id id, const SessionEvent& event) override;
    void on_wire(Fleet::Id id, bool received, Bytes bytes) override;
    void on_values(Fleet::Id, const std::bitset<kVariableCount>&) override {}
    void on_port(Fleet::Id id, const Error* error) override;

    // "COM1: the UPS does not answer", what `auto` has tried, or why what it has found is not watched.
    std::string silence_text() const;

  private:
    std::chrono::steady_clock::duration first_limit() const;
    void wait_for_first(std::chrono::steady_clock::duration time);
    void tell_silence();

    std::string port_;
    const Protocol& protocol_;
    Settings settings_;
    boost::asio::io_context io_{1};
    std::unique_ptr<PortOpener> opener_;
    AsioRunner runner_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer first_timer_;
    boost::asio::steady_timer complete_timer_;
    Fleet::Id id_ = 0;
    int exit_code_ = 0;
    std::chrono::steady_clock::duration patience_{};  // left for long replies
    bool heard_ = false;                              // since the last look
    bool first_ = false;
    bool complete_ = false;
    std::string silence_;
    bool opened_ = false;
    std::optional<Error> unopened_;
};

}  // namespace upsmd
