#include "platform/asio_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "platform/asio_runner_port.h"
#include "platform/event_text.h"

namespace upsmd {
namespace {

// Edges come as events; but common UARTs tell RI only when it falls, and some drivers lose an edge or stop telling them.
constexpr auto kLookEvery = std::chrono::milliseconds(200);

}  // namespace

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
    if (!added.serial) return id;  // not ready yet
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
