#include "tests/sim/sim_world.h"

#include <algorithm>
#include <stdexcept>

#include "core/catalog.h"

namespace upsmd::testing {

std::size_t SimWorld::add(const SiteOptions& options) {
    const Protocol* const protocol = protocol_by_name(options.protocol);
    if (protocol == nullptr) throw std::invalid_argument("no protocol " + options.protocol);
    Settings settings = options.settings;
    if (protocol->lines_only && settings.cable == nullptr) settings.cable = cable_by_name(options.cable);
    if (protocol->lines_only && settings.cable == nullptr) throw std::invalid_argument("no cable " + options.cable);

    auto site = std::make_unique<Site>();
    std::string error;
    const std::string& unit = options.unit.empty() ? options.protocol : options.unit;
    site->ups = sim::make_ups(unit, options.ups, options.seed, error);
    if (site->ups == nullptr) throw std::invalid_argument(error);
    const Protocol* const spoken = protocol_by_name(unit);
    site->baud = options.baud != 0 ? options.baud : (spoken != nullptr ? spoken->line.baud : 2400U);
    site->wire = sim::Wire(site->baud, options.paced);
    site->id = fleet_.add(*protocol, settings);
    const std::size_t index = sites_.size();
    by_id_[site->id] = index;
    sites_.push_back(std::move(site));
    queued_at_.push_back(kNever);
    open_port(*sites_[index]);
    requeue(index);
    return index;
}

void SimWorld::open_port(Site& site) {
    site.open = true;
    site.wire.clear();
    site.wire.set_speeds(session(by_id_.at(site.id)).wanted_baud(), site.baud);
    site.outputs = session(by_id_.at(site.id)).wanted_lines();
    site.ups->on_outputs(site.outputs, now_);
    site.seen_lines = site.ups->lines();
    tell(site, [&](Session& session) { session.on_port_open(site.seen_lines, now_); });
}

void SimWorld::lose_port(Site& site) {
    site.open = false;
    site.wire.clear();
    tell(site, [&](Session& session) { session.on_port_lost(now_); });
}

bool SimWorld::run_until(Time limit, const std::function<bool()>& done) {
    while (!done()) {
        const Time site_next = queue_.empty() ? kNever : queue_.begin()->first.first;
        const Time next = std::min(site_next, fleet_.deadline());
        if (next > limit) {
            now_ = std::max(now_, limit);
            return done();
        }
        now_ = std::max(now_, next);
        while (!queue_.empty() && queue_.begin()->first.first <= now_) {
            const std::size_t index = queue_.begin()->second;
            step(*sites_[index]);
            requeue(index);
        }
        fleet_.run_due(now_, [&](Fleet::Id id) {
            const std::size_t index = by_id_.at(id);
            tell(*sites_[index], [](Session&) {});
            requeue(index);
        });
    }
    return true;
}

bool SimWorld::run_to_state(std::size_t site, State state, Duration limit) {
    return run_until(now_ + limit, [&] { return sites_[site]->state == state; });
}

// The UPS and both directions of its cable, at this instant.
void SimWorld::step(Site& site) {
    const sim::Bytes from_ups = site.ups->take_output(now_);
    if (!from_ups.empty() && site.open) site.wire.to_pc.push(from_ups, now_);
    const sim::Bytes at_ups = site.wire.to_ups.take(now_);
    if (!at_ups.empty()) site.ups->on_bytes(at_ups, now_);
    const sim::Bytes at_pc = site.wire.to_pc.take(now_);
    if (!at_pc.empty() && site.open) tell(site, [&](Session& session) { session.on_bytes(at_pc, now_); });
    if (site.open && site.ups->lines() != site.seen_lines) {
        site.seen_lines = site.ups->lines();
        tell(site, [&](Session& session) { session.on_lines(site.seen_lines, now_); });
    }
    auto log = site.ups->take_log();
    std::move(log.begin(), log.end(), std::back_inserter(site.log));
}

// One turn of the session: what happens to it, then what it wants done and has to tell. A turn comes with every character,
// so it asks the fleet and the UPS for as little as it can.
void SimWorld::tell(Site& site, const std::function<void(Session&)>& happens) {
    bool reopen = false;
    fleet_.with(site.id, [&](Session& session) {
        happens(session);
        if (site.open) site.wire.set_speeds(session.wanted_baud(), site.baud);
        if (!session.to_send().empty()) {
            if (site.open) site.wire.to_ups.push(session.to_send(), now_);
            session.sent();
        }
        if (site.open && site.outputs != session.wanted_lines()) {
            site.outputs = session.wanted_lines();
            site.ups->on_outputs(site.outputs, now_);
        }
        auto events = session.take_events();
        std::move(events.begin(), events.end(), std::back_inserter(site.events));
        session.take_changed();
        if (session.state() != site.state) {
            site.state = session.state();
            site.changes.push_back({now_, site.state});
        }
        reopen = session.take_reopen_wish();
    });
    if (!reopen || !site.open) return;
    ++site.reopened;
    lose_port(site);
    open_port(site);
}

Time SimWorld::deadline(const Site& site) const {
    Time next = std::min(site.ups->deadline(), site.wire.deadline());
    if (site.open && site.ups->lines() != site.seen_lines) next = now_;
    return next;
}

void SimWorld::requeue(std::size_t index) {
    if (queued_at_[index] != kNever) queue_.erase({queued_at_[index], index});
    queued_at_[index] = deadline(*sites_[index]);
    if (queued_at_[index] != kNever) queue_[{queued_at_[index], index}] = index;
}

void SimWorld::command(std::size_t index, std::string_view text) {
    Site& site = *sites_[index];
    std::string error;
    site.ups->on_time(now_);
    if (!site.ups->apply(text, now_, error)) throw std::invalid_argument(error);
    if (site.ups->hung_up() && site.open) lose_port(site);
    if (!site.ups->hung_up() && !site.open) open_port(site);
    step(site);
    requeue(index);
}

Result<void> SimWorld::request(std::size_t index, const ControlRequest& request) {
    Site& site = *sites_[index];
    Result<void> result;
    tell(site, [&](Session& session) { result = session.request(request, now_); });
    requeue(index);
    return result;
}

Result<void> SimWorld::set(std::size_t index, Variable variable, std::string_view value) {
    Site& site = *sites_[index];
    Result<void> result;
    tell(site, [&](Session& session) { result = session.set(variable, value, now_); });
    requeue(index);
    return result;
}

std::string SimWorld::status(std::size_t site) const {
    return std::string(reading(site).get(Variable::ups_status).as_text());
}

std::vector<std::string> SimWorld::executed(std::size_t index) const {
    std::vector<std::string> commands;
    for (const sim::LogEntry& entry : sites_[index]->log)
        if (entry.kind == sim::LogKind::kExecuted) commands.push_back(entry.text);
    return commands;
}

bool SimWorld::happened(std::size_t index, std::string_view text) const {
    const auto& log = sites_[index]->log;
    return std::any_of(log.begin(), log.end(), [text](const sim::LogEntry& entry) {
        return entry.kind == sim::LogKind::kPower && entry.text == text;
    });
}

int SimWorld::count_events(std::size_t site, SessionEvent::Kind kind) const {
    const auto& events = sites_[site]->events;
    return static_cast<int>(
        std::count_if(events.begin(), events.end(), [kind](const SessionEvent& event) { return event.kind == kind; }));
}

}  // namespace upsmd::testing
