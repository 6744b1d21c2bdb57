// Opening, losing and opening again.
#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <utility>

#include "platform/asio_runner.h"
#include "platform/asio_runner_port.h"

namespace upsmd {
namespace {

constexpr auto kRetryAfter = std::chrono::milliseconds(500);
// Where opening the port moves the line that turns the UPS off, and the UPS was last seen on battery.
constexpr auto kRiskyRetryAfter = std::chrono::seconds(60);

}  // namespace

Result<void> AsioRunner::open(Port& port) {
    const Fleet::Id id = port.id;
    const Protocol& protocol = fleet_.session(id).protocol();
    port.baud = fleet_.session(id).wanted_baud();
    port.lines = fleet_.session(id).wanted_lines();
    auto opened = opener_.open(port.name, {port.baud, port.lines});
    if (!opened) return opened.error();
    // What makes `auto` safe is that every question goes out at the speed that it was proved for.
    if (!protocol.probes.empty() && !(*opened)->sets_speed())
        return Error{ErrorCode::unsupported,
                     port.name + ": `" + std::string(protocol.name) +
                         "` has to set the port's speed, which cannot be done here: name the protocol",
                     0};
    if ((*opened)->ready()) return use(port, std::move(*opened));
    port.coming = std::move(*opened);
    // From the loop: where it is of no use the port is destroyed, which must not happen inside its callback.
    port.coming->when_ready([this, id](const Result<void>& result) {
        boost::asio::post(io_, [this, id, result, alive = alive_] {
            if (*alive) on_ready(id, result);
        });
    });
    return {};
}

void AsioRunner::on_ready(Fleet::Id id, const Result<void>& result) {
    const auto found = ports_.find(id);
    if (found == ports_.end() || !found->second->coming) return;
    Port& port = *found->second;
    std::unique_ptr<SerialPort> serial = std::exchange(port.coming, nullptr);
    const Result<void> used = result ? use(port, std::move(serial)) : result;
    if (!used) return failed(port, used.error());
    listener_.on_port(id, nullptr);
    drain(id);
}

Result<void> AsioRunner::use(Port& port, std::unique_ptr<SerialPort> serial) {
    const Fleet::Id id = port.id;
    const Protocol& protocol = fleet_.session(id).protocol();
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
    if (found == ports_.end() || found->second->serial || found->second->coming) return;
    Port& port = *found->second;
    if (const Result<void> opened = open(port); !opened) return failed(port, opened.error());
    if (!port.serial) return;  // not ready yet
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

}  // namespace upsmd
