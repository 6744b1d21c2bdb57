// The service policy in every order in which events can meet: all sequences of five events, with the settings that change
// its course; what must hold after each of them.
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/policy.h"

using namespace upsmd;

namespace {

constexpr std::array<const char*, 11> kEvents{"online", "on battery", "low", "no comm", "5 s pass", "10 min pass", "task done",
                                              "can hibernate", "refused", "system shutdown", "resume"};
constexpr int kDepth = 5;

struct Watcher {
    explicit Watcher(const PolicySettings& wanted) : policy(wanted), settings(wanted) {}

    void happen(std::size_t event) {
        switch (event) {
            case 0: state(State::online); break;
            case 1: state(State::on_battery); break;
            case 2: state(State::low_battery); break;
            case 3: state(State::no_comm); break;
            case 4: pass(5s); break;
            case 5: pass(10min); break;
            case 6: policy.on_task_done(now); break;
            case 7: policy.on_hibernate_answer(true, now); break;
            case 8: policy.on_refused(now); break;
            case 9:
                policy.on_system_shutdown();
                system_down = true;
                break;
            default:
                policy.on_resume();
                system_down = ever_on_battery = turned_off = false;
        }
        look();
    }

    void state(State state) {
        if (state == State::on_battery || state == State::low_battery) ever_on_battery = true;
        policy.on_state(state, now);
    }

    void pass(Duration duration) {
        const Time until = now + duration;
        while (policy.deadline() <= until) {
            const Time due = policy.deadline();
            if (due < now) fail("a deadline in the past");
            now = due;
            policy.on_time(now);
            if (policy.deadline() <= due) fail("a deadline that stays");
        }
        now = until;
    }

    void look() {
        for (const PolicyAction& action : policy.take_actions()) {
            const bool acts = action.kind != PolicyAction::Kind::record && action.kind != PolicyAction::Kind::tell_users;
            if (acts && !ever_on_battery) fail("acts though the mains never failed");
            if (action.kind == PolicyAction::Kind::turn_off) {
                if (!settings.turn_off || action.delay != settings.turn_off_wait) fail("turns off against its settings");
                if (turned_off) fail("turns off twice");
                if (policy.reason() == CriticalReason::none) fail("turns off without a reason");
                turned_off = true;
            } else if (acts && system_down) {
                fail("orders something of a system that goes down");
            }
            if (action.kind == PolicyAction::Kind::run_task && !settings.run_task) fail("runs no task");
            if (action.kind == PolicyAction::Kind::tell_users && !settings.notify) fail("tells nobody");
        }
        if (policy.deadline() < now) fail("a deadline in the past");
    }

    void fail(const char* what) { failure = what; }

    Policy policy;
    PolicySettings settings;
    Time now{};
    bool ever_on_battery = false;
    bool system_down = false;
    bool turned_off = false;
    const char* failure = nullptr;
};

// The events that led to a failure, or "".
std::string search(const Watcher& before, int depth) {
    if (depth == 0) return "";
    for (std::size_t event = 0; event < kEvents.size(); ++event) {
        Watcher next = before;
        next.happen(event);
        if (next.failure != nullptr) return std::string(kEvents[event]) + ": " + next.failure;
        const std::string later = search(next, depth - 1);
        if (!later.empty()) return std::string(kEvents[event]) + ", " + later;
    }
    return "";
}

}  // namespace

TEST_CASE("policy: every order of events", "[policy]") {
    PolicySettings settings;
    settings.notify = GENERATE(false, true);
    settings.run_task = GENERATE(false, true);
    settings.critical_action = GENERATE(CriticalAction::shut_down, CriticalAction::hibernate);
    settings.shutdown_on_battery = settings.turn_off = settings.run_task != settings.notify;
    CHECK(search(Watcher(settings), kDepth) == "");
}
