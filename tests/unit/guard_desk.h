// A guard on virtual time, with everything it does as text.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/guard.h"
#include "daemon/words.h"

namespace upsmd::test {

class GuardClock final : public Clock {
  public:
    Time now() const override { return time; }
    std::string wall_time() const override { return ""; }
    Time time{};
};

struct GuardDesk final : daemon::MachineActions {
    GuardDesk() = default;
    explicit GuardDesk(daemon::GuardPlan wanted) : plan(std::move(wanted)) {}

    void record(const std::string& who, LogLevel, const std::string& text) override {
        add("[" + who + ": " + text + "]");
    }
    void tell_users(const daemon::PolicyConfig&, const daemon::Notice& notice, ActionDone done) override {
        add("TELL " + notice.who + " " + std::string(daemon::notify_type(notice.message)));
        done(users_are_told);
    }
    void run_task(const daemon::CommandWords& task, const daemon::Notice& notice, ActionDone done) override {
        add("TASK " + daemon::command_text(task) + " " + std::string(daemon::reason_word(notice.reason)));
        answer = std::move(done);
    }
    void shut_down(const daemon::CommandWords& command, const daemon::Notice&, ActionDone done) override {
        add("SHUT DOWN" + (command.empty() ? "" : " BY " + daemon::command_text(command)));
        answer = std::move(done);
    }
    void ask_hibernate(ActionDone done) override {
        add("MAY HIBERNATE?");
        answer = std::move(done);
    }
    void hibernate(ActionDone done) override {
        add("HIBERNATE");
        answer = std::move(done);
    }
    void turn_off(const std::vector<std::string>& ups, std::chrono::seconds delay, ActionDone done) override {
        add("TURN OFF " + daemon::names_text(ups) + " " + std::to_string(delay.count()));
        turn_off_answer = std::move(done);
    }
    Result<void> order_kill_power(const std::string& who, const std::vector<std::string>& ups,
                                  std::chrono::seconds delay) override {
        add("KILL " + who + ": " + daemon::names_text(ups) + " " + std::to_string(delay.count()));
        return kill_order;
    }
    void drop_kill_power(const std::string& who) override { add("DROP " + who); }

    void add(const std::string& text) { log += (log.empty() ? "" : "; ") + text; }
    std::string said() { return std::exchange(log, {}); }

    void run_later() {
        while (!later.empty()) {
            const auto next = std::move(later.front());
            later.pop_front();
            next();
        }
    }
    void reply(const Result<void>& result) {
        std::exchange(answer, nullptr)(result);
        run_later();
    }
    void start() { guard = std::make_unique<daemon::Guard>(parts(), plan); }
    // Through every deadline on the way.
    void pass(Duration duration) {
        const Time until = clock.time + duration;
        while (clock.time < until) {
            clock.time = std::max(clock.time, std::min(until, guard->deadline()));
            guard->on_time();
            run_later();
        }
    }
    void ups(const std::string& name, State state) {
        guard->on_ups_state(name, state);
        run_later();
    }
    daemon::Guard::Parts parts() {
        return {clock, *this, [this](std::function<void()> next) { later.push_back(std::move(next)); }, [] {},
                [this] { return slept; }};
    }

    GuardClock clock;
    daemon::GuardPlan plan;
    std::deque<std::function<void()>> later;
    std::string log;
    ActionDone answer;
    ActionDone turn_off_answer;
    Result<void> users_are_told;
    Result<void> kill_order;
    Duration slept{0};
    std::unique_ptr<daemon::Guard> guard;
};

inline daemon::GuardPlan single() { return {"a", {{"a", std::nullopt}}, 0, {}}; }

inline daemon::GuardPlan pair_of(unsigned minimum) {
    return {"g", {{"a", std::nullopt}, {"b", std::nullopt}}, minimum, {}};
}

}  // namespace upsmd::test
