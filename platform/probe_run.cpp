#include "platform/probe_run.h"

#include <algorithm>
#include <csignal>

#include "core/protocols/auto_detect.h"
#include "platform/clock.h"
#include "platform/event_text.h"

namespace upsmd {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kTick = 200ms;
// `auto` is through after 18 s.
constexpr auto kLimit = 20s;
// From the protocol to the unit's name.
constexpr auto kIdentityLimit = 6s;

}  // namespace

ProbeRun::ProbeRun(const std::vector<std::string>& ports, std::function<void(std::size_t, std::chrono::seconds)> progress)
    : opener_(make_port_opener(io_)),
      runner_(io_, *opener_, system_clock(), *this, null_log()),
      signals_(io_, SIGINT, SIGTERM),
      timer_(io_),
      progress_(std::move(progress)) {
    for (const std::string& name : ports) {
        Port port;
        port.result.port = name;
        ports_.push_back(std::move(port));
    }
}

std::vector<ProbeResult> ProbeRun::run() {
    start_ = steady_clock::now();
    for (Port& port : ports_) {
        opened_now_ = false;
        const Result<Fleet::Id> added = runner_.add(port.result.port, kAuto, Settings{});
        port.opened = opened_now_;
        if (added) port.id = *added;
        else port.result.error = added.error().message;
        port.done = !added;
    }
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (error) return;
        for (Port& port : ports_)
            if (!port.done) port.result.error = "interrupted";
        io_.stop();
    });
    tick();
    io_.run();
    std::vector<ProbeResult> results;
    for (Port& port : ports_) results.push_back(std::move(port.result));
    return results;
}

ProbeRun::Port* ProbeRun::find(Fleet::Id id) {
    const auto port = std::find_if(ports_.begin(), ports_.end(), [id](const Port& each) { return each.id == id; });
    return port == ports_.end() ? nullptr : &*port;
}

// A port on a network is there, or fails, only after a while.
void ProbeRun::on_port(Fleet::Id id, const Error* error) {
    Port* const port = find(id);
    opened_now_ = error == nullptr;
    if (port == nullptr || port->done) return;
    port->opened = port->opened || error == nullptr;
    if (port->opened) return;
    port->result.error = error->message;
    port->done = true;
}

void ProbeRun::on_event(Fleet::Id id, const SessionEvent& event) {
    Port* const port = find(id);
    if (port == nullptr || port->done) return;
    if (event.kind == SessionEvent::Kind::protocol_found) port->found = steady_clock::now();
    if (event.kind != SessionEvent::Kind::nothing_found) return;
    port->result.error = event_text(event, kAuto);
    port->done = true;
}

void ProbeRun::tick() {
    const auto now = steady_clock::now();
    for (Port& port : ports_)
        if (!port.done) look(port, now);
    const auto through = std::count_if(ports_.begin(), ports_.end(), [](const Port& port) { return port.done; });
    progress_(static_cast<std::size_t>(through), std::chrono::duration_cast<std::chrono::seconds>(now - start_));
    if (through == static_cast<std::ptrdiff_t>(ports_.size())) return io_.stop();
    timer_.expires_after(kTick);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) tick();
    });
}

void ProbeRun::look(Port& port, steady_clock::time_point now) {
    const Session& session = runner_.session(*port.id);
    const bool named = session.asked_everything() || session.reading().get(Variable::device_model).present();
    if (port.found && (named || now > *port.found + kIdentityLimit)) return take(port);
    if (port.found || now <= start_ + kLimit) return;
    port.result.error = "no UPS answers";
    port.done = true;
}

void ProbeRun::take(Port& port) {
    const Session& session = runner_.session(*port.id);
    const auto text = [&](Variable variable) { return std::string(session.reading().get(variable).as_text()); };
    port.result.baud = session.found().baud;
    port.result.protocol = session.protocol().name;
    port.result.maker = text(Variable::device_mfr);
    port.result.model = text(Variable::device_model);
    port.result.state = state_name(session.state());
    port.result.status = text(Variable::ups_status);
    port.done = true;
}

}  // namespace upsmd
