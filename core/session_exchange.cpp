// Session: sending commands, receiving replies, carrying out exchanges.
#include <algorithm>
#include <cassert>

#include "core/session.h"

namespace upsmd {
namespace {

// After "I do not know that" a real reply may still come (an echo stands before the answer on some bridges).
constexpr Duration kAfterUnsupported = 300ms;
// Between two wake-ups of a unit that does not react, and before a refused step is sent again.
constexpr Duration kRetryPause = 200ms;

Duration wire_time(std::uint32_t baud, std::size_t bytes) {
    constexpr std::int64_t kBitsPerByte = 10;  // 8N1: start, 8 data, stop
    return Duration{static_cast<std::int64_t>(bytes) * kBitsPerByte * 1'000'000 / baud};
}

}  // namespace

void Session::begin_query(std::size_t index, Time now) {
    query_ = index;
    heard_ = false;
    unsupported_seen_ = false;
    const Query& query = protocol_->queries[index];
    framer_.reset(cutter_of(*protocol_, query));
    const StepBytes bytes = query.compose != nullptr ? query.compose(memory_) : StepBytes(query.send);
    const Time sent = send(bytes.view(), protocol_->line.character_gap, now);
    query_limit_ = sent + query.longest;
    set_phase(Phase::querying, sent + query.timeout);
}

void Session::begin_script(std::span<const Step> steps, bool entering, Time now) {
    steps_ = steps;
    step_ = 0;
    step_tries_ = 0;
    backs_ = 0;
    entering_ = entering;
    step_started_ = false;
    if (steps_.empty()) return finish_script(true, now);
    set_phase(Phase::stepping, now + steps_.front().pause);
    if (steps_.front().pause == Duration{0}) begin_step(now);
}

void Session::begin_step(Time now) {
    const Step& step = steps_[step_];
    if (step.only_on_battery && !last_status_.has(StatusFlag::ob)) return finish_script(false, now);
    step_started_ = true;
    framer_.reset(step.cutter != nullptr ? step.cutter : protocol_->cutter);
    if (step.lines) wanted_lines_ = *step.lines;
    const Time sent = send(step.send.view(), step.character_gap, now);
    set_phase(Phase::stepping, sent + step.listen);
    if (paced_at_ == kNever) commit_step(now);
}

// Without a gap everything goes out at once; with one, the first character now and the others from on_time.
Time Session::send(Bytes bytes, Duration gap, Time now) {
    if (bytes.empty()) return now;
    if (gap == Duration{0} || bytes.size() == 1) {
        for (const std::uint8_t byte : bytes) append(byte);
        return now + wire_time(baud_, bytes.size());
    }
    paced_ = StepBytes(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    paced_next_ = 0;
    paced_gap_ = gap;
    paced_at_ = now;
    send_due_characters(now);
    return now + gap * static_cast<std::int64_t>(bytes.size() - 1) + wire_time(baud_, 1);
}

void Session::append(std::uint8_t byte) {
    assert(out_size_ < out_.size());  // callers take what there is after every call
    if (out_size_ < out_.size()) out_[out_size_++] = byte;
}

void Session::send_due_characters(Time now) {
    append(paced_.view()[paced_next_++]);
    if (paced_next_ < paced_.view().size()) {
        paced_at_ = now + paced_gap_;
        return;
    }
    paced_at_ = kNever;
    if (step_started_ && phase_ == Phase::stepping) commit_step(now);
}

void Session::commit_step(Time now) {
    if (!steps_[step_].commits || entering_ || control_phase_ != ControlPhase::running) return;
    control_phase_ = ControlPhase::committed;
    if (setting_ != nullptr) return;
    note(SessionEvent::Kind::control_committed, now, static_cast<std::uint32_t>(control_));
}

void Session::on_byte(std::uint8_t byte, Time now) {
    heard_ = true;
    const bool star_reply =
        byte == '*' && phase_ == Phase::stepping && step_started_ && steps_[step_].star_is_reply;
    if (star_reply) {
        const std::uint8_t star = byte;
        return on_frame({&star, 1}, now);
    }
    const bool data =
        (phase_ == Phase::querying && protocol_->queries[query_].alerts == AlertsInReply::data) ||
        (phase_ == Phase::stepping && step_started_ && steps_[step_].alerts_are_data);
    if (!data && take_alert(byte, now)) {
        const bool answers =
            phase_ == Phase::stepping && step_started_ && steps_[step_].accepting_alert == byte;
        if (answers) finish_step(StepOutcome::accepted, now);
        return;
    }
    const Framer::Event event = framer_.push(byte);
    acknowledge(event == Framer::Event::line ? framer_.line() : framer_.partial());
    switch (event) {
        case Framer::Event::line: on_frame(framer_.line(), now); break;
        case Framer::Event::overflow: return note(SessionEvent::Kind::reply_too_long, now);
        case Framer::Event::none: break;
    }
    await_more(now);
}

// A flood is not acknowledged: the room for a command stays.
void Session::acknowledge(Bytes kept) {
    if (protocol_->acknowledge == nullptr || kept.empty() || phase_ == Phase::probing) return;
    const StepBytes answer = protocol_->acknowledge(kept);
    if (out_size_ + answer.view().size() > out_.size() - StepBytes::kMax) return;
    for (const std::uint8_t byte : answer.view()) append(byte);
}

// More of a long reply may come, unless a control waits for its end or the unit does not know the question.
void Session::await_more(Time now) {
    if (phase_ != Phase::querying || control_waiting_ || unsupported_seen_) return;
    const Query& query = protocol_->queries[query_];
    if (query.longest > Duration{0}) phase_until_ = std::max(phase_until_, std::min(now + query.timeout, query_limit_));
}

bool Session::take_alert(std::uint8_t byte, Time now) {
    const auto alert = std::find_if(protocol_->alerts.begin(), protocol_->alerts.end(),
                                    [byte](const Alert& row) { return row.byte == byte; });
    if (alert == protocol_->alerts.end()) return false;
    note(SessionEvent::Kind::alert, now, byte);
    if (alert->look_around) {
        first_round_ = true;
        measurement_next_ = 0;
    }
    if (alert->settings_changed) identity_again_ = std::min(identity_again_, now);
    if (!have_status_) return true;
    publish_status(last_status_.without(alert->clear).with(alert->set), now, true);
    // What the alert says has to be confirmed at once.
    next_poll_ = std::min(next_poll_, now);
    if (phase_ == Phase::idle) phase_until_ = std::min(phase_until_, std::max(now, quiet_until_));
    return true;
}

void Session::on_frame(Bytes frame, Time now) {
    if (phase_ == Phase::querying) {
        on_query_frame(frame, now);
        return;
    }
    if (phase_ == Phase::probing) return on_probe_frame(frame, now);
    if (phase_ != Phase::stepping || !step_started_) return;  // nobody asked: stale
    const Step& step = steps_[step_];
    if (step.judge != nullptr) finish_step(step.judge(frame, step), now);
}

// A line that is not the answer does not end the wait: it may be stale, or an echo before the answer.
bool Session::on_query_frame(Bytes frame, Time now) {
    const Query& query = protocol_->queries[query_];
    Decoded decoded;
    decoded.memory = memory_;
    if (protocol_->lines_beside) decoded.lines = lines_;
    switch (query.decode(frame, decoded)) {
        case Verdict::ok:
            queries_[query_].length = frame.size() + (cutter_of(*protocol_, query) == nullptr ? 1 : 0);
            accept(query, decoded, now);
            finish_query(Verdict::ok, now);
            return true;
        case Verdict::unsupported:
            unsupported_seen_ = true;
            phase_until_ = std::min(phase_until_, now + kAfterUnsupported);
            return false;
        case Verdict::rejected:
            note(SessionEvent::Kind::reply_rejected, now, static_cast<std::uint32_t>(query_));
            return false;
    }
    return false;
}

std::size_t Session::expected_bytes() const {
    if (phase_ != Phase::querying || !protocol_->alerts.empty()) return 0;
    if (protocol_->queries[query_].longest > Duration{0}) return 0;
    const std::size_t come = framer_.partial().size();
    const std::size_t length = queries_[query_].length;
    return come > 0 && length > come ? length - come : 0;
}

void Session::on_query_timeout(Time now) {
    if (!heard_ && protocol_->queries[query_].silence_answers && on_query_frame({}, now)) return;
    finish_query(unsupported_seen_ ? Verdict::unsupported : Verdict::rejected, now);
}

void Session::on_wait_over(Time now) {
    switch (phase_) {
        case Phase::closed: return;
        case Phase::settling:
        case Phase::idle: return choose(now);
        case Phase::probing: return on_probe_wait_over(now);
        case Phase::querying: return on_query_timeout(now);
        case Phase::stepping:
            return step_started_ ? finish_step(steps_[step_].on_silence, now) : begin_step(now);
    }
}

void Session::finish_query(Verdict verdict, Time now) {
    const bool of_setting = setting_ != nullptr && setting_->asking;
    file_query(verdict, now);
    if (of_setting) on_setting_read(verdict == Verdict::ok, now);
}

void Session::file_query(Verdict verdict, Time now) {
    QueryState& state = queries_[query_];
    rest(now);
    if (query_ == status_index_) return verdict == Verdict::ok ? on_poll_good(now) : on_poll_failed(now);
    if (verdict == Verdict::ok) {
        state.answered = true;
        state.failures = 0;
        return;
    }
    const bool part = protocol_->queries[query_].schedule == Schedule::status_part;
    if (part && verdict != Verdict::unsupported && (!communicating_ || failures_ > 0)) {
        // Nobody may be there at all: the status tells, without waiting for the other parts.
        if (part_) part_ = queries_.size();
        return;
    }
    // A unit that knows a query may stumble; one that never answered it is not asked for long.
    ++state.failures;
    const int patience = state.answered ? 3 : 2;
    if (verdict != Verdict::unsupported && state.failures < patience) {
        if (protocol_->queries[query_].schedule == Schedule::identity) identity_next_ = query_;  // once more
        return;
    }
    forget(state);
    if (state.answered && verdict != Verdict::unsupported) {
        state.failures = 0;
        return;
    }
    state.dropped = true;
    const std::string_view assumed = protocol_->queries[query_].commands_if_silent;
    if (!listed_ && !assumed.empty()) {
        listed_.emplace();
        for (const char c : assumed) listed_->set(static_cast<std::uint8_t>(c));
    }
    note(SessionEvent::Kind::query_dropped, now, static_cast<std::uint32_t>(query_));
}

void Session::finish_step(StepOutcome outcome, Time now) {
    switch (outcome) {
        case StepOutcome::ignore: return;
        case StepOutcome::accepted: return finish_script(true, now);
        case StepOutcome::refused:
            if (step_tries_ >= steps_[step_].retries) return finish_script(false, now);
            ++step_tries_;
            step_started_ = false;
            paced_at_ = kNever;
            return set_phase(Phase::stepping, now + kRetryPause);
        case StepOutcome::back:
            if (backs_++ >= steps_[step_].back_limit) return finish_script(false, now);
            step_ = steps_[step_].back_to;
            break;
        case StepOutcome::next:
            if (++step_ == steps_.size()) return finish_script(true, now);
            break;
    }
    step_tries_ = 0;
    step_started_ = false;
    const Duration pause = std::max(steps_[step_].pause, protocol_->pause);
    set_phase(Phase::stepping, now + pause);
}

void Session::finish_script(bool accepted, Time now) {
    steps_ = {};
    paced_at_ = kNever;
    rest(now);
    if (entering_) {
        entering_ = false;
        entered_ = accepted;
        if (accepted) return;
        next_poll_ = now + kRetryPause;
        return on_poll_failed(now);
    }
    if (setting_ != nullptr) return on_setting_written(now);
    control_phase_ = accepted ? ControlPhase::accepted : ControlPhase::refused;
    note(accepted ? SessionEvent::Kind::control_accepted : SessionEvent::Kind::control_refused, now,
         static_cast<std::uint32_t>(control_));
    // A shutdown bit that rises from now on is our own doing.
    if (accepted && (control_ == Control::shutdown_return || control_ == Control::shutdown_stayoff))
        shutdown_known_ = true;
    next_poll_ = std::min(next_poll_, now + protocol_->pause);
}

}  // namespace upsmd
