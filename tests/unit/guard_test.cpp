// What a computer does about its UPS, with the daemon's actions, on virtual time.
#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/guard_desk.h"

using namespace upsmd;
using namespace upsmd::daemon;
using namespace upsmd::test;

namespace {

constexpr State kOnline = State::online;
constexpr State kBattery = State::on_battery;
constexpr State kLow = State::low_battery;
constexpr State kLost = State::no_comm;

}  // namespace

TEST_CASE("guard: an outage, to the end", "[daemon]") {
    GuardDesk desk(single());
    desk.plan.policy.task = {"/bin/save", "all of it"};
    desk.plan.policy.settings.run_task = true;
    desk.plan.policy.settings.turn_off = true;
    desk.plan.policy.settings.turn_off_wait = 20s;
    desk.plan.policy.shutdown_command = {"/sbin/halt"};
    desk.start();
    desk.ups("a", kOnline);
    CHECK(desk.said().empty());
    desk.ups("a", kBattery);
    CHECK(desk.said() == "[a: the mains have failed]");
    desk.pass(5s);
    CHECK(desk.said() == "TELL a ONBATT");
    desk.ups("a", kLow);
    CHECK(desk.said() ==
          "[a: the battery is low]; [a: this computer is going down: the UPS's battery is low]; TELL a SHUTDOWN; "
          "[a: runs the task: /bin/save \"all of it\"]; TASK /bin/save \"all of it\" low-battery");
    CHECK(desk.guard->is_going_down());
    desk.reply({});
    CHECK(desk.said() ==
          "KILL a: a 20; [a: told to turn off at the end of the shutdown, after 20 s: a]; SHUT DOWN BY /sbin/halt");
    desk.reply({});
    CHECK(desk.said().empty());
    SECTION("the mains come back: what is ordered stays ordered") {
        desk.ups("a", kOnline);
        CHECK(desk.said() == "[a: the mains are back]; TELL a ONLINE");
        desk.pass(4min);
        CHECK(desk.said().empty());
        SECTION("until it is plain that nothing has come of it") {
            desk.pass(1min);
            CHECK(desk.said() ==
                  "[a: this computer has not gone down, and the mains are back: watching again]; DROP a");
            CHECK_FALSE(desk.guard->is_going_down());
            CHECK(desk.guard->is_calm());
        }
    }
    SECTION("nothing has come of the command: the system's own way") {
        desk.pass(5min);
        CHECK(desk.said() == "[a: this computer has not gone down: the shutdown is ordered again]; SHUT DOWN");
    }
}

TEST_CASE("guard: a shutdown that is refused", "[daemon]") {
    GuardDesk desk(single());
    desk.plan.policy.settings.turn_off = true;
    desk.plan.policy.settings.notify = false;
    desk.start();
    desk.kill_order = Error{ErrorCode::io, "no room", 0};
    desk.ups("a", kLow);
    CHECK(desk.said() == "[a: the mains have failed]; [a: the battery is low]; "
                         "[a: this computer is going down: the UPS's battery is low]; KILL a: a 180; "
                         "[a: the UPS will not be turned off: no room]; SHUT DOWN");
    desk.kill_order = {};
    desk.reply(Error{ErrorCode::access_denied, "no right to", 0});
    CHECK(desk.said() == "[a: the shutdown was refused, and is ordered again in 30 s: no right to]");
    desk.pass(30s);
    CHECK(desk.said() == "[a: this computer has not gone down: the shutdown is ordered again]; KILL a: a 180; "
                         "[a: told to turn off at the end of the shutdown, after 180 s: a]; SHUT DOWN");
}

TEST_CASE("guard: a task that hangs, users who cannot be told", "[daemon]") {
    GuardDesk desk(single());
    desk.plan.policy.task = {"sleep"};
    desk.plan.policy.settings.run_task = true;
    desk.start();
    desk.users_are_told = Error{ErrorCode::io, "wall: exit code 1", 0};
    desk.ups("a", kLow);
    CHECK(desk.said().ends_with("TASK sleep low-battery; [a: users were not told: wall: exit code 1]"));
    desk.pass(30s);
    CHECK(desk.said() == "[a: the task is not through in time: the shutdown goes on without it]; SHUT DOWN");
}

TEST_CASE("guard: too long on battery", "[daemon]") {
    GuardDesk desk(single());
    desk.plan.policy.settings.notify = false;
    desk.plan.policy.settings.shutdown_on_battery = true;
    desk.plan.policy.settings.shutdown_on_battery_wait = std::chrono::minutes(3);
    desk.start();
    desk.ups("a", kOnline);
    desk.ups("a", kBattery);
    CHECK_FALSE(desk.guard->is_calm());
    desk.pass(179s);
    CHECK(desk.said() == "[a: the mains have failed]");
    desk.pass(1s);
    CHECK(desk.said() == "[a: this computer is going down: the mains have been away for too long]; SHUT DOWN");
}

TEST_CASE("guard: a new policy holds at once", "[daemon]") {
    GuardDesk desk(single());
    desk.plan.policy.settings.notify = false;
    desk.start();
    desk.ups("a", kBattery);
    desk.pass(10min);
    CHECK(desk.said() == "[a: the mains have failed]");
    PolicyConfig policy = desk.plan.policy;
    policy.settings.shutdown_on_battery = true;
    desk.guard->set_policy(policy);
    CHECK(desk.said().ends_with("SHUT DOWN"));
}

TEST_CASE("guard: lost on battery", "[daemon]") {
    GuardDesk desk(single());
    desk.start();
    desk.ups("a", kBattery);
    desk.pass(6s);
    desk.said();
    desk.ups("a", kLost);
    CHECK(desk.said() == "[a: the communication is lost while the mains are away]; TELL a COMMBAD");
    desk.pass(59s);
    CHECK(desk.said().empty());
    desk.pass(1s);
    CHECK(desk.said() ==
          "[a: this computer is going down: the communication with the UPS was lost while the mains were away]; "
          "TELL a SHUTDOWN; SHUT DOWN");
}

TEST_CASE("guard: a UPS that never answers is missed, not feared", "[daemon]") {
    GuardDesk desk(single());
    desk.start();
    desk.pass(29s);
    CHECK(desk.said().empty());
    desk.pass(1s);
    CHECK(desk.said() == "[a: the communication is lost]; TELL a COMMBAD");
    desk.pass(24h);
    CHECK(desk.said().empty());
    CHECK(desk.guard->is_calm());
    desk.ups("a", kOnline);
    CHECK(desk.said() == "[a: the communication is back]; TELL a COMMOK");
}

TEST_CASE("guard: a UPS that is begun anew is given its time", "[daemon]") {
    GuardDesk desk(single());
    desk.start();
    desk.ups("a", kOnline);
    desk.pass(1h);
    desk.guard->on_ups_added("a");
    desk.pass(29s);
    CHECK(desk.said().empty());
    SECTION("it comes") {
        desk.ups("a", kOnline);
        desk.pass(1h);
        CHECK(desk.said().empty());
    }
    SECTION("it does not") {
        desk.pass(1s);
        CHECK(desk.said() == "[a: the communication is lost]; TELL a COMMBAD");
    }
}

TEST_CASE("guard: hibernation", "[daemon]") {
    GuardDesk desk(single());
    desk.plan.policy.settings.notify = false;
    desk.plan.policy.settings.turn_off = true;
    desk.plan.policy.settings.critical_action = CriticalAction::hibernate;
    desk.start();
    desk.ups("a", kLow);
    CHECK(desk.said().ends_with("MAY HIBERNATE?"));
    SECTION("the UPS is told before, and waited for") {
        desk.reply({});
        CHECK(desk.said() == "[a: the UPS is told to turn off]; TURN OFF a 180");
        desk.turn_off_answer({});
        desk.run_later();
        CHECK(desk.said() == "HIBERNATE");
        desk.reply({});
        CHECK(desk.said().empty());
        // The clock stands still for the sleep; the mains are back after it.
        desk.slept = 2h;
        desk.pass(1s);
        desk.ups("a", kOnline);
        CHECK(desk.said() == "[a: this computer was asleep]");
        desk.pass(1h);
        CHECK(desk.said().empty());
        CHECK(desk.guard->is_calm());
    }
    SECTION("after the sleep the battery is low yet: again, once that is certain") {
        desk.reply({});
        desk.turn_off_answer(Error{ErrorCode::refused, "a: turn-off refused", 0});
        desk.run_later();
        CHECK(desk.said() ==
              "[a: the UPS is told to turn off]; TURN OFF a 180; [a: not turned off: a: turn-off refused]; HIBERNATE");
        desk.slept = 1min;
        desk.guard->on_time();
        CHECK(desk.said() == "[a: this computer was asleep]");
        desk.pass(14s);
        CHECK(desk.said().empty());
        desk.pass(1s);
        CHECK(desk.said().ends_with("MAY HIBERNATE?"));
    }
    SECTION("it cannot: shutdown") {
        desk.reply(Error{ErrorCode::refused, "no swap", 0});
        CHECK(desk.said().starts_with("[a: no hibernation, shutting down in its place: no swap]; KILL a: a 180;"));
        CHECK(desk.answer);
    }
}

TEST_CASE("guard: a UPS that tells no low battery", "[daemon]") {
    GuardDesk desk(single());
    desk.plan.policy.settings.notify = false;
    desk.plan.members[0].battery_life = std::chrono::minutes(7);
    desk.start();
    desk.ups("a", kBattery);
    CHECK(desk.said() == "[a: the mains have failed]");
    desk.pass(7min - 1s);
    CHECK(desk.said().empty());
    desk.pass(1s);
    CHECK(desk.said() ==
          "[a: the battery is low]; [a: this computer is going down: the UPS's battery is low]; SHUT DOWN");
}

TEST_CASE("guard: a group of which one is enough", "[daemon]") {
    GuardDesk desk(pair_of(1));
    desk.plan.policy.settings.turn_off = true;
    desk.start();
    desk.ups("a", kOnline);
    desk.ups("b", kOnline);
    desk.ups("a", kLow);
    desk.pass(1h);
    CHECK(desk.said().empty());
    desk.ups("b", kBattery);
    CHECK(desk.said() == "[g: the mains have failed]");
    desk.ups("b", kLow);
    CHECK(desk.said() ==
          "[g: fewer than 1 of its UPSes supply it]; "
          "[g: this computer is going down: fewer than 1 of its UPSes supply it]; TELL g SHUTDOWN; KILL g: a, b 180; "
          "[g: told to turn off at the end of the shutdown, after 180 s: a, b]; SHUT DOWN");
    desk.ups("c", kLow);
    CHECK(desk.said().empty());
}

TEST_CASE("guard: a member that is not heard is worth a message of its own", "[daemon]") {
    GuardDesk desk(pair_of(1));
    desk.start();
    desk.ups("a", kOnline);
    desk.pass(30s);
    CHECK(desk.said() == "TELL b COMMBAD");
    desk.ups("b", kOnline);
    CHECK(desk.said() == "TELL b COMMOK");
    desk.ups("a", kLost);
    CHECK(desk.said() == "TELL a COMMBAD");
    SECTION("not one for each wobble") {
        desk.ups("a", kOnline);
        CHECK(desk.said() == "TELL a COMMOK");
        desk.ups("a", kLost);
        desk.ups("a", kOnline);
        CHECK(desk.said().empty());
        desk.pass(120s);
        desk.ups("a", kLost);
        CHECK(desk.said() == "TELL a COMMBAD");
    }
    SECTION("and on battery it is not counted on") {
        desk.ups("b", kBattery);
        CHECK(desk.said() == "[g: the mains have failed]");
        desk.pass(61s);
        CHECK(desk.said() == "TELL g ONBATT");
        desk.ups("b", kLow);
        CHECK(desk.said().ends_with("SHUT DOWN"));
    }
}

TEST_CASE("guard: a group after a sleep", "[daemon]") {
    GuardDesk desk(pair_of(1));
    desk.plan.policy.settings.notify = false;
    desk.plan.policy.settings.critical_action = CriticalAction::hibernate;
    desk.start();
    desk.ups("a", kLow);
    desk.ups("b", kLow);
    desk.reply({});
    desk.said();
    desk.slept = 5h;
    SECTION("what was low, and cannot be heard since, ends nothing") {
        desk.ups("a", kLost);
        desk.ups("b", kLost);
        desk.pass(1h);
        CHECK(desk.said() == "[g: this computer was asleep]; [g: the communication is lost]");
    }
    SECTION("what is low still is low") {
        desk.pass(1s);
        desk.ups("a", kOnline);
        desk.ups("a", kLow);
        CHECK(desk.said() == "[g: this computer was asleep]; [g: the mains have failed]");
        desk.pass(15s);
        CHECK(desk.said().ends_with("MAY HIBERNATE?"));
    }
}

TEST_CASE("guard: an answer that comes too late finds nobody", "[daemon]") {
    GuardDesk desk(single());
    desk.start();
    desk.ups("a", kLow);
    desk.guard.reset();
    desk.reply(Error{ErrorCode::io, "late", 0});
    CHECK(desk.said().find("late") == std::string::npos);
}
