// Session: `auto`, until the protocol is known (docs/detection.md).
#include <algorithm>
#include <vector>

#include "core/session.h"

namespace upsmd {
namespace {

// From the last question of a round to the first of the next: an APC unit must not hear a second `1` a few seconds after the
// one of a Q1 (docs/detection.md, "Pairs").
constexpr Duration kRoundPause = 6500ms;

bool is_padding(std::uint8_t byte) { return byte == '\r' || byte == '\n' || byte == 0; }

// What came is what was sent, line ends aside.
bool is_echo(Bytes frame, std::string_view sent) {
    while (!sent.empty() && is_padding(static_cast<std::uint8_t>(sent.back()))) sent.remove_suffix(1);
    while (!sent.empty() && is_padding(static_cast<std::uint8_t>(sent.front()))) sent.remove_prefix(1);
    return !sent.empty() && std::equal(frame.begin(), frame.end(), sent.begin(), sent.end(), [](std::uint8_t a, char b) {
        return a == static_cast<std::uint8_t>(b);
    });
}

Framer framer_for(const Protocol& protocol, std::string_view send) {
    for (const Query& query : protocol.queries)
        if (query.send == send) return Framer(protocol.terminator, cutter_of(protocol, query), protocol.longest_reply);
    return Framer(protocol.terminator, protocol.cutter, protocol.longest_reply);
}

}  // namespace

// False: nothing is left to ask, and a protocol is in use.
bool Session::begin_probe(Time now) {
    const Probe* const probe = detection_->next();
    if (detection_->take_forgotten()) note(SessionEvent::Kind::remembered_silent, now);
    if (probe == nullptr && protocol_->probes.empty()) {
        end_detection(now);
        return false;
    }
    if (probe == nullptr) {
        note(SessionEvent::Kind::nothing_found, now, detection_->echoes() ? 1U : 0U);
        detection_->restart();
        set_phase(Phase::idle, now + kRoundPause);
        return true;
    }
    framer_ = probe->framed != nullptr ? framer_for(*probe->framed, probe->send) : Framer('\r');
    probe_sent_ = false;
    polled_last_ = false;
    const ProbeLine* const line = probe->line;
    if (line == nullptr || (line->baud == baud_ && line->outputs == wanted_lines_)) {
        send_probe(now);
        return true;
    }
    baud_ = line->baud;
    wanted_lines_ = line_outputs_ = line->outputs;
    set_phase(Phase::probing, now + line->settle);
    return true;
}

void Session::send_probe(Time now) {
    const Probe& probe = detection_->present();
    probe_sent_ = true;
    const Time sent = send(StepBytes(probe.send).view(), probe.character_gap, now);
    set_phase(Phase::probing, sent + probe.listen);
}

void Session::on_probe_wait_over(Time now) {
    if (!probe_sent_) return send_probe(now);
    // The protocol in use, if there is one, goes on with its own frames.
    framer_ = Framer(protocol_->terminator, protocol_->cutter, protocol_->longest_reply);
    rest(now);
}

void Session::on_probe_frame(Bytes frame, Time now) {
    if (!probe_sent_) return;  // read at another speed, or sent before the lines were changed
    if (is_echo(frame, detection_->present().send)) detection_->note_echo(baud_);
    const Detection::Finding found = detection_->judge(frame);
    if (found.answer == nullptr) return;
    if (found.answer->protocol != nullptr) return adopt(found, frame, now);
    on_probe_wait_over(now);
}

// The protocol is known: it is used from now on, for good, or until a probe that refines it is recognised.
void Session::adopt(const Detection::Finding& found, Bytes frame, Time now) {
    const std::vector<std::uint8_t> reply(frame.begin(), frame.end());  // the frame's place is about to be used again
    const Probe& probe = *found.probe;
    for (QueryState& state : queries_) forget(state);
    protocol_ = found.answer->protocol;
    framer_ = Framer(protocol_->terminator, protocol_->cutter, protocol_->longest_reply);
    memory_.assign(protocol_->memory_bytes, 0);
    queries_.assign(protocol_->queries.size(), {});
    status_index_ = status_index(*protocol_);
    part_.reset();
    listed_.reset();
    battery_.reset();
    ask_all_again();
    const std::span<const Step> enter = protocol_->enter;
    const Bytes sent = enter.empty() ? Bytes{} : enter.front().send.view();
    entered_ = enter.empty() || (enter.size() == 1 && std::equal(sent.begin(), sent.end(), probe.send.begin(),
                                                                 probe.send.end(), [](std::uint8_t a, char b) {
                                                                     return a == static_cast<std::uint8_t>(b);
                                                                 }));
    polled_last_ = false;
    next_poll_ = now;
    if (found.answer->traits == 0) end_detection(now);
    if (!protocol_->not_supported.empty()) return rest(now);
    const std::span<const Query> queries = protocol_->queries;
    const bool in_parts = std::any_of(queries.begin(), queries.end(),
                                      [](const Query& query) { return query.schedule == Schedule::status_part; });
    if (queries[status_index_].send != probe.send || in_parts) return rest(now);
    // The question was the status query itself: this is its answer.
    query_ = next_query(now).value_or(status_index_);
    unsupported_seen_ = false;
    set_phase(Phase::querying, now);
    on_query_frame(reply, now);
}

// Between two polls of the protocol that is in use already.
bool Session::may_refine(Time now) const {
    return detection_ && communicating_ && failures_ == 0 && !part_ && (now < next_poll_ || polled_last_);
}

void Session::end_detection(Time now) {
    detection_.reset();
    note(SessionEvent::Kind::protocol_found, now);
}

}  // namespace upsmd
