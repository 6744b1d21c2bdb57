#include "platform/asio_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "platform/event_text.h"

namespace upsmd {
namespace {

constexpr auto kRetryAfter = std::chrono::milliseconds(500);
// Where opening the port moves the line that turns the UPS off, and the UPS was last seen on battery.
constexpr auto kRiskyRetryAfter = std::chrono::seconds(60);
// Edges come as events; but common UARTs tell RI only when it falls, and some drivers lose an edge or stop telling them.
constexpr auto kLookEvery = std::chrono::milliseconds(200);

}  // namespace

struct AsioRunner::Port {
    Port(Fleet::Id own_id, std::string port_name, boost::asio::io_context& io)
        : id(own_id), name(std::move(port_name)), retry_timer(io), look_timer(io) {}

    Fleet::Id id;
    std::string name;
    std::unique_ptr<SerialPort> serial;  // null while it cannot be opened
    std::uint32_t baud = 0;              // as it was set last
    bool has_speed = true;               // ... and the port took it
    OutputLines lines;                   // the same
    InputLines seen;                     // as the session was told last
    State told_state = State::no_comm;
    std::string told_error;              // the last failure that was logged: a retry twice a second must not flood
    boost::asio::steady_timer retry_timer;
    boost::asio::steady_timer look_timer;
    std::vector<std::function<void(ControlPhase)>> waiting;  // when_committed
};

AsioRunner::AsioRunner(boost::asio::io_context& io, PortOpener& opener, const Clock& clock, RunnerListener& listener,
                       Log& log)
    : io_(io), opener_(opener), clock_(clock), listener_(listener), log_(log), timer_(io) {}

AsioRunner::~AsioRunner() { *alive_ = false; }

Result<Fleet::Id> AsioRunner::add(const std::string& port, const Protocol& protocol, const Settings& settings) {
    const Fleet::Id id = fleet_.add(protocol, settings);
    Port& added = *ports_.emplace(id, std::make_unique<Port>(id, port, io_)).first->second;
    if (const Result<void> opened = open(added); !opened) {
        remove(id);
        return opened.error();
    }
    listener_.on_port(id, nullptr);
    drain(id);
    return id;
}

Fleet::Id AsioRunner::add_when_possible(const std::string& port, const Protocol& protocol, const Settings& settings) {
    const Fleet::Id id = fleet_.add(protocol, settings);
    ports_.emplace(id, std::make_unique<Port>(id, port, io_));
    // From the loop, so that the caller knows the id before the listener hears of it.
    boost::asio::post(io_, [this, id, alive = alive_] {
        if (*alive) retry(id);
    });
    return id;
}

void AsioRunner::remove(Fleet::Id id) {
    ports_.erase(id);
    fleet_.remove(id);
    arm();
}

Result<void> AsioRunner::request(Fleet::Id id, const ControlRequest& request) {
    const Result<void> result =
        fleet_.with(id, [&](Session& session) { return session.request(request, clock_.now()); });
    drain(id);
    return result;
}

Result<void> AsioRunner::set(Fleet::Id id, Variable variable, std::string_view value) {
    const Result<void> result =
        fleet_.with(id, [&](Session& session) { return session.set(variable, value, clock_.now()); });
    drain(id);
    return result;
}

void AsioRunner::when_committed(Fleet::Id id, std::function<void(ControlPhase)> done) {
    ports_.at(id)->waiting.push_back(std::move(done));
    boost::asio::post(io_, [this, id, alive = alive_] {
        if (*alive) drain(id);
    });
}

Result<void> AsioRunner::open(Port& port) {
    const Fleet::Id id = port.id;
    const Protocol& protocol = fleet_.session(id).protocol();
    port.baud = fleet_.session(id).wanted_baud();
    port.lines = fleet_.session(id).wanted_lines();
    auto opened = opener_.open(port.name, {port.baud, port.lines});
    if (!opened) return opened.error();
    std::unique_ptr<SerialPort> serial = std::move(*opened);

    const Result<InputLines> inputs = serial->lines().get();
    if (!inputs && protocol.lines_only) return inputs.error();
    if (!inputs) log_.write(LogLevel::debug, port.name + ": no modem lines: " + inputs.error().message);
    if (protocol.lines_only) {
        const Result<void> watching = serial->lines().watch([this, id](InputLines lines) {
            if (log_.enabled(LogLevel::trace))
                log_.write(LogLevel::trace, fmt::format("{}: CTS {:d} DSR {:d} RI {:d} DCD {:d}", ports_.at(id)->name,
                                                        lines.cts, lines.dsr, lines.ri, lines.dcd));
            tell_lines(*ports_.at(id), lines);
        });
        if (!watching) return watching.error();
    }
    serial->start_reading(
        [this, id](Bytes bytes) {
            trace(*ports_.at(id), true, bytes);
            listener_.on_wire(id, true, bytes);
            fleet_.with(id, [&](Session& session) { session.on_bytes(bytes, clock_.now()); });
            drain(id);
            expect_rest(id);
        },
        [this, id](const Error& error) { on_lost(id, error); });
    port.serial = std::move(serial);
    port.told_error.clear();
    log_.write(LogLevel::info, fmt::format("{}: open, {}, {} baud", port.name, protocol.name, port.baud));
    port.has_speed = true;
    port.seen = inputs ? *inputs : InputLines{};
    fleet_.with(id, [&](Session& session) { session.on_port_open(port.seen, clock_.now()); });
    if (protocol.lines_only || (protocol.lines_beside && inputs)) look_later(port);
    return {};
}

void AsioRunner::expect_rest(Fleet::Id id) {
    const auto found = ports_.find(id);
    if (found == ports_.end() || !found->second->serial) return;
    if (const std::size_t rest = fleet_.session(id).expected_bytes(); rest > 0) found->second->serial->expect(rest);
}

void AsioRunner::tell_lines(Port& port, InputLines lines) {
    const Fleet::Id id = port.id;
    port.seen = lines;
    fleet_.with(id, [&](Session& session) { session.on_lines(lines, clock_.now()); });
    drain(id);
}

void AsioRunner::look_later(Port& port) {
    port.look_timer.expires_after(kLookEvery);
    port.look_timer.async_wait([this, id = port.id, alive = alive_](const boost::system::error_code& error) {
        if (!error && *alive) look(id);
    });
}

void AsioRunner::look(Fleet::Id id) {
    const auto found = ports_.find(id);
    if (found == ports_.end() || !found->second->serial) return;
    Port& port = *found->second;
    const Result<InputLines> lines = port.serial->lines().get();
    if (!lines && fleet_.session(id).protocol().lines_only) return on_lost(id, lines.error());
    // Beside bytes: what was seen last holds, and the next look may work again.
    look_later(port);
    if (!lines) return log_.write(LogLevel::debug, port.name + ": modem lines: " + lines.error().message);
    if (*lines != port.seen) tell_lines(port, *lines);
}

// The port itself is destroyed from the loop: we may be inside one of its callbacks.
void AsioRunner::close(Port& port) {
    if (!port.serial) return;
    closing_.push_back(std::move(port.serial));
    fleet_.with(port.id, [&](Session& session) { session.on_port_lost(clock_.now()); });
    boost::asio::post(io_, [this, alive = alive_] {
        if (*alive) closing_.clear();
    });
}

void AsioRunner::on_lost(Fleet::Id id, const Error& error) {
    Port& port = *ports_.at(id);
    close(port);
    failed(port, error);
    drain(id);
}

void AsioRunner::failed(Port& port, const Error& error) {
    if (error.message != port.told_error)
        log_.write(LogLevel::warning, error.native != 0 ? fmt::format("{} (system code {})", error.message, error.native)
                                                        : error.message);
    port.told_error = error.message;
    listener_.on_port(port.id, &error);
    retry_later(port);
}

void AsioRunner::retry_later(Port& port) {
    if (fleet_.session(port.id).reopening_is_risky())
        port.retry_timer.expires_after(kRiskyRetryAfter);
    else
        port.retry_timer.expires_after(kRetryAfter);
    port.retry_timer.async_wait([this, id = port.id, alive = alive_](const boost::system::error_code& error) {
        if (!error && *alive) retry(id);
    });
}

void AsioRunner::retry(Fleet::Id id) {
    const auto found = ports_.find(id);
    if (found == ports_.end() || found->second->serial) return;
    Port& port = *found->second;
    if (const Result<void> opened = open(port); !opened) return failed(port, opened.error());
    listener_.on_port(id, nullptr);
    drain(id);
}

void AsioRunner::reopen(Fleet::Id id) {
    Port& port = *ports_.at(id);
    log_.write(LogLevel::info, port.name + ": silent for long, opening it again");
    close(port);
    // Queued behind the handler that destroys the old port: it has to be closed before it can be opened.
    boost::asio::post(io_, [this, id, alive = alive_] {
        if (*alive) retry(id);
    });
}

// After every input: takes out of the session what it has to say.
void AsioRunner::drain(Fleet::Id id) {
    const auto found = ports_.find(id);
    if (found == ports_.end()) return;
    Port& port = *found->second;
    std::bitset<kVariableCount> changed;
    std::vector<SessionEvent> events;
    bool wants_reopening = false;
    fleet_.with(id, [&](Session& session) {
        set_speed(port, session.wanted_baud(), session.wanted_lines());
        send(port, session.wanted_lines(), session.to_send());
        session.sent();
        changed = session.take_changed();
        events = session.take_events();
        wants_reopening = session.take_reopen_wish();
    });
    const Session& session = fleet_.session(id);
    if (session.state() != port.told_state) {
        port.told_state = session.state();
        listener_.on_state(id, port.told_state);
    }
    if (changed.any()) listener_.on_values(id, changed);
    tell(port, events);
    if (!port.waiting.empty() && session.control_phase() != ControlPhase::running)
        tell_committed(port, session.control_phase());
    if (wants_reopening && port.serial) reopen(id);
    arm();
}

// The speed changes only while `auto` looks for a UPS. Where the port refuses one nothing is sent until the next change: bytes
// at another speed than they are meant for are other bytes to some unit.
void AsioRunner::set_speed(Port& port, std::uint32_t baud, const OutputLines& lines) {
    if (!port.serial || baud == port.baud) return;
    if (log_.enabled(LogLevel::trace))
        log_.write(LogLevel::trace, fmt::format("{}: {} baud, DTR {:d} RTS {:d}", port.name, baud, lines.dtr, lines.rts));
    port.baud = baud;
    port.lines = lines;
    const Result<void> done = port.serial->change({baud, lines});
    port.has_speed = static_cast<bool>(done);
    if (!done) log_.write(LogLevel::warning, done.error().message);
}

void AsioRunner::send(Port& port, const OutputLines& lines, Bytes bytes) {
    if (!port.serial) return;
    if (lines != port.lines) {
        if (log_.enabled(LogLevel::trace))
            log_.write(LogLevel::trace, fmt::format("{}: DTR {:d} RTS {:d} BREAK {:d}", port.name, lines.dtr, lines.rts,
                                                    lines.brk));
        if (const Result<void> done = port.serial->lines().set(lines); done)
            port.lines = lines;
        else
            lines_failed(port, done.error());
    }
    if (bytes.empty() || !port.has_speed) return;
    trace(port, false, bytes);
    port.serial->write(bytes);
    listener_.on_wire(port.id, false, bytes);
}

// Where the lines are the protocol, a port that does not set them is of no use: what was to be done is not done.
void AsioRunner::lines_failed(Port& port, const Error& error) {
    log_.write(LogLevel::error, error.message);
    if (!fleet_.session(port.id).protocol().lines_only) return;
    boost::asio::post(io_, [this, id = port.id, error, alive = alive_] {
        const auto found = *alive ? ports_.find(id) : ports_.end();
        if (found != ports_.end() && found->second->serial) on_lost(id, error);
    });
}

void AsioRunner::tell(Port& port, const std::vector<SessionEvent>& events) {
    for (const SessionEvent& event : events) {
        const LogLevel level = event_level(event);
        if (log_.enabled(level))
            log_.write(level, port.name + ": " + event_text(event, fleet_.session(port.id).protocol()));
        listener_.on_event(port.id, event);
    }
}

void AsioRunner::tell_committed(Port& port, ControlPhase phase) {
    auto done = [waiting = std::exchange(port.waiting, {}), phase] {
        for (const auto& call : waiting) call(phase);
    };
    if (port.serial)
        port.serial->when_written(std::move(done));
    else
        boost::asio::post(io_, std::move(done));
}

void AsioRunner::trace(const Port& port, bool received, Bytes bytes) {
    if (log_.enabled(LogLevel::trace))
        log_.write(LogLevel::trace, fmt::format("{}: {} {}", port.name, received ? "<" : ">", wire_text(bytes)));
}

void AsioRunner::arm() {
    if (running_due_) return;  // once at its end
    const Time deadline = fleet_.deadline();
    if (deadline == armed_) return;
    armed_ = deadline;
    if (deadline == kNever) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(std::max(Duration(0), deadline - clock_.now()));
    timer_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
        if (!error && *alive) run_due();
    });
}

void AsioRunner::run_due() {
    armed_ = kNever;
    {
        struct Mark {
            bool& mark;
            explicit Mark(bool& flag) : mark(flag) { mark = true; }
            ~Mark() { mark = false; }
        } running(running_due_);
        try {
            fleet_.run_due(clock_.now(), [this](Fleet::Id id) { drain(id); });
        } catch (...) {
            // Out of memory, at the worst: whoever runs the loop hears of it, and the timer goes on.
            running_due_ = false;
            arm();
            throw;
        }
    }
    arm();
}

}  // namespace upsmd
