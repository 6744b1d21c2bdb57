// The simulated ETA PRO on its own.
#include "tests/unit/sim_desk.h"

using namespace upsmd;
using upsmd::sim::Desk;

TEST_CASE("sim etapro: junk first, then identity and status", "[sim][etapro]") {
    Desk desk("etapro", {{"echo", "on"}, {"load", "50"}});
    CHECK(desk.ask("RI\r").find("SR") == std::string::npos);
    CHECK(desk.ask("RI\r") == "RI\rSRETA\r\nSSmini+UPS 720 PRO\r\nST2003-05\r\nSU0001\r\n");
    CHECK(desk.ask("RP\r").substr(0, 15) == "RP\rSO0F\r\nSGD9\r\n");
    desk.command("mains off");
    const std::string on_battery = desk.ask("RP\r", 60s);
    CHECK(on_battery.find("SO0E\r\nSG00\r\n") != std::string::npos);
    CHECK(on_battery.find("SL55\r\n") != std::string::npos);
    CHECK(desk.ask("RP\r").find("SN003C\r\n") != std::string::npos);
    desk.command("battery 10");
    CHECK(desk.ask("RP\r").find("SO0A\r\n") != std::string::npos);
    CHECK(desk.ask("XX\r").empty());
}

TEST_CASE("sim etapro: RN before RO returns, RO alone stays off", "[sim][etapro]") {
    Desk desk("etapro");
    desk.ask("RI\r", 1s);
    CHECK(desk.ask("RO0000\r", 1s) == "SV01\r\n");
    CHECK(desk.ask("RN0019\r", 1s) == "SV20\r\n");
    CHECK(desk.ask("RO000A\r", 1s) == "SV00\r\n");
    desk.after(8s);
    CHECK(desk.ups->output_on());
    desk.after(2s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(20s);
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("RO8001\r", 1s) == "SV00\r\n");
    CHECK(desk.ask("RR\r", 1s) == "SV10\r\n");
    desk.after(90s);
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("RN0019\r", 1s) == "SV20\r\n");
    CHECK(desk.ask("RS\r", 1s) == "SV30\r\n");
    CHECK(desk.ask("RO0001\r", 600s) == "SV00\r\n");
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("RN0001\r", 3s) == "SV20\r\n");
    CHECK(desk.ups->output_on());
}
