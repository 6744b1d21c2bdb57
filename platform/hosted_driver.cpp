#include "platform/hosted_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace upsmd {
namespace {

std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// UPS_CRITICAL stands in upssvc.h, and in the description of no function: nothing milder can be meant.
std::optional<State> state_of(std::uint32_t number) {
    constexpr std::uint32_t kCritical = 16;
    if (number == kCritical) return State::low_battery;
    for (const State state : {State::online, State::on_battery, State::low_battery, State::no_comm})
        if (number == static_cast<std::uint32_t>(state)) return state;
    return std::nullopt;
}

// What a minidriver or its host says is shown in a log: one line, no control characters, not endless.
std::string shown(std::string_view text) {
    std::string result(text.substr(0, 200));
    std::replace_if(result.begin(), result.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, '?');
    return result;
}

}  // namespace

void HostedDriver::watch(const std::string& path, Time now) {
    path_ = path;
    restart(now);
}

void HostedDriver::restart(Time now) {
    back_off_ = kFirstBackOff;
    last_failure_.clear();
    is_turning_off_ = false;
    state_.reset();  // whoever waits for the new one may know nothing of the old one
    if (phase_ == Phase::stopping) return;
    if (has_child()) return begin_stop(now);
    start(now);
}

void HostedDriver::stop(Time now) {
    path_.clear();
    if (phase_ == Phase::stopping) return;
    if (has_child()) return begin_stop(now);
    ended(now);
}

// A UPSTurnOff that is on its way comes first: the child does one thing after the other.
void HostedDriver::begin_stop(Time now) {
    const Duration before = turn_off_ && turn_off_->sent ? turn_off_->until - now : Duration{0};
    if (turn_off_ && !turn_off_->sent) answer_turn_off("the minidriver was stopped");
    send("stop");
    send("quit");
    enter(Phase::stopping, before + kStopLimit, now);
}

// The child is gone, as it should.
void HostedDriver::ended(Time now) {
    phase_ = Phase::off;
    until_ = kNever;
    if (!path_.empty()) return start(now);
    answer_turn_off("no minidriver is running");
    state_.reset();
    actions_.push_back({.kind = Action::Kind::stopped});
}

void HostedDriver::start(Time now) {
    if (path_.empty()) return;
    actions_.push_back({.kind = Action::Kind::start, .text = path_});
    enter(Phase::starting, kReadyLimit, now);
}

void HostedDriver::enter(Phase phase, Duration limit, Time now) {
    phase_ = phase;
    until_ = now + limit;
}

// The child is gone or useless: NOCOMM, and another try after a while.
void HostedDriver::fail(ServiceEvent event, std::vector<std::string> inserts, Time now) {
    if (phase_ == Phase::running && now >= running_since_ + kSteady) {
        back_off_ = kFirstBackOff;
        last_failure_.clear();
    }
    report(State::no_comm);
    std::string failure = service_event_text(event, inserts);
    if (failure != last_failure_) tell(event, std::move(inserts));
    last_failure_ = std::move(failure);
    phase_ = Phase::waiting;
    until_ = is_turning_off_ ? kNever : now + back_off_;
    back_off_ = std::min(back_off_ * 2, kLongestBackOff);
    if (turn_off_ && turn_off_->sent) answer_turn_off("the minidriver's process has ended");
}

void HostedDriver::on_start_failed(ServiceEvent event, const std::string& why, Time now) {
    if (phase_ == Phase::stopping) return ended(now);
    if (phase_ == Phase::starting) fail(event, {why}, now);
}

void HostedDriver::on_end(const std::string& how, Time now) {
    if (!has_child()) return;
    actions_.push_back({.kind = Action::Kind::end_child});
    if (phase_ == Phase::stopping) return ended(now);
    fail(ServiceEvent::host_failed, {fmt::format("{} ({})", path_, how)}, now);
}

void HostedDriver::on_line(std::string_view line, Time now) {
    const auto gap = line.find(' ');
    const std::string_view word = line.substr(0, gap);
    const std::string_view rest = gap == std::string_view::npos ? std::string_view() : line.substr(gap + 1);
    if (phase_ == Phase::starting && word == "ready") {
        send("load " + path_);
        enter(Phase::loading, kLoadLimit, now);
    } else if (phase_ == Phase::loading && word == "loaded") {
        send("init");
        enter(Phase::initialising, kInitLimit, now);
    } else if (phase_ == Phase::loading && (word == "no-such-driver" || word == "bad-interface")) {
        actions_.push_back({.kind = Action::Kind::end_child});
        fail(word == "bad-interface" ? ServiceEvent::bad_interface : ServiceEvent::no_such_driver, {shown(rest)}, now);
    } else if (phase_ == Phase::initialising && word == "init") {
        on_init(rest, now);
    } else if (phase_ == Phase::running && word == "state") {
        on_state(rest, now);
    } else if (word == "turned-off" && turn_off_ && turn_off_->sent) {
        answer_turn_off({});
    } else if (has_child() && word == "error") {
        tell(ServiceEvent::host_failed, {shown(line)});
    }
}

void HostedDriver::on_init(std::string_view number, Time now) {
    if (number != "1") {
        actions_.push_back({.kind = Action::Kind::end_child});
        return fail(ServiceEvent::init_failed, {path_, shown(number)}, now);
    }
    running_since_ = now;
    unknown_state_.reset();
    enter(Phase::running, kStateLimit, now);
    give_turn_off();
}

void HostedDriver::on_state(std::string_view number, Time now) {
    until_ = now + kStateLimit;
    const auto value = number_of(number);
    if (const auto state = state_of(value.value_or(0))) return report(*state);
    if (unknown_state_ != value) tell(ServiceEvent::unknown_state, {shown(number)});
    unknown_state_ = value;
    report(State::no_comm);
}

void HostedDriver::turn_off(std::chrono::seconds delay, Time now) {
    turn_off_ = TurnOff{delay, now + kTurnOffLimit, false};
    if (path_.empty()) return answer_turn_off("no minidriver is running");
    if (phase_ == Phase::waiting) start(now);
    if (phase_ == Phase::running) give_turn_off();
}

void HostedDriver::give_turn_off() {
    if (!turn_off_ || turn_off_->sent) return;
    send(fmt::format("turn-off {}", turn_off_->delay.count()));
    turn_off_->sent = true;
    is_turning_off_ = true;
}

void HostedDriver::answer_turn_off(const std::string& problem) {
    if (!turn_off_) return;
    turn_off_.reset();
    actions_.push_back({.kind = Action::Kind::turned_off, .text = problem});
}

void HostedDriver::on_time(Time now) {
    if (turn_off_ && now >= turn_off_->until)
        answer_turn_off(turn_off_->sent ? "UPSTurnOff has not returned within 3 s" : "the minidriver is not running");
    if (now < until_) return;
    switch (phase_) {
        case Phase::off: return;
        case Phase::waiting: return start(now);
        case Phase::stopping:
            actions_.push_back({.kind = Action::Kind::end_child});
            return ended(now);
        default: break;
    }
    // Its end would drop the lines that the UPS may be waiting for.
    if (is_turning_off_) {
        report(State::no_comm);
        until_ = kNever;
        return;
    }
    actions_.push_back({.kind = Action::Kind::end_child});
    static constexpr const char* kDoing[] = {"", "", "start", "load the minidriver", "return from UPSInit", "tell the state"};
    fail(ServiceEvent::host_failed, {fmt::format("{} (too slow to {})", path_, kDoing[static_cast<int>(phase_)])}, now);
}

Time HostedDriver::deadline() const { return turn_off_ ? std::min(until_, turn_off_->until) : until_; }

std::vector<HostedDriver::Action> HostedDriver::take_actions() { return std::exchange(actions_, {}); }

void HostedDriver::send(std::string line) { actions_.push_back({.kind = Action::Kind::send, .text = std::move(line)}); }

void HostedDriver::report(State state) {
    if (state_ == state) return;
    state_ = state;
    actions_.push_back({.kind = Action::Kind::state, .state = state});
}

void HostedDriver::tell(ServiceEvent event, std::vector<std::string> inserts) {
    actions_.push_back({.kind = Action::Kind::event, .event = event, .inserts = std::move(inserts)});
}

}  // namespace upsmd
