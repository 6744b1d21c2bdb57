#include "platform/one_ups.h"

#include <boost/asio/post.hpp>
#include <chrono>
#include <csignal>
#include <utility>

#include "platform/clock.h"
#include "platform/event_text.h"

namespace upsmd {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kFirstLimit = 8s;
constexpr std::chrono::seconds kDetectionLimit = 20s;
// A unit that is in the middle of a long reply is not silent for this long.
constexpr auto kTalking = 2s;
// A unit that is silent on half of what it is asked takes this long at the most.
constexpr auto kCompleteLimit = 20s;

// What comes before the first status, where that is long: a description of the unit.
std::chrono::steady_clock::duration time_before_status(const Protocol& protocol) {
    std::chrono::steady_clock::duration time{};
    for (const Query& query : protocol.queries)
        if (query.schedule == Schedule::status_part) time += query.longest;
    return time;
}

}  // namespace

OneUps::OneUps(std::string port, const Protocol& protocol, const Settings& settings)
    : port_(std::move(port)),
      protocol_(protocol),
      settings_(settings),
      opener_(make_port_opener(io_)),
      runner_(io_, *opener_, system_clock(), *this, null_log()),
      signals_(io_, SIGINT, SIGTERM),
      first_timer_(io_),
      complete_timer_(io_),
      patience_(time_before_status(protocol)) {}

Result<int> OneUps::run() {
    const Result<Fleet::Id> added = runner_.add(port_, protocol_, settings_);
    if (!added) return added.error();
    id_ = *added;
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) on_interrupt();
    });
    io_.run();
    if (unopened_) return *unopened_;
    return exit_code_;
}

std::chrono::steady_clock::duration OneUps::first_limit() const {
    return protocol_.probes.empty() ? kFirstLimit : kDetectionLimit;
}

// A port on a network is there, or fails, only after a while.
void OneUps::on_port(Fleet::Id, const Error* error) {
    if (opened_) return;
    opened_ = error == nullptr;
    if (opened_) return wait_for_first(first_limit());
    unopened_ = *error;
    io_.stop();
}

void OneUps::wait_for_first(std::chrono::steady_clock::duration time) {
    heard_ = false;
    first_timer_.expires_after(time);
    first_timer_.async_wait([this](const boost::system::error_code& error) {
        if (error || first_) return;
        if (!heard_ || patience_ < kTalking) return tell_silence();
        patience_ -= kTalking;
        wait_for_first(kTalking);
    });
}

void OneUps::finish(int exit_code) {
    exit_code_ = exit_code;
    io_.stop();
}

void OneUps::tell_silence() {
    if (first_) return;
    first_ = true;
    on_first(State::no_comm);
}

void OneUps::on_event(Fleet::Id, const SessionEvent& event) {
    const bool unwatched = event.kind == SessionEvent::Kind::protocol_found && !session().protocol().not_supported.empty();
    if (event.kind != SessionEvent::Kind::nothing_found && !unwatched) return;
    silence_ = event_text(event, unwatched ? session().protocol() : protocol_);
    boost::asio::post(io_, [this] { tell_silence(); });
}

std::string OneUps::silence_text() const {
    return port_ + ": " + (silence_.empty() ? "the UPS does not answer" : silence_);
}

void OneUps::on_state(Fleet::Id, State state) {
    if (first_) return;
    first_ = true;
    const auto complete = [this](const boost::system::error_code& error) {
        if (error || complete_) return;
        complete_ = true;
        on_complete();
    };
    // Where nothing is asked everything is known at once.
    complete_timer_.expires_after(protocol_.lines_only ? 0s : kCompleteLimit);
    complete_timer_.async_wait(complete);
    on_first(state);
}

void OneUps::on_wire(Fleet::Id, bool received, Bytes) {
    heard_ = heard_ || received;
    if (received || !first_ || complete_ || !session().asked_everything()) return;
    complete_ = true;
    boost::asio::post(io_, [this] { on_complete(); });
}

}  // namespace upsmd
