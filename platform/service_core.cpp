#include "platform/service_core.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "platform/minidriver_settings.h"
#include "platform/service_words.h"
#include "platform/settings_registry.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

// CONTRACT §3.4
constexpr std::uint32_t kUpsInstalled = 0x01;

// A deadline that was missed by this much: the system was asleep, and its word of that comes later or never.
constexpr Duration kAsleep = 30s;

}  // namespace

ServiceCore::ServiceCore(Parts parts) : parts_(std::move(parts)) {}

void ServiceCore::start() {
    record(ServiceEvent::started, {parts_.version});
    apply_settings();
    pump();
}

void ServiceCore::reread_settings() {
    apply_settings();
    pump();
}

void ServiceCore::apply_settings() {
    const DryRun before = settings_.dry_run;
    settings_ = read_service_settings(parts_.registry);
    // What was ordered in a dry run was no order: the next shutdown is not the service's own. And the other way round.
    const bool begins_anew = settings_.dry_run != before;
    if (begins_anew) policy_.on_resume();
    if (battery_) battery_->set(settings_.battery_life, settings_.recharge_rate);
    for (const std::string& complaint : settings_.complaints)
        if (told_complaints_.insert(complaint).second) record(ServiceEvent::setting_ignored, {complaint});
    PolicySettings policy = settings_.policy;
    policy.run_task = policy.run_task || !settings_.command_file.empty();
    policy_.on_settings(policy, parts_.clock.now());
    if (begins_anew && counted_state_) policy_.on_state(*counted_state_, parts_.clock.now());
    choose_minidriver();
}

// Nothing: no UPS is selected, or its minidriver has no usable name.
std::optional<std::string> ServiceCore::wanted_minidriver() {
    if (settings_.service_provider_dll.empty()) {
        if ((settings_.options & kUpsInstalled) != 0) return parts_.own_minidriver;
        if (!std::exchange(told_idle_, true)) record(ServiceEvent::no_ups_selected);
        return std::nullopt;
    }
    const auto path = parts_.full_path(settings_.service_provider_dll);
    if (path) return *path;
    record(ServiceEvent::no_such_driver, {path.error().message});
    return std::nullopt;
}

void ServiceCore::choose_minidriver() {
    const std::string settings = settings_.service_provider_dll + "\n" + minidriver_settings(parts_.registry);
    if (settings == watched_with_) {
        change_waits_ = false;
        return;
    }
    change_waits_ = !may_change_minidriver();
    if (change_waits_) return;
    watched_with_ = settings;
    const Time now = parts_.clock.now();
    const auto minidriver = wanted_minidriver();
    choose_battery(minidriver);
    if (!minidriver) {
        forget_ups();
        return driver_.stop(now);
    }
    told_idle_ = false;
    record(ServiceEvent::watching, {settings_.port, *minidriver});
    driver_.watch(*minidriver, now);
}

// Closing a port, and opening it, can turn a UPS off: not while it carries the computer, nor on the way down.
bool ServiceCore::may_change_minidriver() const { return !is_on_battery_ && policy_.phase() == Policy::Phase::watching; }

// Of a UPS that is not watched any more nothing follows.
void ServiceCore::forget_ups() {
    policy_.on_resume();
    counted_state_.reset();
    ups_state_ = State::no_comm;
    is_on_battery_ = false;
}

// A cable without a low-battery signal; another maker's minidriver knows for itself.
void ServiceCore::choose_battery(const std::optional<std::string>& minidriver) {
    const bool is_own = minidriver == parts_.own_minidriver;
    const auto own = is_own ? read_minidriver_settings(parts_.registry) : Result<MinidriverSettings>(Error{});
    const bool needs_one = own && own->cable && own->cable->low_battery.line == InputLine::none;
    if (!needs_one) battery_.reset();
    else if (!battery_) battery_.emplace(settings_.battery_life, settings_.recharge_rate);
}

void ServiceCore::on_ups_state(State state) {
    ups_state_ = state;
    if (state != State::no_comm) is_on_battery_ = state != State::online;
    const Time now = parts_.clock.now();
    counted_state_ = battery_ ? battery_->on_state(state, now) : state;
    policy_.on_state(*counted_state_, now);
}

void ServiceCore::system_shutdown(std::function<void()> done) {
    policy_.on_system_shutdown();
    pump();
    if (turning_off_) after_turn_off_.push_back(std::move(done));
    else done();
}

void ServiceCore::resumed() {
    forget_ups();
    watched_with_.clear();
    apply_settings();
    pump();
}

void ServiceCore::stop(std::function<void()> done) {
    stopped_ = [this, done = std::move(done)] {
        record(ServiceEvent::stopped);
        done();
    };
    driver_.stop(parts_.clock.now());
    pump();
}

// Timers have stood still, or have all run out at once: neither means anything about the mains.
bool ServiceCore::has_slept() {
    if (deadline() == kNever || parts_.clock.now() < deadline() + kAsleep) return false;
    resumed();
    return true;
}

void ServiceCore::on_host_line(std::string_view line) {
    if (has_slept()) return;
    driver_.on_line(line, parts_.clock.now());
    pump();
}

void ServiceCore::on_host_end(const std::string& how) {
    driver_.on_end(how, parts_.clock.now());
    pump();
}

void ServiceCore::on_host_start_failed(ServiceEvent event, const std::string& why) {
    driver_.on_start_failed(event, why, parts_.clock.now());
    pump();
}

void ServiceCore::on_time() {
    if (has_slept()) return;
    const Time now = parts_.clock.now();
    driver_.on_time(now);
    if (battery_ && now >= battery_->deadline()) on_ups_state(ups_state_);
    policy_.on_time(now);
    pump();
}

Time ServiceCore::deadline() const {
    const Time battery = battery_ ? battery_->deadline() : kNever;
    return std::min({policy_.deadline(), driver_.deadline(), battery});
}

// What one of the two does may give the other something to do.
void ServiceCore::pump() {
    for (bool busy = true; busy;) {
        const auto of_driver = driver_.take_actions();
        for (const HostedDriver::Action& action : of_driver) carry_out(action);
        const auto of_policy = policy_.take_actions();
        for (const PolicyAction& action : of_policy) carry_out(action);
        if (policy_.phase() == Policy::Phase::watching) shutdown_orders_ = 0;
        if (change_waits_ && may_change_minidriver()) choose_minidriver();
        busy = !of_driver.empty() || !of_policy.empty();
    }
    parts_.deadline_changed();
}

void ServiceCore::carry_out(const HostedDriver::Action& action) {
    using Kind = HostedDriver::Action::Kind;
    switch (action.kind) {
        case Kind::start: return parts_.host.start(action.text);
        case Kind::send: return parts_.host.send(action.text);
        case Kind::end_child: return parts_.host.end();
        case Kind::state: return on_ups_state(action.state);
        case Kind::event:
            if (action.event == ServiceEvent::host_failed) tell_status_lost();
            return record(action.event, action.inserts);
        case Kind::turned_off: return turn_off_done(action.text);
        case Kind::stopped:
            if (stopped_) std::exchange(stopped_, nullptr)();
            return;
    }
}

void ServiceCore::carry_out(const PolicyAction& action) {
    using Kind = PolicyAction::Kind;
    switch (action.kind) {
        case Kind::record: return record(action.record, action.reason);
        case Kind::tell_users: return tell_users(action);
        case Kind::run_task: return run_task();
        case Kind::shut_down: return shut_down();
        case Kind::ask_hibernate: return ask_hibernate();
        case Kind::hibernate: return hibernate();
        case Kind::turn_off: return turn_off(action.delay);
    }
}

void ServiceCore::record(ServiceEvent event, std::vector<std::string> inserts) { parts_.actions.record(event, inserts); }

void ServiceCore::record(PolicyRecord what, CriticalReason reason) {
    switch (const ServiceEvent event = event_of(what)) {
        case ServiceEvent::going_down: return record(event, {reason_text(reason)});
        case ServiceEvent::turning_off: return record(event, {std::to_string(settings_.policy.turn_off_wait.count())});
        case ServiceEvent::shutdown_refused:
        case ServiceEvent::hibernate_refused: return record(event, {problem_});
        default: return record(event);
    }
}

// For an action on the system itself: true, with a record, where DryRun keeps it from being done.
bool ServiceCore::leaves_system_alone(const std::string& what) {
    if (settings_.dry_run == DryRun::off) return false;
    record(ServiceEvent::dry_run, {what});
    return true;
}

// An action may answer on any thread, and after this object has gone.
ActionDone ServiceCore::answer(std::function<void(const Result<void>&)> then) {
    const std::weak_ptr<bool> alive = alive_;
    return [this, alive, later = parts_.later, then = std::move(then)](const Result<void>& result) {
        later([this, alive, then, result] {
            if (alive.expired()) return;
            then(result);
            pump();
        });
    };
}

void ServiceCore::tell_users(const PolicyAction& action) {
    const std::string text = message_text(action.message, action.reason);
    if (settings_.dry_run == DryRun::everything) return record(ServiceEvent::dry_run, {"tell the users: " + text});
    parts_.actions.tell_users(text, settings_.policy.message_interval, answer([this](const Result<void>& result) {
        if (!result) record(ServiceEvent::message_failed, {result.error().message});
    }));
}

// RunTaskEnable is the newer of the two, and comes first.
void ServiceCore::run_task() {
    const std::string command_file = settings_.policy.run_task ? std::string() : settings_.command_file;
    const auto done = [this](const Result<void>& result) {
        if (!result) record(ServiceEvent::task_failed, {result.error().message});
        policy_.on_task_done(parts_.clock.now());
    };
    if (settings_.dry_run == DryRun::everything) {
        record(ServiceEvent::dry_run, {"run " + (command_file.empty() ? settings_.task_name : command_file)});
        return policy_.on_task_done(parts_.clock.now());
    }
    parts_.actions.run_task(settings_.task_name, command_file, answer(done));
}

// The minidriver, which keeps these values true, has gone without a word. The next one writes them anew.
void ServiceCore::tell_status_lost() {
    constexpr std::uint32_t kLost = 2;
    (void)parts_.registry.set(kUpsStatusKey, "CommStatus", RegValue::dword(kLost));
    (void)parts_.registry.set(kUpsStatusKey, "UtilityPowerStatus", RegValue::dword(0));
}

// A command that has not brought the system down is not asked a second time: then the system's own way.
void ServiceCore::shut_down() {
    const std::string reason = reason_text(policy_.reason());
    const std::string command = shutdown_orders_++ == 0 ? settings_.shutdown_command : std::string();
    const bool is_replaced = settings_.dry_run == DryRun::system_only && !command.empty();
    if (!is_replaced && leaves_system_alone("shut the computer down")) return;
    parts_.actions.shut_down(reason, command, answer([this](const Result<void>& result) {
        if (result) return;
        problem_ = result.error().message;
        policy_.on_refused(parts_.clock.now());
    }));
}

void ServiceCore::ask_hibernate() {
    if (leaves_system_alone("ask whether the computer can hibernate")) {
        policy_.on_hibernate_answer(true, parts_.clock.now());
        return;
    }
    parts_.actions.ask_hibernate(answer([this](const Result<void>& result) {
        if (!result) problem_ = result.error().message;
        policy_.on_hibernate_answer(static_cast<bool>(result), parts_.clock.now());
    }));
}

// UPSTurnOff comes first, and has to be through before the system sleeps.
void ServiceCore::hibernate() {
    if (turning_off_) {
        after_turn_off_.emplace_back([this] { hibernate(); });
        return;
    }
    if (leaves_system_alone("hibernate")) return;
    parts_.actions.hibernate(answer([this](const Result<void>& result) {
        if (result) return;
        problem_ = result.error().message;
        policy_.on_refused(parts_.clock.now());
    }));
}

void ServiceCore::turn_off(std::chrono::seconds delay) {
    if (settings_.dry_run == DryRun::everything)
        return record(ServiceEvent::dry_run, {fmt::format("turn the UPS off after at least {} s", delay.count())});
    turning_off_ = true;
    driver_.turn_off(delay, parts_.clock.now());
}

void ServiceCore::turn_off_done(const std::string& problem) {
    if (problem.empty()) record(ServiceEvent::turned_off);
    else record(ServiceEvent::turn_off_failed, {problem});
    turning_off_ = false;
    for (const auto& next : std::exchange(after_turn_off_, {})) next();
}

}  // namespace upsmd
