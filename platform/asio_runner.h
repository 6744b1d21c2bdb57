// Drives a Fleet with real ports: one io_context, one thread, one timer armed at the earliest deadline.
#pragma once

#include <bitset>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/fleet.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/serial_port.h"

namespace upsmd {

// What a runner tells its owner. Called on the I/O thread; must not block, throw, or call add or remove (post them);
// request and when_committed are fine. Of one input first the state is told, then the values, then the events.
class RunnerListener {
  public:
    virtual ~RunnerListener() = default;
    virtual void on_state(Fleet::Id id, State state) = 0;
    virtual void on_values(Fleet::Id id, const std::bitset<kVariableCount>& changed) = 0;
    virtual void on_event(Fleet::Id /*id*/, const SessionEvent& /*event*/) {}
    // Every byte on the wire, as it is handed over. received: from the UPS.
    virtual void on_wire(Fleet::Id /*id*/, bool /*received*/, Bytes /*bytes*/) {}
    // The port has been opened (nullptr), could not be, or has gone. Called for each try, from the second one on for a
    // port that add_when_possible or a network waits for; the failure that add returns is not told.
    virtual void on_port(Fleet::Id /*id*/, const Error* /*error*/) {}
};

// Owner: the program or a Minidriver. Thread: every member, the destructor included, is called on the thread that runs
// the io_context, or while none does.
class AsioRunner {
  public:
    AsioRunner(boost::asio::io_context& io, PortOpener& opener, const Clock& clock, RunnerListener& listener, Log& log);
    ~AsioRunner();
    AsioRunner(const AsioRunner&) = delete;
    AsioRunner& operator=(const AsioRunner&) = delete;

    // Opens the port and starts the session. The first opening's failure is returned and nothing is added. A port
    // without modem lines is a failure (unsupported) for a protocol that consists of them, one whose speed cannot be set for
    // `auto`. A port that is not ready when it comes back (SerialPort::ready) is added; the listener is told how it went on,
    // and one that fails is tried again.
    Result<Fleet::Id> add(const std::string& port, const Protocol& protocol, const Settings& settings);

    // As add, but a port that cannot be opened is tried again, as one that hung up is: every 500 ms
    // (every 60 s where Session::reopening_is_risky).
    Fleet::Id add_when_possible(const std::string& port, const Protocol& protocol, const Settings& settings);

    // Closes the port. Callbacks of when_committed that wait are dropped.
    void remove(Fleet::Id id);

    Result<void> request(Fleet::Id id, const ControlRequest& request);

    // Session::set.
    Result<void> set(Fleet::Id id, Variable variable, std::string_view value);

    // Calls done on the I/O thread once the control has left phase `running` and its bytes are handed to the operating
    // system; the phase says how it stands. Never from inside this call.
    void when_committed(Fleet::Id id, std::function<void(ControlPhase)> done);

    const Session& session(Fleet::Id id) const { return fleet_.session(id); }

  private:
    struct Port;

    Result<void> open(Port& port);
    void on_ready(Fleet::Id id, const Result<void>& result);
    Result<void> use(Port& port, std::unique_ptr<SerialPort> serial);
    void close(Port& port);
    void on_lost(Fleet::Id id, const Error& error);
    void failed(Port& port, const Error& error);
    void expect_rest(Fleet::Id id);
    void tell_lines(Port& port, InputLines lines);
    void look_later(Port& port);
    void look(Fleet::Id id);
    void lines_failed(Port& port, const Error& error);
    void retry_later(Port& port);
    void retry(Fleet::Id id);
    void reopen(Fleet::Id id);
    void drain(Fleet::Id id);
    void set_speed(Port& port, std::uint32_t baud, const OutputLines& lines);
    void send(Port& port, const OutputLines& lines, Bytes bytes);
    void tell(Port& port, const std::vector<SessionEvent>& events);
    void tell_committed(Port& port, ControlPhase phase);
    void trace(const Port& port, bool received, Bytes bytes);
    void arm();
    void run_due();

    boost::asio::io_context& io_;
    PortOpener& opener_;
    const Clock& clock_;
    RunnerListener& listener_;
    Log& log_;
    Fleet fleet_;
    std::map<Fleet::Id, std::unique_ptr<Port>> ports_;
    // Ports that have gone, until they can be destroyed outside their own callbacks.
    std::vector<std::unique_ptr<SerialPort>> closing_;
    boost::asio::steady_timer timer_;
    Time armed_ = kNever;
    bool running_due_ = false;
    // Handlers that still lie in the queue when the runner is destroyed look at this first.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace upsmd
