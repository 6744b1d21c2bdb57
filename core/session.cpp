#include "core/session.h"

#include <algorithm>
#include <cassert>

#include "core/cable.h"

namespace upsmd {
namespace {

// Lines are believed when they held this long (bouncing contacts); bytes when the next poll agrees.
constexpr Duration kLineSteady = 100ms;
// Identity and settings are read again after this (a unit that was exchanged, settings changed at its panel).
constexpr Duration kIdentityPeriod = 3600s;
// A control does not wait longer than this for a reply that is under way.
constexpr Duration kControlPatience = 500ms;
constexpr Duration kDataPatience = 1300ms;
constexpr std::size_t kMaxEvents = 64;

StateRules::Options rule_options(const Protocol& protocol, const Settings& settings) {
    return {protocol.lines_only ? kLineSteady : Duration{0}, settings.low_battery_charge,
            settings.low_battery_runtime};
}

}  // namespace

std::size_t Session::status_index(const Protocol& protocol) {
    for (std::size_t i = 0; i < protocol.queries.size(); ++i)
        if (protocol.queries[i].schedule == Schedule::status) return i;
    return 0;
}

Session::Session(const Protocol& protocol, const Settings& settings)
    : protocol_(&protocol),
      settings_(settings),
      rules_(rule_options(protocol, settings)),
      framer_(protocol.terminator, protocol.cutter, protocol.longest_reply),
      baud_(protocol.line.baud),
      line_outputs_(settings.cable != nullptr ? settings.cable->run : protocol.line.outputs),
      wanted_lines_(line_outputs_),
      queries_(protocol.queries.size()),
      memory_(protocol.memory_bytes),
      status_index_(status_index(protocol)) {
    assert(!protocol.lines_only || settings.cable != nullptr);
    if (protocol.probes.empty()) return;
    detection_ = std::make_unique<Detection>(protocol.probes, settings.remembered);
    if (settings.remembered.protocol == nullptr) return;
    baud_ = settings.remembered.baud;
    wanted_lines_ = line_outputs_ = settings.remembered.outputs;
}

void Session::on_port_open(InputLines lines, Time now) {
    lines_ = lines;
    framer_.reset();
    out_size_ = 0;
    paced_at_ = kNever;
    entered_ = false;
    part_.reset();
    if (!protocol_->probes.empty()) detection_->restart();
    reopen_wish_ = false;
    reopen_at_ = kNever;
    next_poll_ = now + protocol_->line.settle;
    set_phase(Phase::settling, next_poll_);
}

void Session::on_port_lost(Time now) {
    end_control_by_loss(now);
    // Simple signalling has no polls: until now the lines were good.
    if (protocol_->lines_only && phase_ != Phase::closed) last_good_ = now;
    if (protocol_->lines_only) rules_.forget_pending();
    steps_ = {};
    out_size_ = 0;
    paced_at_ = kNever;
    // A level that turns the UPS off must not be what the port is opened with.
    wanted_lines_ = line_outputs_;
    set_phase(Phase::closed, kNever);
    lose_if_due(now);
}

void Session::end_control_by_loss(Time now) {
    const bool on_the_wire = control_phase_ == ControlPhase::committed;
    if (!control_waiting_ && control_phase_ != ControlPhase::running && !on_the_wire) return;
    control_waiting_ = false;
    control_phase_ = on_the_wire ? ControlPhase::unanswered : ControlPhase::refused;
    if (setting_ != nullptr) {
        setting_.reset();
        return note(SessionEvent::Kind::setting_refused, now,
                    static_cast<std::uint32_t>(setting_report_.row->variable));
    }
    note(on_the_wire ? SessionEvent::Kind::control_unanswered : SessionEvent::Kind::control_refused, now,
         static_cast<std::uint32_t>(control_));
}

void Session::on_bytes(Bytes bytes, Time now) {
    if (phase_ == Phase::closed || protocol_->lines_only) return;
    for (const std::uint8_t byte : bytes) on_byte(byte, now);
}

void Session::on_lines(InputLines lines, Time now) {
    lines_ = lines;
    if (!protocol_->lines_only || phase_ == Phase::closed || phase_ == Phase::settling) return;
    // At other levels than the running ones the cable may have no power, and its contacts say nothing.
    if (wanted_lines_ != line_outputs_) return;
    publish_status(cable_status(*settings_.cable, lines_), now, false);
}

void Session::on_time(Time now) {
    const State before = rules_.state();
    rules_.on_time(now);
    if (rules_.state() != before)
        note(SessionEvent::Kind::state_changed, now, static_cast<std::uint32_t>(rules_.state()));
    if (paced_at_ <= now) send_due_characters(now);
    if (reopen_at_ <= now && phase_ != Phase::closed && phase_ != Phase::stepping) {
        reopen_at_ = kNever;
        reopen_wish_ = true;
    }
    if (phase_ == Phase::closed) return lose_if_due(now);
    if (phase_until_ <= now) on_wait_over(now);
}

Time Session::deadline() const {
    const Time loss = phase_ == Phase::closed && communicating_ ? last_good_ + kLossAfter : kNever;
    const Time reopen = phase_ == Phase::closed || phase_ == Phase::stepping ? kNever : reopen_at_;
    return std::min({rules_.deadline(), paced_at_, phase_until_, loss, reopen});
}

bool Session::take_reopen_wish() {
    const bool wish = reopen_wish_;
    reopen_wish_ = false;
    return wish;
}

bool Session::reopening_is_risky() const {
    if (phase_ != Phase::closed) return false;
    const bool seen_on_battery = communicating_ ? last_status_.has(StatusFlag::ob) : lost_on_battery_;
    const bool may_kill =
        protocol_->lines_only ? settings_.cable->hazard != KillHazard::none : protocol_->opening_may_kill;
    return seen_on_battery && may_kill;
}

std::vector<SessionEvent> Session::take_events() {
    std::vector<SessionEvent> events;
    events.swap(events_);
    return events;
}

Result<void> Session::request(const ControlRequest& request, Time now) {
    const std::string name(control_name(request.control));
    const ControlRow* const row = find_control(*protocol_, request.control);
    if (row == nullptr)
        return Error{ErrorCode::unsupported, std::string(protocol_->name) + " has no control " + name, 0};
    if (auto possible = may_request(name); !possible) return possible;
    const std::string& method = settings_.turn_off_method;
    if (request.control == Control::shutdown_return && !method.empty() && !find_turn_off_method(*protocol_, method))
        return Error{ErrorCode::unsupported,
                     name + ": " + std::string(protocol_->name) + " has no turn-off method \"" + method + "\"" +
                         (protocol_->turn_off_methods.empty() ? "" : ", only " + turn_off_method_names(*protocol_)),
                     0};
    ControlRequest informed = request;
    informed.memory = memory_;
    auto script = row->build(informed, reading_, settings_);
    if (!script) return script.error();
    script_ = *script;
    control_ = request.control;
    begin_request(now);
    return {};
}

Result<void> Session::may_request(const std::string& name) const {
    if (control_waiting_ || control_running())
        return Error{ErrorCode::in_use, name + ": another control is still running", 0};
    if (phase_ == Phase::closed) return Error{ErrorCode::io, name + ": the port is not open", 0};
    if (!ever_communicated_) return Error{ErrorCode::timeout, name + ": the UPS has never answered", 0};
    return {};
}

void Session::begin_request(Time now) {
    control_waiting_ = true;
    woken_for_control_ = false;
    control_phase_ = ControlPhase::running;
    wake(now);
    // Half a silence would not be an answer.
    if (phase_ == Phase::querying && !protocol_->queries[query_].silence_answers) {
        // The rest of a reply whose bytes look like alerts must not run into the exchange.
        const bool data = protocol_->queries[query_].alerts == AlertsInReply::data;
        phase_until_ = std::min(phase_until_, now + (data ? kDataPatience : kControlPatience));
    }
}

void Session::set_phase(Phase phase, Time until) {
    phase_ = phase;
    phase_until_ = until;
}

// After an exchange: nothing for the protocol's pause, then choose.
void Session::rest(Time now) {
    quiet_until_ = now + protocol_->pause;
    set_phase(Phase::idle, quiet_until_);
}

// Something has to be done as soon as the pause is over.
void Session::wake(Time now) {
    if (phase_ != Phase::idle) return;
    phase_until_ = std::min(phase_until_, std::max(now, quiet_until_));
    if (phase_until_ <= now) choose(now);
}

// Nothing is under way: what comes next? A control first, then the wake-up, then the status, then the rest.
void Session::choose(Time now) {
    round_over_ = round_over_ || (communicating_ && !first_round_ && identity_next_ >= queries_.size());
    const bool asleep = !entered_ && !protocol_->enter.empty();
    if (control_waiting_ && asleep && !woken_for_control_) {
        // A unit that fell out of its smart mode hears no command; one try, then the control goes out all the same.
        woken_for_control_ = true;
        return begin_script(protocol_->enter, true, now);
    }
    if (setting_wants_to_ask()) return ask_setting(now);
    if (control_waiting_) {
        control_waiting_ = false;
        return begin_script(script_.steps(), false, now);
    }
    if (protocol_->lines_only) {
        set_phase(Phase::idle, kNever);
        return publish_status(cable_status(*settings_.cable, lines_), now, false);
    }
    if (!protocol_->not_supported.empty()) return set_phase(Phase::idle, kNever);
    if (!protocol_->probes.empty()) {
        begin_probe(now);
        return;
    }
    if (asleep) {
        if (now < next_poll_) return set_phase(Phase::idle, next_poll_);
        return begin_script(protocol_->enter, true, now);
    }
    if (may_refine(now) && begin_probe(now)) return;
    if (const auto index = next_query(now)) return begin_query(*index, now);
    set_phase(Phase::idle, next_poll_);
}

// The status comes first, but not twice in a row while something else waits: on a slow line the next poll may be due
// before the last one is over.
std::optional<std::size_t> Session::next_query(Time now) {
    if (part_) return next_of_round();
    const bool due = now >= next_poll_;
    if (!due || polled_last_) {
        if (const auto other = next_other(now, due)) {
            polled_last_ = false;
            return other;
        }
    }
    if (!due) return std::nullopt;
    next_poll_ = now + (settings_.poll_interval > Duration{0} ? settings_.poll_interval : protocol_->poll_interval);
    part_ = 0;
    return next_of_round();
}

// A poll: the parts of the status, then the status, which ends it.
std::size_t Session::next_of_round() {
    while (*part_ < queries_.size()) {
        const std::size_t index = (*part_)++;
        if (protocol_->queries[index].schedule == Schedule::status_part && may_ask(index)) return index;
    }
    part_.reset();
    polled_last_ = true;
    measured_ = false;
    return status_index_;
}

// Who the unit is, then one measurement between two polls (the first round of them: as many as fit).
std::optional<std::size_t> Session::next_other(Time now, bool poll_due) {
    if (!communicating_ || failures_ > 0 || detection_) return std::nullopt;
    if (now >= identity_again_) {
        identity_again_ = kNever;
        identity_next_ = 0;
    }
    while (identity_next_ < queries_.size()) {
        const std::size_t index = identity_next_++;
        if (identity_next_ == queries_.size()) identity_again_ = now + kIdentityPeriod;
        if (protocol_->queries[index].schedule == Schedule::identity && may_ask(index)) return index;
    }
    if (measured_ && (poll_due || !first_round_)) return std::nullopt;
    for (std::size_t tried = 0; tried < queries_.size(); ++tried) {
        const std::size_t index = measurement_next_;
        measurement_next_ = (measurement_next_ + 1) % queries_.size();
        if (measurement_next_ == 0) first_round_ = false;
        if (protocol_->queries[index].schedule != Schedule::measurement || !may_ask(index)) continue;
        measured_ = true;
        return index;
    }
    measured_ = true;
    return std::nullopt;
}

bool Session::may_ask(std::size_t index) const {
    if (queries_[index].dropped) return false;
    const Query& query = protocol_->queries[index];
    if (!is_wanted(query)) return false;
    if (!listed_ || query.ask_unlisted) return true;
    const auto listed = [this](char c) { return listed_->test(static_cast<std::uint8_t>(c)); };
    return std::all_of(query.send.begin(), query.send.end(), listed);
}

void Session::note(SessionEvent::Kind kind, Time now, std::uint32_t detail) {
    if (events_.size() < kMaxEvents) events_.push_back({kind, now, detail});
}

}  // namespace upsmd
