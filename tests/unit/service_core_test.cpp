// The service without threads and processes, on virtual time: settings, minidriver, policy and actions together.
#include <catch2/catch.hpp>
#include <deque>
#include <string>

#include "tests/unit/service_desk.h"

using namespace upsmd;
using namespace upsmd::test;

TEST_CASE("service: which minidriver", "[service]") {
    Desk desk;
    SECTION("none is selected: idle, said once, no process") {
        desk.core.start();
        CHECK(desk.said() == "[1 9.9]; [3]");
        desk.core.reread_settings();
        CHECK(desk.said().empty());
        CHECK(desk.core.deadline() == kNever);
    }
    SECTION("the one of Config, by full path") {
        with_minidriver(desk);
        desk.core.start();
        CHECK(desk.said() == "[1 9.9]; [4 /full/upsmd.dll]; START /full/upsmd.dll");
    }
    SECTION("simple signalling: our own") {
        desk.config("Options", RegValue::dword(0x7f));
        desk.core.start();
        CHECK(desk.said() == "[1 9.9]; [4 /full/own/upsmd.dll]; START /full/own/upsmd.dll");
    }
    SECTION("a mask without a UPS is idle") {
        desk.config("Options", RegValue::dword(0x7e));
        desk.core.start();
        CHECK(desk.said() == "[1 9.9]; [3]");
    }
    SECTION("a path that means nothing") {
        desk.config("ServiceProviderDLL", RegValue::expand_sz("%NOTHING%\\x.dll"));
        desk.core.start();
        CHECK(desk.said() == "[1 9.9]; [40 %NOTHING%\\x.dll: no such variable]");
    }
}

TEST_CASE("service: an outage, to the end", "[service]") {
    Desk desk;
    with_turn_off(desk);
    desk.config("RunTaskEnable", RegValue::dword(1));
    desk.config("TaskName", RegValue::sz("save"));
    desk.begin();
    desk.ups(2);
    CHECK(desk.said() == "[10]");
    desk.at(6s);
    CHECK(desk.said() == "TELL The mains ha 120");
    desk.ups(4);
    CHECK(desk.said() == "[12]; [20 the UPS's battery is low]; TELL This compute 120; TASK save");
    desk.reply({});
    CHECK(desk.said() == "SHUT DOWN");
    desk.reply({});
    bool down = false;
    desk.core.system_shutdown([&down] { down = true; });
    CHECK(desk.said() == "[27 90]; > turn-off 90");
    CHECK_FALSE(down);
    desk.core.on_host_line("turned-off");
    CHECK(desk.said() == "[28]");
    CHECK(down);
    bool stopped = false;
    desk.core.stop([&stopped] { stopped = true; });
    CHECK(desk.said() == "> stop; > quit");
    CHECK_FALSE(stopped);
    desk.core.on_host_end("exit code 0");
    CHECK(desk.said() == "END; [2]");
    CHECK(stopped);
}

TEST_CASE("service: a shutdown that a user asked for leaves the UPS alone, and does not wait", "[service]") {
    Desk desk;
    with_turn_off(desk);
    desk.begin(2);
    bool down = false;
    desk.core.system_shutdown([&down] { down = true; });
    CHECK(down);
    CHECK(desk.said().empty());
}

TEST_CASE("service: a minidriver that does not return from UPSTurnOff does not hold the shutdown up", "[service]") {
    Desk desk;
    with_turn_off(desk);
    desk.begin(4);
    bool down = false;
    desk.core.system_shutdown([&down] { down = true; });
    desk.said();
    desk.at(3s);
    CHECK(down);
    CHECK(desk.said() == "[29 UPSTurnOff has not returned within 3 s]");
}

TEST_CASE("service: hibernation waits for UPSTurnOff; a refused one becomes a shutdown", "[service]") {
    Desk desk;
    with_turn_off(desk);
    desk.ours("CriticalAction", RegValue::sz("hibernate"));
    desk.begin();
    desk.ups(4);
    CHECK(desk.said().ends_with("MAY HIBERNATE?"));
    SECTION("it can") {
        desk.reply({});
        CHECK(desk.said() == "[27 90]; > turn-off 90");
        desk.core.on_host_line("turned-off");
        CHECK(desk.said() == "[28]; HIBERNATE");
        desk.reply({});
        desk.core.resumed();
        CHECK(desk.said() == "[4 /full/upsmd.dll]; > stop; > quit");
        desk.core.on_host_end("exit code 0");
        CHECK(desk.said() == "END; START /full/upsmd.dll");
    }
    SECTION("it cannot") {
        desk.reply(Error{ErrorCode::unsupported, "no hibernation file", 0});
        CHECK(desk.said() == "[26 no hibernation file]; SHUT DOWN");
    }
    SECTION("it does not") {
        desk.reply({});
        desk.core.on_host_line("turned-off");
        desk.said();
        desk.reply(Error{ErrorCode::access_denied, "not allowed", 0});
        CHECK(desk.said() == "[26 not allowed]; SHUT DOWN");
    }
}

TEST_CASE("service: a refused shutdown is ordered again", "[service]") {
    Desk desk;
    with_minidriver(desk);
    desk.begin();
    desk.ups(4);
    desk.said();
    const int changes = desk.deadline_changes;
    desk.reply(Error{ErrorCode::access_denied, "no privilege", 0});
    CHECK(desk.said() == "[23 no privilege]");
    CHECK(desk.deadline_changes > changes);
    desk.at(30s);
    CHECK(desk.said().ends_with("[24]; SHUT DOWN"));
}

TEST_CASE("service: a change of the settings", "[service]") {
    Desk desk;
    with_minidriver(desk);
    desk.begin();
    SECTION("of the service alone needs no new UPSInit, and holds at once") {
        desk.config("FirstMessageDelay", RegValue::dword(60));
        desk.ours("Remembered", RegValue::sz("megatec 2400 dtr COM7"));
        desk.core.reread_settings();
        CHECK(desk.said().empty());
        desk.ups(2);
        desk.at(59s);
        CHECK(desk.said() == "[10]");
        desk.at(60s);
        CHECK(desk.said() == "TELL The mains ha 120");
    }
    SECTION("of what the minidriver reads") {
        desk.config("Port", RegValue::sz("COM8"));
        desk.core.reread_settings();
        CHECK(desk.said() == "[4 /full/upsmd.dll]; > stop; > quit");
    }
    SECTION("of that, on battery, waits for the mains") {
        desk.ups(2);
        desk.said();
        desk.config("Port", RegValue::sz("COM8"));
        desk.core.reread_settings();
        desk.ups(8);
        CHECK(desk.said().find("> stop") == std::string::npos);
        desk.ups(1);
        const std::string said = desk.said();
        CHECK(said.find("[4 /full/upsmd.dll]") != std::string::npos);
        CHECK(said.ends_with("> stop; > quit"));
    }
    SECTION("to none") {
        (void)desk.registry.remove_value(kUpsConfigKey, "ServiceProviderDLL");
        desk.core.reread_settings();
        CHECK(desk.said() == "[3]; > stop; > quit");
        desk.core.on_host_end("exit code 0");
        CHECK(desk.said() == "END");
    }
    SECTION("a bad value is said once") {
        desk.config("MessageInterval", RegValue::dword(1));
        desk.core.reread_settings();
        desk.core.reread_settings();
        const std::string said = desk.said();
        CHECK(said.starts_with("[5 "));
        CHECK(said.find("[5 ", 1) == std::string::npos);
    }
}

TEST_CASE("service: a UPS without a low-battery signal, by the clock", "[service]") {
    Desk desk;
    desk.config("Options", RegValue::dword(0x1b));  // power failure, turn-off; no low battery
    (void)desk.registry.set(kUpsKey, "BatteryLife", RegValue::dword(3));
    desk.begin();
    desk.ups(2);
    desk.at(3min - 1s);
    CHECK(desk.said().find("SHUT DOWN") == std::string::npos);
    desk.at(3min);
    CHECK(desk.said().ends_with("SHUT DOWN"));
    // With the signal nobody counts.
    Desk other;
    other.config("Options", RegValue::dword(0x7f));
    other.begin();
    other.ups(2);
    other.at(3h);
    CHECK(other.said().find("SHUT DOWN") == std::string::npos);
}

TEST_CASE("service: the command file of NT 4.0, where Config asks for no task", "[service]") {
    Desk desk;
    with_minidriver(desk);
    (void)desk.registry.set(kUpsKey, "Options", RegValue::dword(0x80));
    (void)desk.registry.set(kUpsKey, "CommandFile", RegValue::expand_sz("C:\\save.exe"));
    SECTION("it alone") {
        desk.begin();
        desk.ups(4);
        CHECK(desk.said().ends_with("TASK C:\\save.exe"));
        desk.reply(Error{ErrorCode::not_found, "no such file", 0});
        CHECK(desk.said() == "[22 no such file]; SHUT DOWN");
    }
    SECTION("a task of Config comes first") {
        desk.config("RunTaskEnable", RegValue::dword(1));
        desk.begin();
        desk.ups(4);
        CHECK(desk.said().ends_with("TASK UPS System Shutdown Program"));
    }
}

// For the sanitizers: the answer must not touch what is gone.
TEST_CASE("service: an answer after its end is nobody's", "[service]") {
    ActionDone answer;
    std::deque<std::function<void()>> later;
    {
        Desk desk;
        with_minidriver(desk);
        desk.begin();
        desk.ups(4);
        answer = desk.answer;
        answer({});
        later = desk.later;
    }
    for (const auto& next : later) next();
    CHECK(later.size() == 1);
}
