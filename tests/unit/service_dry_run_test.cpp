// The service's dry runs, on virtual time.
#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/service_desk.h"

using namespace upsmd;
using namespace upsmd::test;

TEST_CASE("service: dry run", "[service]") {
    Desk desk;
    with_turn_off(desk);
    desk.config("RunTaskEnable", RegValue::dword(1));
    SECTION("everything is said, nothing is done") {
        desk.ours("DryRun", RegValue::dword(1));
        desk.begin();
        desk.ups(4);
        CHECK(desk.said() == "[10]; [12]; [20 the UPS's battery is low]; [60 tell the users: This computer is going down now: the "
                             "UPS's battery is low. Please save your work at once.]; [60 run UPS System Shutdown Program]; "
                             "[60 shut the computer down]");
        bool down = false;
        desk.core.system_shutdown([&down] { down = true; });
        CHECK(desk.said() == "[27 90]; [60 turn the UPS off after at least 90 s]");
        CHECK(down);
    }
    SECTION("what it ordered is no order once it is over") {
        desk.ours("DryRun", RegValue::dword(1));
        desk.begin();
        desk.ups(4);
        desk.ups(1);
        desk.said();
        desk.ours("DryRun", RegValue::dword(0));
        desk.core.reread_settings();
        desk.core.system_shutdown([] {});
        CHECK(desk.said().empty());
    }
    SECTION("once it is over, a battery that is low is low") {
        desk.ours("DryRun", RegValue::dword(1));
        desk.begin();
        desk.ups(4);
        desk.said();
        desk.ours("DryRun", RegValue::dword(0));
        desk.core.reread_settings();
        CHECK(desk.said().ends_with("TASK UPS System Shutdown Program"));
    }
    SECTION("2: the system alone is left alone") {
        desk.ours("DryRun", RegValue::dword(2));
        desk.begin();
        desk.ups(4);
        CHECK(desk.said().ends_with("TASK UPS System Shutdown Program"));
        desk.reply({});
        CHECK(desk.said() == "[60 shut the computer down]");
    }
    SECTION("2, with a command in place of the system's shutdown") {
        desk.ours("DryRun", RegValue::dword(2));
        desk.ours("ShutdownCommand", RegValue::sz("C:\\note.exe"));
        desk.begin();
        desk.ups(4);
        desk.said();
        desk.reply({});
        CHECK(desk.said() == "SHUT DOWN BY C:\\note.exe");
    }
}
