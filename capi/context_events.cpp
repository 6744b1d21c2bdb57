// Context: what the runner tells, on the I/O thread.
#include <boost/asio/post.hpp>
#include <string>

#include "capi/context.h"
#include "platform/event_text.h"

namespace upsmd::capi {
namespace {

using Kind = SessionEvent::Kind;

// What a log wants and no other event tells.
bool is_notice(const SessionEvent& event) {
    switch (event.kind) {
        case Kind::comm_lost:
        case Kind::comm_restored:
        case Kind::query_dropped:
        case Kind::shutdown_noticed:
        case Kind::shutdown_active:
        case Kind::protocol_found:
        case Kind::remembered_silent:
        case Kind::nothing_found: return true;
        default: return false;
    }
}

Event event_of(upsmd_ups& ups, upsmd_event_kind kind) {
    Event event;
    event.ups = ups.shared_from_this();
    event.kind = kind;
    event.state = ups.state;
    return event;
}

upsmd_error code_of_end(const RequestEnd& end) {
    switch (end.kind) {
        case RequestEnd::Kind::done: return UPSMD_OK;
        case RequestEnd::Kind::not_taken: return code_of(end.code);
        case RequestEnd::Kind::refused: return UPSMD_E_REFUSED;
        case RequestEnd::Kind::unanswered: return UPSMD_E_UNANSWERED;
        case RequestEnd::Kind::closed: return UPSMD_E_CLOSED;
    }
    return UPSMD_E_INTERNAL;
}

}  // namespace

// While a port is being opened its id is not known yet.
upsmd_ups* Context::find(Fleet::Id id) {
    const auto found = upses_.find(id);
    return found != upses_.end() ? found->second.get() : opening_.get();
}

void Context::on_state(Fleet::Id id, State state) {
    upsmd_ups* const ups = find(id);
    if (ups == nullptr) return;
    {
        const std::lock_guard lock(ups->mutex);
        ups->state = state;
    }
    Event event = event_of(*ups, UPSMD_EVENT_STATE);
    event.text = state_name(state);
    queue_.push(std::move(event));
    // Where nothing is asked everything is known at once.
    if (io_.runner().session(id).protocol().lines_only) io_.post([this, id] { look_if_complete(id); });
}

void Context::on_values(Fleet::Id id, const std::bitset<kVariableCount>& changed) {
    upsmd_ups* const ups = find(id);
    if (ups == nullptr) return;
    const Reading& reading = io_.runner().session(id).reading();
    for (std::size_t i = 0; i < kVariableCount; ++i) {
        if (!changed.test(i)) continue;
        const auto variable = static_cast<Variable>(i);
        const Value& value = reading.get(variable);
        {
            const std::lock_guard lock(ups->mutex);
            if (value.present()) ups->values[variable] = value;
            else ups->values.erase(variable);
        }
        Event event = event_of(*ups, UPSMD_EVENT_VALUE);
        event.variable = variable;
        event.name = variable_name(variable);
        queue_.push(std::move(event));
    }
}

void Context::on_event(Fleet::Id id, const SessionEvent& event) {
    upsmd_ups* const ups = find(id);
    if (ups == nullptr) return;
    if (ups->requests) ups->requests->on_event(event);
    if (!is_notice(event)) return;
    Event notice = event_of(*ups, UPSMD_EVENT_NOTICE);
    if (event.kind == Kind::nothing_found) notice.error = UPSMD_E_NOT_FOUND;
    notice.text = event_text(event, io_.runner().session(id).protocol());
    queue_.push(std::move(notice));
}

// The next bytes go out when the answers to the last ones are in.
void Context::on_wire(Fleet::Id id, bool received, Bytes) {
    const upsmd_ups* const ups = find(id);
    if (received || ups == nullptr || ups->complete || !io_.runner().session(id).asked_everything()) return;
    io_.post([this, id] { look_if_complete(id); });
}

void Context::look_if_complete(Fleet::Id id) {
    const auto found = upses_.find(id);
    if (found == upses_.end() || found->second->complete) return;
    upsmd_ups& ups = *found->second;
    if (!has_told_everything(io_.runner().session(id))) return;
    {
        const std::lock_guard lock(ups.mutex);
        ups.complete = true;
    }
    queue_.push(event_of(ups, UPSMD_EVENT_COMPLETE));
    ups.requests->on_told_everything();
}

void Context::tell_sent(upsmd_ups& ups, const std::string& name) {
    Event event = event_of(ups, UPSMD_EVENT_SENT);
    event.name = name;
    queue_.push(std::move(event));
}

void Context::tell_end(upsmd_ups& ups, const std::string& name, const RequestEnd& end, const Completion& completion) {
    const upsmd_error result = code_of_end(end);
    if (result != UPSMD_OK) ups.error.keep(result, end.text);
    if (completion.done == nullptr) return;
    Event event = event_of(ups, {});
    event.completion = completion;
    event.error = result;
    event.name = name;
    event.text = end.text;
    queue_.push(std::move(event));
}

// A port that cannot be opened is tried twice a second: said once.
void Context::on_port(Fleet::Id id, const Error* failure) {
    upsmd_ups* const ups = find(id);
    if (ups == nullptr) return;
    const std::string text = failure != nullptr ? failure->message : std::string();
    if (ups->told_port && text == ups->told_port_error) return;
    ups->told_port = true;
    ups->told_port_error = text;
    Event event = event_of(*ups, UPSMD_EVENT_PORT);
    event.error = failure != nullptr ? code_of(failure->code) : UPSMD_OK;
    event.text = text;
    queue_.push(std::move(event));
}

}  // namespace upsmd::capi
