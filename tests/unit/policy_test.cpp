// The service policy, path by path, on virtual time.
#include <catch2/catch.hpp>
#include <string>

#include "core/policy.h"

using namespace upsmd;

namespace {

constexpr const char* kRecords[] = {"", "failed", "restored", "low", "lost", "lost on battery", "link back", "going down",
                                    "task late", "refused", "overdue", "dropped", "no hibernation", "turning off"};
constexpr const char* kMessages[] = {"", "failed", "restored", "lost", "link back", "going down"};
constexpr const char* kReasons[] = {"", " (low)", " (too long)", " (lost)"};

std::string name_of(const PolicyAction& action) {
    switch (action.kind) {
        case PolicyAction::Kind::record:
            return std::string(kRecords[static_cast<int>(action.record)]) + kReasons[static_cast<int>(action.reason)];
        case PolicyAction::Kind::tell_users: return "tell: " + std::string(kMessages[static_cast<int>(action.message)]);
        case PolicyAction::Kind::run_task: return "RUN TASK";
        case PolicyAction::Kind::shut_down: return "SHUT DOWN";
        case PolicyAction::Kind::ask_hibernate: return "MAY HIBERNATE?";
        case PolicyAction::Kind::hibernate: return "HIBERNATE";
        case PolicyAction::Kind::turn_off: return "TURN OFF " + std::to_string(action.delay.count());
    }
    return "";
}

// A policy and its time line. `said` is what it did since it was asked last, joined by "; ".
struct Desk {
    explicit Desk(PolicySettings settings = {}) : policy(settings) {}

    // To that second, through every deadline on the way.
    void at(long seconds) {
        const Time until{std::chrono::seconds(seconds)};
        while (policy.deadline() <= until) {
            now = std::max(now, policy.deadline());
            policy.on_time(now);
        }
        now = until;
    }
    void state(long seconds, State state) {
        at(seconds);
        policy.on_state(state, now);
    }
    std::string said() {
        std::string text;
        for (const PolicyAction& action : policy.take_actions()) text += (text.empty() ? "" : "; ") + name_of(action);
        return text;
    }

    Policy policy;
    Time now{};
};

PolicySettings with_everything() {
    PolicySettings settings;
    settings.shutdown_on_battery = true;
    settings.run_task = true;
    settings.turn_off = true;
    return settings;
}

}  // namespace

TEST_CASE("policy: a short failure is recorded, not told", "[policy]") {
    Desk desk;
    desk.state(0, State::online);
    CHECK(desk.said().empty());
    CHECK(desk.policy.deadline() == kNever);
    desk.state(100, State::on_battery);
    CHECK(desk.said() == "failed");
    desk.state(104, State::online);
    CHECK(desk.said() == "restored");
    desk.at(1000);
    CHECK(desk.said().empty());
}

TEST_CASE("policy: the users are told after the first delay, then every interval, then that it is over", "[policy]") {
    Desk desk;
    desk.state(0, State::on_battery);
    desk.at(4);
    CHECK(desk.said() == "failed");
    desk.at(5);
    CHECK(desk.said() == "tell: failed");
    desk.at(124);
    CHECK(desk.said().empty());
    desk.at(245);
    CHECK(desk.said() == "tell: failed; tell: failed");
    desk.state(300, State::online);
    CHECK(desk.said() == "restored; tell: restored");
    PolicySettings quiet;
    quiet.notify = false;
    Desk silent(quiet);
    silent.state(0, State::on_battery);
    silent.at(600);
    silent.state(601, State::no_comm);
    silent.state(602, State::low_battery);
    CHECK(silent.said().find("tell") == std::string::npos);
}

TEST_CASE("policy: messages that came too late do not pile up", "[policy]") {
    Desk desk;
    desk.policy.on_state(State::on_battery, Time{});
    desk.policy.on_time(Time{10min});  // the computer was busy
    CHECK(desk.said() == "failed; tell: failed");
    CHECK(desk.policy.deadline() == Time{605s});  // 5 + 5 * 120
}

TEST_CASE("policy: low battery goes down at once, and turns the UPS off when the system goes", "[policy]") {
    PolicySettings settings;
    settings.turn_off = true;
    settings.turn_off_wait = 200s;
    Desk desk(settings);
    desk.state(0, State::on_battery);
    desk.state(3, State::low_battery);
    CHECK(desk.said() == "failed; low; going down (low); tell: going down; SHUT DOWN");
    desk.at(20);
    CHECK(desk.said().empty());
    desk.policy.on_system_shutdown();
    CHECK(desk.said() == "turning off; TURN OFF 200");
    desk.policy.on_system_shutdown();
    desk.state(21, State::online);
    desk.at(4000);
    CHECK(desk.said() == "restored; tell: restored");
}

TEST_CASE("policy: too long on battery, with the task before", "[policy]") {
    Desk desk(with_everything());
    desk.state(10, State::on_battery);
    desk.at(129);
    desk.said();
    desk.at(130);
    CHECK(desk.said() == "going down (too long); tell: going down; RUN TASK");
    SECTION("done") {
        desk.at(140);
        desk.policy.on_task_done(desk.now);
        CHECK(desk.said() == "SHUT DOWN");
        desk.policy.on_task_done(desk.now);
        CHECK(desk.said().empty());
    }
    SECTION("not done") {
        desk.at(160);
        CHECK(desk.said() == "task late; SHUT DOWN");
    }
    SECTION("the system goes down meanwhile") {
        desk.policy.on_system_shutdown();
        CHECK(desk.said() == "turning off; TURN OFF 180");
        desk.policy.on_task_done(desk.now);
        desk.at(1000);
        CHECK(desk.said().empty());
    }
}

TEST_CASE("policy: mains that are back when the time is over come first", "[policy]") {
    Desk desk(with_everything());
    desk.policy.on_state(State::on_battery, Time{});
    desk.said();
    desk.policy.on_state(State::online, Time{200s});  // nobody has called on_time
    CHECK(desk.said() == "restored");
    CHECK(desk.policy.deadline() == kNever);
}

TEST_CASE("policy: a user's shutdown never turns the UPS off", "[policy]") {
    const State state = GENERATE(State::online, State::on_battery, State::no_comm);
    Desk desk(with_everything());
    desk.state(0, state);
    desk.said();
    desk.policy.on_system_shutdown();
    desk.state(1, State::low_battery);
    desk.at(10000);
    const std::string said = desk.said();
    CHECK(said.find("TURN OFF") == std::string::npos);
    CHECK(said.find("SHUT DOWN") == std::string::npos);
}

TEST_CASE("policy: a shutdown after a refused order is somebody else's", "[policy]") {
    Desk desk(with_everything());
    desk.state(0, State::low_battery);
    desk.policy.on_task_done(desk.now);
    desk.said();
    desk.policy.on_refused(desk.now);
    SECTION("before the next order") {
        desk.policy.on_system_shutdown();
        CHECK(desk.said() == "refused");
    }
    SECTION("after it") {
        desk.at(30);
        desk.policy.on_system_shutdown();
        CHECK(desk.said() == "refused; overdue; SHUT DOWN; turning off; TURN OFF 180");
    }
}

TEST_CASE("policy: a new limit holds for a link that is lost already", "[policy]") {
    PolicySettings settings;
    Desk desk(settings);
    desk.state(0, State::on_battery);
    desk.state(1, State::no_comm);
    desk.at(11);
    desk.said();
    settings.lost_on_battery_wait = 20s;
    desk.policy.on_settings(settings, desk.now);
    desk.at(20);
    CHECK(desk.said().empty());
    desk.at(21);
    CHECK(desk.said() == "going down (lost); tell: going down; SHUT DOWN");
}

TEST_CASE("policy: a lost link", "[policy]") {
    Desk desk;
    desk.state(0, State::online);
    desk.state(10, State::no_comm);
    CHECK(desk.said() == "lost; tell: lost");
    desk.at(5000);
    CHECK(desk.said().empty());  // on line it is no reason to go down
    desk.state(5000, State::online);
    CHECK(desk.said() == "link back; tell: link back");
    desk.state(5001, State::no_comm);
    desk.state(5002, State::online);
    CHECK(desk.said() == "lost; tell: lost; link back; tell: link back");
    desk.state(5003, State::no_comm);  // a plug that wobbles
    desk.state(5004, State::online);
    CHECK(desk.said() == "lost; link back");
}

TEST_CASE("policy: a link lost on battery counts as low battery", "[policy]") {
    Desk desk;
    desk.state(0, State::on_battery);
    desk.state(100, State::no_comm);
    desk.said();
    SECTION("silent") {
        desk.at(159);
        CHECK(desk.said().find("going down") == std::string::npos);
        desk.at(160);
        CHECK(desk.said() == "going down (lost); tell: going down; SHUT DOWN");
    }
    SECTION("back on battery in time") {
        desk.state(150, State::on_battery);
        desk.at(200);
        CHECK(desk.said() == "tell: failed; link back; tell: link back");
    }
    SECTION("back on line") {
        desk.state(150, State::online);
        desk.at(2000);
        CHECK(desk.said() == "tell: failed; link back; tell: link back; restored; tell: restored");
    }
}

TEST_CASE("policy: the wait on battery goes on while the link is lost", "[policy]") {
    PolicySettings settings;
    settings.shutdown_on_battery = true;
    settings.lost_on_battery_wait = 3600s;
    Desk desk(settings);
    desk.state(0, State::on_battery);
    desk.state(100, State::no_comm);
    desk.said();
    desk.at(120);
    CHECK(desk.said() == "going down (too long); tell: going down; SHUT DOWN");
}

TEST_CASE("policy: a shutdown that the system refuses is ordered again", "[policy]") {
    Desk desk(with_everything());
    desk.state(0, State::low_battery);
    desk.policy.on_task_done(desk.now);
    desk.said();
    desk.policy.on_refused(desk.now);
    CHECK(desk.said() == "refused");
    desk.at(30);
    CHECK(desk.said() == "overdue; SHUT DOWN");
    desk.at(330);
    CHECK(desk.said() == "overdue; SHUT DOWN");
    SECTION("the mains are back, nothing has happened for five minutes: watching again") {
        desk.state(400, State::online);
        desk.at(629);
        CHECK(desk.said() == "restored; tell: restored");
        desk.at(630);
        CHECK(desk.said() == "dropped");
        desk.policy.on_system_shutdown();
        CHECK(desk.said().empty());
    }
    SECTION("it goes down after all") {
        desk.state(400, State::online);
        desk.said();
        desk.policy.on_system_shutdown();
        CHECK(desk.said() == "turning off; TURN OFF 180");  // else the computer stays off with the mains there
    }
}

TEST_CASE("policy: low battery does not wait for a shutdown that was taken back", "[policy]") {
    PolicySettings settings;
    settings.shutdown_on_battery = true;
    Desk desk(settings);
    desk.state(0, State::on_battery);
    desk.at(121);
    desk.said();
    desk.state(150, State::low_battery);  // a user has taken the shutdown back
    CHECK(desk.said() == "low; SHUT DOWN");
    desk.state(160, State::on_battery);
    desk.state(170, State::low_battery);
    CHECK(desk.said() == "low");
}

TEST_CASE("policy: hibernation turns the UPS off first, and is asked for before that", "[policy]") {
    PolicySettings settings = with_everything();
    settings.run_task = false;
    settings.critical_action = CriticalAction::hibernate;
    Desk desk(settings);
    desk.state(0, State::low_battery);
    CHECK(desk.said() == "failed; low; going down (low); tell: going down; MAY HIBERNATE?");
    SECTION("it may") {
        desk.policy.on_hibernate_answer(true, desk.now);
        CHECK(desk.said() == "turning off; TURN OFF 180; HIBERNATE");
        desk.policy.on_resume();
        CHECK(desk.policy.phase() == Policy::Phase::watching);
        desk.state(100, State::online);
        CHECK(desk.said().empty());
        desk.state(200, State::low_battery);
        CHECK(desk.said() == "failed; low; going down (low); tell: going down; MAY HIBERNATE?");
    }
    SECTION("it may, but does not") {
        desk.policy.on_hibernate_answer(true, desk.now);
        desk.said();
        desk.policy.on_refused(desk.now);
        CHECK(desk.said() == "no hibernation; SHUT DOWN");
        desk.policy.on_system_shutdown();
        CHECK(desk.said().empty());  // turned off already
    }
    SECTION("nobody answers") {
        desk.at(59);
        CHECK(desk.said().empty());
        desk.at(60);
        CHECK(desk.said() == "no hibernation; SHUT DOWN");
    }
    SECTION("it may, and nothing happens") {
        desk.policy.on_hibernate_answer(true, desk.now);
        desk.said();
        desk.at(60);
        CHECK(desk.said() == "no hibernation; SHUT DOWN");
        desk.policy.on_system_shutdown();
        CHECK(desk.said().empty());  // turned off already
    }
    SECTION("it may not") {
        desk.policy.on_hibernate_answer(false, desk.now);
        CHECK(desk.said() == "no hibernation; SHUT DOWN");
        desk.policy.on_system_shutdown();
        CHECK(desk.said() == "turning off; TURN OFF 180");
    }
}

TEST_CASE("policy: new settings hold for an outage that runs", "[policy]") {
    Desk desk;
    desk.state(0, State::on_battery);
    desk.at(300);
    desk.said();
    PolicySettings settings;
    settings.shutdown_on_battery = true;
    settings.shutdown_on_battery_wait = 10min;
    desk.policy.on_settings(settings, desk.now);
    desk.at(599);
    CHECK(desk.said().find("SHUT DOWN") == std::string::npos);
    settings.shutdown_on_battery_wait = 2min;
    desk.policy.on_settings(settings, desk.now);
    CHECK(desk.said() == "going down (too long); tell: going down; SHUT DOWN");
}
