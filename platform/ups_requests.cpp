#include "platform/ups_requests.h"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <utility>

namespace upsmd {
namespace {

using Kind = SessionEvent::Kind;

constexpr std::int64_t kMostSeconds = 86400;
constexpr std::int64_t kMostMinutes = 999;

std::string shown(const Value& value) { return value.present() ? value.to_string() : "unknown"; }

bool takes_seconds(Control control) {
    return control == Control::shutdown_return || control == Control::shutdown_stayoff;
}

// What is wrong with the argument; empty: nothing.
std::string wrong_argument(Control control, std::optional<std::int64_t> argument) {
    const std::string given = argument ? fmt::format("{}", *argument) : "none";
    if (takes_seconds(control))
        return argument && *argument >= 0 && *argument <= kMostSeconds
                   ? ""
                   : fmt::format("needs 0 to {} seconds, not {}", kMostSeconds, given);
    if (control == Control::test_battery_start)
        return argument && *argument >= 1 && *argument <= kMostMinutes
                   ? ""
                   : fmt::format("needs 1 to {} minutes, not {}", kMostMinutes, given);
    return argument ? fmt::format("takes no argument, {} is given", given) : "";
}

}  // namespace

UpsRequests::UpsRequests(boost::asio::io_context& io, AsioRunner& runner, Fleet::Id id, std::string where)
    : io_(io), runner_(runner), id_(id), where_(std::move(where)), patience_timer_(io) {}

bool UpsRequests::add(UpsRequest request) {
    if (waiting_.size() >= kMostWaiting) return false;
    waiting_.push_back({std::move(request), std::chrono::steady_clock::now() + kPatience});
    go_on_later();
    return true;
}

void UpsRequests::go_on_later() {
    boost::asio::post(io_, [this, alive = std::weak_ptr<bool>(alive_)] {
        if (!alive.expired()) go_on();
    });
}

void UpsRequests::on_told_everything() {
    told_everything_ = true;
    go_on_later();
}

void UpsRequests::go_on() {
    if (running_ || waiting_.empty()) return;
    const auto patience = waiting_.front().patience;
    if (told_everything_ || std::chrono::steady_clock::now() >= patience) return begin();
    patience_timer_.expires_at(patience);
    patience_timer_.async_wait(
        [this, alive = std::weak_ptr<bool>(alive_)](const boost::system::error_code& error) {
            if (!error && !alive.expired()) go_on();
        });
}

void UpsRequests::begin() {
    running_ = std::move(waiting_.front().request);
    waiting_.pop_front();
    // A copy: it may be over, and the next one begun, before the call returns.
    const UpsRequest request = *running_;
    const Result<void> taken = request.control ? runner_.request(id_, *request.control)
                                               : runner_.set(id_, request.variable, request.value);
    if (!taken)
        finish(RequestEnd::Kind::not_taken, fmt::format("{}: {}", where_, taken.error().message), taken.error().code);
}

void UpsRequests::on_event(const SessionEvent& event) {
    if (!running_) return;
    const std::string what = fmt::format("{}: {}", where_, running_->name);
    switch (event.kind) {
        case Kind::control_committed:
            if (running_->on_sent) running_->on_sent();
            return;
        case Kind::control_accepted: return finish(RequestEnd::Kind::done, {});
        case Kind::control_refused:
            return finish(RequestEnd::Kind::refused,
                          what + ": refused by the UPS, or the link was lost before it was sent");
        case Kind::control_unanswered:
            return finish(RequestEnd::Kind::unanswered,
                          what + ": sent, then the link was lost: nobody knows whether the UPS has taken it");
        case Kind::setting_done: return finish(RequestEnd::Kind::done, {});
        case Kind::setting_refused: return finish_setting();
        default: return;
    }
}

void UpsRequests::finish_setting() {
    const SettingReport& report = runner_.session(id_).setting_report();
    const std::string what = fmt::format("{}: {}", where_, running_->name);
    if (!report.before.present())
        return finish(RequestEnd::Kind::refused, what + ": not sent: the UPS does not tell it");
    if (!report.after.present())
        return finish(RequestEnd::Kind::unanswered, what + ": sent, nobody knows what it is now");
    finish(RequestEnd::Kind::refused,
           fmt::format("{}: refused by the UPS: it is {}{}", what, shown(report.after),
                       report.put_back ? " (it stood at another value in between)" : ""));
}

void UpsRequests::finish(RequestEnd::Kind kind, std::string text, ErrorCode code) {
    const UpsRequest request = std::move(*running_);
    running_.reset();
    go_on_later();
    if (request.on_end) request.on_end({kind, code, std::move(text)});
}

void UpsRequests::close() {
    patience_timer_.cancel();
    if (running_) waiting_.push_front({std::move(*running_), {}});
    running_.reset();
    for (const Waiting& each : std::exchange(waiting_, {}))
        if (each.request.on_end)
            each.request.on_end(
                {RequestEnd::Kind::closed, {},
                 fmt::format("{}: {}: the UPS was closed before it was done", where_, each.request.name)});
}

bool has_told_everything(const Session& session) {
    return session.asked_everything() || (session.protocol().lines_only && session.communicating());
}

Result<ControlRequest> make_control_request(std::string_view name, std::optional<std::int64_t> argument) {
    const auto control = control_by_name(name);
    if (!control) return Error{ErrorCode::not_found, fmt::format("no command is called \"{}\"", name), 0};
    if (const std::string wrong = wrong_argument(*control, argument); !wrong.empty())
        return Error{ErrorCode::invalid_argument, fmt::format("{}: {}", name, wrong), 0};
    ControlRequest request;
    request.control = *control;
    if (takes_seconds(*control)) request.delay = std::chrono::seconds(*argument);
    if (*control == Control::test_battery_start) request.test_length = std::chrono::minutes(*argument);
    return request;
}

}  // namespace upsmd
