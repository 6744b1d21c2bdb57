// A minidriver in a child process, on virtual time: what it is told, and what happens when it does not do it.
#include <catch2/catch.hpp>
#include <string>

#include "platform/hosted_driver.h"

using namespace upsmd;

namespace {

using Kind = HostedDriver::Action::Kind;

std::string text_of(const HostedDriver::Action& action) {
    switch (action.kind) {
        case Kind::start: return "START " + action.text;
        case Kind::send: return "> " + action.text;
        case Kind::end_child: return "END";
        case Kind::state: return std::string(state_name(action.state));
        case Kind::event: return "[" + service_event_text(action.event, action.inserts) + "]";
        case Kind::turned_off: return action.text.empty() ? "turned off" : "not turned off: " + action.text;
        case Kind::stopped: return "stopped";
    }
    return "";
}

struct Desk {
    void at(Duration since_start) {
        const Time until{since_start};
        while (driver.deadline() <= until) {
            now = std::max(now, driver.deadline());
            driver.on_time(now);
        }
        now = until;
    }
    void line(const char* text) { driver.on_line(text, now); }
    std::string said() {
        std::string all;
        for (const auto& action : driver.take_actions()) all += (all.empty() ? "" : "; ") + text_of(action);
        return all;
    }
    // Watching for `since_start`, everything taken.
    void run(Duration since_start = 0s) {
        at(since_start);
        driver.watch("/x.so", now);
        for (const char* text : {"ready", "loaded", "init 1", "state 1"}) line(text);
        said();
    }

    HostedDriver driver;
    Time now{};
};

constexpr const char* kSlow = "[The process that runs the minidriver has failed and is started again: /x.so (too slow to ";

}  // namespace

TEST_CASE("hosted driver: started, loaded, asked", "[hosted_driver]") {
    Desk desk;
    CHECK(desk.driver.deadline() == kNever);
    desk.driver.watch("/x.so", desk.now);
    CHECK(desk.said() == "START /x.so");
    desk.line("ready");
    CHECK(desk.said() == "> load /x.so");
    desk.line("loaded");
    CHECK(desk.said() == "> init");
    desk.line("init 1");
    CHECK(desk.said().empty());
    desk.line("state 1");
    CHECK(desk.said() == "ONLINE");
    desk.line("state 1");
    desk.line("state 2");
    desk.line("state 4");
    desk.line("state 8");
    CHECK(desk.said() == "ONBATTERY; LOWBATTERY; NOCOMM");
}

TEST_CASE("hosted driver: lines at the wrong time, and ones that nobody knows, change nothing", "[hosted_driver]") {
    Desk desk;
    for (const char* text : {"ready", "loaded", "init 1", "state 4", "turned-off", "", " ", "hello"}) desk.line(text);
    CHECK(desk.said().empty());
    desk.driver.watch("/x.so", desk.now);
    desk.said();
    for (const char* text : {"loaded", "init 1", "state 4", "turned-off"}) desk.line(text);
    CHECK(desk.said().empty());
}

TEST_CASE("hosted driver: each call has a limit", "[hosted_driver]") {
    struct Step {
        std::vector<const char*> lines;
        Duration limit;
        std::string doing;
    };
    const Step step = GENERATE(values<Step>({{{}, HostedDriver::kReadyLimit, "start"},
                                             {{"ready"}, HostedDriver::kLoadLimit, "load the minidriver"},
                                             {{"ready", "loaded"}, HostedDriver::kInitLimit, "return from UPSInit"},
                                             {{"ready", "loaded", "init 1"}, HostedDriver::kStateLimit, "tell the state"}}));
    Desk desk;
    desk.driver.watch("/x.so", desk.now);
    for (const char* line : step.lines) desk.line(line);
    desk.said();
    desk.at(step.limit - 1us);
    CHECK(desk.said().empty());
    desk.at(step.limit);
    CHECK(desk.said() == "END; NOCOMM; " + (kSlow + step.doing) + ")]");
    desk.at(step.limit + HostedDriver::kFirstBackOff);
    CHECK(desk.said() == "START /x.so");
}

TEST_CASE("hosted driver: a state is a sign of life, whatever it is", "[hosted_driver]") {
    Desk desk;
    desk.run();
    for (int i = 1; i <= 100; ++i) {
        desk.at(i * 19s);
        desk.line("state 1");
    }
    CHECK(desk.said().empty());
    desk.line("state 3");
    desk.line("state 3");
    CHECK(desk.said() == "[The minidriver reports a state that does not exist (3); it counts as no communication.]; NOCOMM");
    desk.line("state 99999999999");
    desk.line("state 2");
    CHECK(desk.said() ==
          "[The minidriver reports a state that does not exist (99999999999); it counts as no communication.]; ONBATTERY");
}

TEST_CASE("hosted driver: a child that dies again and again is tried ever more rarely", "[hosted_driver]") {
    Desk desk;
    desk.run();
    std::string waits;
    for (int i = 0; i < 9; ++i) {
        desk.driver.on_end("exit code 3", desk.now);
        waits += std::to_string((desk.driver.deadline() - desk.now) / 1s) + " ";
        desk.at(desk.driver.deadline() - Time{});
        for (const char* text : {"ready", "loaded", "init 1", "state 1"}) desk.line(text);
    }
    CHECK(waits == "1 2 4 8 16 32 60 60 60 ");
    const std::string said = desk.said();
    CHECK(said.find("[", said.find("[") + 1) == std::string::npos);  // told once
    CHECK(said.find("END; NOCOMM; [The process") == 0);
    SECTION("a long run forgives") {
        desk.at(desk.now - Time{} + 19s);
        for (int i = 0; i < 4; ++i) {
            desk.line("state 1");
            desk.at(desk.now - Time{} + 19s);
        }
        desk.driver.on_end("exit code 3", desk.now);
        CHECK(desk.driver.deadline() == desk.now + 1s);
        CHECK(desk.said().find("exit code 3") != std::string::npos);
    }
}

TEST_CASE("hosted driver: a file that is none, one without the functions, one that does not start", "[hosted_driver]") {
    Desk desk;
    desk.driver.watch("/x.so", desk.now);
    desk.line("ready");
    desk.said();
    SECTION("no such driver") {
        desk.line("no-such-driver cannot load /x.so");
        CHECK(desk.said() == "END; NOCOMM; [The minidriver cannot be loaded (UPS_INITNOSUCHDRIVER): cannot load /x.so]");
    }
    SECTION("bad interface") {
        desk.line("bad-interface /x.so does not export UPSStop");
        CHECK(desk.said() ==
              "END; NOCOMM; [The file is not a UPS minidriver (UPS_INITBADINTERFACE): /x.so does not export UPSStop]");
    }
    SECTION("UPSInit fails") {
        desk.line("loaded");
        desk.said();
        desk.line("init 5");
        CHECK(desk.said() == "END; NOCOMM; [The minidriver /x.so could not start: UPSInit returned 5.]");
    }
    CHECK(desk.driver.deadline() == desk.now + 1s);
}

TEST_CASE("hosted driver: a process that cannot be started", "[hosted_driver]") {
    Desk desk;
    desk.driver.watch("/x.so", desk.now);
    desk.said();
    desk.driver.on_start_failed(ServiceEvent::no_such_driver, "no file", desk.now);
    CHECK(desk.said() == "NOCOMM; [The minidriver cannot be loaded (UPS_INITNOSUCHDRIVER): no file]");
    SECTION("stopped meanwhile") {
        desk.driver.stop(desk.now);
        CHECK(desk.said() == "stopped");
        CHECK(desk.driver.deadline() == kNever);
    }
    SECTION("tried again") {
        desk.at(1s);
        CHECK(desk.said() == "START /x.so");
        desk.driver.stop(desk.now);
        desk.said();
        desk.driver.on_start_failed(ServiceEvent::no_such_driver, "no file", desk.now);
        CHECK(desk.said() == "stopped");
    }
}

TEST_CASE("hosted driver: stopped", "[hosted_driver]") {
    Desk desk;
    SECTION("before anything was begun") {
        desk.driver.stop(desk.now);
        CHECK(desk.said() == "stopped");
    }
    SECTION("as it should") {
        desk.run();
        desk.driver.stop(desk.now);
        CHECK(desk.said() == "> stop; > quit");
        desk.driver.stop(desk.now);
        desk.line("state 4");
        CHECK(desk.said().empty());
        desk.driver.on_end("exit code 0", desk.now);
        CHECK(desk.said() == "END; stopped");
        CHECK(desk.driver.deadline() == kNever);
    }
    SECTION("a child that does not end is ended") {
        desk.run();
        desk.driver.stop(desk.now);
        desk.said();
        desk.at(4s);
        CHECK(desk.said() == "END; stopped");
    }
    SECTION("while it waits to be tried again") {
        desk.run();
        desk.driver.on_end("signal 11", desk.now);
        desk.said();
        desk.driver.stop(desk.now);
        CHECK(desk.said() == "stopped");
        CHECK(desk.driver.deadline() == kNever);
    }
}

TEST_CASE("hosted driver: started anew, and another one", "[hosted_driver]") {
    Desk desk;
    desk.run();
    SECTION("the same") {
        desk.driver.restart(desk.now);
        CHECK(desk.said() == "> stop; > quit");
        desk.driver.on_end("exit code 0", desk.now);
        CHECK(desk.said() == "END; START /x.so");
    }
    SECTION("another, and another before the first has gone") {
        desk.driver.watch("/y.so", desk.now);
        desk.driver.watch("/z.so", desk.now);
        CHECK(desk.said() == "> stop; > quit");
        desk.driver.on_end("exit code 0", desk.now);
        CHECK(desk.said() == "END; START /z.so");
    }
    SECTION("without waiting where it waits") {
        desk.driver.on_end("signal 11", desk.now);
        desk.said();
        desk.driver.restart(desk.now);
        CHECK(desk.said() == "START /x.so");
    }
    for (const char* text : {"ready", "loaded", "init 1", "state 1"}) desk.line(text);
    CHECK(desk.said().find("NOCOMM") == std::string::npos);
}

TEST_CASE("hosted driver: turned off", "[hosted_driver]") {
    Desk desk;
    desk.run();
    SECTION("as it should, once") {
        desk.driver.turn_off(180s, desk.now);
        CHECK(desk.said() == "> turn-off 180");
        desk.line("turned-off");
        desk.line("turned-off");
        CHECK(desk.said() == "turned off");
        desk.at(19s);
        CHECK(desk.said().empty());
    }
    SECTION("no answer: told after 3 s, and the child lives on, whatever it does not do") {
        desk.driver.turn_off(180s, desk.now);
        desk.said();
        desk.at(3s);
        CHECK(desk.said() == "not turned off: UPSTurnOff has not returned within 3 s");
        desk.at(1000s);
        CHECK(desk.said() == "NOCOMM");
    }
    SECTION("the child dies of it, and no other one opens the port again") {
        desk.driver.turn_off(180s, desk.now);
        desk.said();
        desk.driver.on_end("signal 11", desk.now);
        CHECK(desk.said().find("not turned off: the minidriver's process has ended") != std::string::npos);
        desk.at(1000s);
        CHECK(desk.said().empty());
        desk.driver.restart(desk.now);
        CHECK(desk.said() == "START /x.so");
    }
    SECTION("a child that is being started is waited for") {
        desk.driver.on_end("signal 11", desk.now);
        desk.said();
        desk.driver.turn_off(180s, desk.now);
        CHECK(desk.said() == "START /x.so");
        desk.at(2s);
        for (const char* text : {"ready", "loaded", "init 1"}) desk.line(text);
        CHECK(desk.said() == "> load /x.so; > init; > turn-off 180");
        desk.line("turned-off");
        CHECK(desk.said() == "turned off");
    }
    SECTION("a stop lets it finish, and then has its own time") {
        desk.driver.turn_off(180s, desk.now);
        desk.at(1s);
        desk.driver.stop(desk.now);
        CHECK(desk.said() == "> turn-off 180; > stop; > quit");
        desk.at(2s);
        desk.line("turned-off");
        CHECK(desk.said() == "turned off");
        desk.at(7s - 1us);
        CHECK(desk.said().empty());
        desk.at(7s);
        CHECK(desk.said() == "END; stopped");
    }
    SECTION("but not for longer than 3 s") {
        desk.driver.on_end("signal 11", desk.now);
        desk.driver.turn_off(180s, desk.now);
        desk.said();
        desk.at(3s);
        CHECK(desk.said() == "not turned off: the minidriver is not running");
        for (const char* text : {"ready", "loaded", "init 1"}) desk.line(text);
        CHECK(desk.said() == "> load /x.so; > init");
    }
}

TEST_CASE("hosted driver: nothing to turn off", "[hosted_driver]") {
    Desk desk;
    desk.driver.turn_off(180s, desk.now);
    CHECK(desk.said() == "not turned off: no minidriver is running");
}
