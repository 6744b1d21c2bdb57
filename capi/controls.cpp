#include "capi/controls.h"

#include <fmt/format.h>

#include <utility>

#include "capi/io_thread.h"

namespace upsmd::capi {
namespace {

using Kind = SessionEvent::Kind;

std::string shown(const Value& value) { return value.present() ? value.to_string() : "unknown"; }

}  // namespace

bool Controls::add(upsmd_ups& ups, Request request) {
    if (ups.waiting.size() >= kMostWaiting) return false;
    ups.waiting.push_back(std::move(request));
    go_on_later(ups);
    return true;
}

void Controls::go_on_later(upsmd_ups& ups) {
    io_.post([this, kept = ups.shared_from_this()] { go_on(*kept); });
}

void Controls::go_on(upsmd_ups& ups) {
    if (ups.closed || ups.running || ups.waiting.empty()) return;
    const auto patience = ups.waiting.front().patience;
    if (ups.complete || std::chrono::steady_clock::now() >= patience) return begin(ups);
    if (!ups.patience_timer) ups.patience_timer.emplace(io_.io());
    ups.patience_timer->expires_at(patience);
    ups.patience_timer->async_wait([this, kept = ups.shared_from_this()](const boost::system::error_code& error) {
        if (!error) go_on(*kept);
    });
}

void Controls::begin(upsmd_ups& ups) {
    ups.running = std::move(ups.waiting.front());
    ups.waiting.pop_front();
    // A copy: it may be over, and the next one begun, before the call returns.
    const Request request = *ups.running;
    const Result<void> taken = request.control ? io_.runner().request(ups.id, *request.control)
                                               : io_.runner().set(ups.id, request.variable, request.value);
    if (!taken) finish(ups, code_of(taken.error().code), fmt::format("{}: {}", ups.port, taken.error().message));
}

void Controls::on_event(upsmd_ups& ups, const SessionEvent& event) {
    if (!ups.running) return;
    const std::string what = fmt::format("{}: {}", ups.port, ups.running->name);
    switch (event.kind) {
        case Kind::control_committed:
            return queue_.push({.ups = ups.shared_from_this(),
                                .completion = {},
                                .kind = UPSMD_EVENT_SENT,
                                .state = ups.state,
                                .variable = {},
                                .name = ups.running->name,
                                .text = {}});
        case Kind::control_accepted: return finish(ups, UPSMD_OK, {});
        case Kind::control_refused:
            return finish(ups, UPSMD_E_REFUSED, what + ": refused by the UPS, or the link was lost before it was sent");
        case Kind::control_unanswered:
            return finish(ups, UPSMD_E_UNANSWERED,
                          what + ": sent, then the link was lost: nobody knows whether the UPS has taken it");
        case Kind::setting_done: return finish_setting(ups, true);
        case Kind::setting_refused: return finish_setting(ups, false);
        default: return;
    }
}

void Controls::finish_setting(upsmd_ups& ups, bool done) {
    if (done) return finish(ups, UPSMD_OK, {});
    const SettingReport& report = io_.runner().session(ups.id).setting_report();
    const std::string what = fmt::format("{}: {}", ups.port, ups.running->name);
    if (!report.before.present()) return finish(ups, UPSMD_E_REFUSED, what + ": not sent: the UPS does not tell it");
    if (!report.after.present()) return finish(ups, UPSMD_E_UNANSWERED, what + ": sent, nobody knows what it is now");
    finish(ups, UPSMD_E_REFUSED,
           fmt::format("{}: refused by the UPS: it is {}{}", what, shown(report.after),
                       report.put_back ? " (it stood at another value in between)" : ""));
}

void Controls::finish(upsmd_ups& ups, upsmd_error result, std::string text) {
    const Request request = std::move(*ups.running);
    ups.running.reset();
    tell(ups, request, result, std::move(text));
    go_on_later(ups);
}

void Controls::close(upsmd_ups& ups) {
    ups.patience_timer.reset();
    if (ups.running) ups.waiting.push_front(std::move(*ups.running));
    ups.running.reset();
    for (const Request& request : ups.waiting)
        tell(ups, request, UPSMD_E_CLOSED,
             fmt::format("{}: {}: the UPS was closed before it was done", ups.port, request.name));
    ups.waiting.clear();
}

void Controls::tell(upsmd_ups& ups, const Request& request, upsmd_error result, std::string text) {
    if (result != UPSMD_OK) ups.error.keep(result, text);
    if (request.completion.done == nullptr) return;
    queue_.push({.ups = ups.shared_from_this(),
                 .completion = request.completion,
                 .error = result,
                 .state = ups.state,
                 .variable = {},
                 .name = request.name,
                 .text = std::move(text)});
}

}  // namespace upsmd::capi
