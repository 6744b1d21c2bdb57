// The simulated Belkin and Tripp Lite SmartOnline on their own.
#include "tests/unit/sim_desk.h"

using namespace upsmd;
using upsmd::sim::Desk;

TEST_CASE("sim belkin: the replies of the paper, on line, on battery, low, off", "[sim][belkin]") {
    Desk desk("belkin", {{"nominal-voltage", "120"}, {"nominal-frequency", "60"}, {"nominal-battery", "12"}});
    CHECK(desk.ask("~00P003STA") == "~00D0260;0;;0;0;0;;0;;;0;0;0;0;;1");
    CHECK(desk.ask("~00P003STO") == "~00D0182;600;1;1200;;;023");
    CHECK(desk.ask("~00P003STI") == "~00D0101;600;1200");
    CHECK(desk.ask("~00P003MNU") == "~00D006BELKIN");
    CHECK(desk.ask("~00P003ENV") == "~00R000");
    CHECK(desk.ask("~00P003ARB") == "~00D000");
    CHECK(desk.ask("~00P003ATT") == desk.ask("~00P003STB"));
    desk.command("mains off");
    CHECK(desk.ask("~00P003STA") == "~00D0260;1;;0;0;0;;0;;;0;0;0;0;;1");
    CHECK(desk.ask("~00P003STI") == "~00D0101;000;0000");
    desk.command("battery 12");
    CHECK(desk.ask("~00P003STB").substr(0, 12) == "~00D0221;1;3");
}

TEST_CASE("sim belkin: counts down, comes back only if it was told to", "[sim][belkin]") {
    Desk desk("belkin");
    desk.command("mains off");
    CHECK(desk.ask("~00S004SDR1") == "~00A000");
    CHECK(desk.ask("~00S005SDA20") == "~00A000");
    CHECK(desk.ask("~00P003STA") == "~00D0260;1;;0;0;0;;0;;;0;0;0;1;;1");
    desk.after(20s);
    CHECK_FALSE(desk.ups->output_on());
    desk.command("mains on");
    desk.after(50s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(15s);
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("~00S005SDA20") == "~00A000");
    CHECK(desk.ask("~00S004SDA0") == "~00A000");
    desk.after(60s);
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("~00S005SDA20") == "~00A000");
    desk.after(600s);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.executed().find("SDA20: output off in 20 s, stay off") != std::string::npos);
}

TEST_CASE("sim belkin: nonsense is taken too, firmware 001 counts wrong, calibration is told as danger", "[sim][belkin]") {
    Desk desk("belkin", {{"firmware", "001"}});
    CHECK(desk.ask("~00S004XYZ1") == "~00A000");
    CHECK(desk.executed().empty());
    CHECK(desk.ask("~00P003RAT") == "~00D053134;612;159;600;525;315;;85;100;90;80;150;140;1;12");
    desk.ask("~00S025SDE160;2650;1932;1030;162");
    CHECK(desk.executed().find("DANGER SDE") != std::string::npos);
}

TEST_CASE("sim tripplite-su: source, test, banks, refusals", "[sim][tripplite-su]") {
    Desk desk("tripplite-su", {{"nominal-voltage", "120"}, {"nominal-frequency", "60"}, {"answer", "short"}});
    CHECK(desk.ask("~00P003MNU") == "~00D016Tripp Lite      ");
    CHECK(desk.ask("~00P003STO").substr(0, 19) == "~00D0230;600;1;1200");
    CHECK(desk.ask("~00P003STA") == "~00D0390;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;1");
    CHECK(desk.ask("~00S004XYZ1") == "~00R");
    CHECK(desk.ask("~00S004TST3", 1s) == "~00A");
    CHECK(desk.ask("~00P003TSR", 1s) == "~00D0012");
    CHECK(desk.ask("~00P003STO", 1s).substr(7, 1) == "1");
    desk.after(10s);
    CHECK(desk.ask("~00P003TSR") == "~00D0011");
    CHECK(desk.ask("~00S006ROF1;1") == "~00A");
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("~00S006ROF2;1") == "~00A");
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("~00P003STO").substr(7, 1) == "7");
    CHECK(desk.ask("~00S006RON1;1") == "~00A");
    CHECK(desk.ups->output_on());
}

TEST_CASE("sim tripplite-su: automatic restart decides on battery, SDR on mains", "[sim][tripplite-su]") {
    Desk desk("tripplite-su");
    CHECK(desk.ask("~00S005SDA10") == "~00A000");
    desk.after(20s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(600s);
    CHECK_FALSE(desk.ups->output_on());
    desk.ask("~00S006RON1;1");
    desk.command("mains off");
    desk.ask("~00S005SDA10");
    desk.after(20s);
    CHECK_FALSE(desk.ups->output_on());
    desk.command("mains on");
    desk.after(5s);
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("~00S004ARB2") == "~00A000");
    desk.command("mains off");
    desk.ask("~00S005SDA10");
    desk.after(20s);
    desk.command("mains on");
    desk.after(600s);
    CHECK_FALSE(desk.ups->output_on());
}
