// The simulated U-Talk unit on its own.
#include "tests/unit/sim_desk.h"

using namespace upsmd;
using upsmd::sim::Desk;

TEST_CASE("sim utalk: the specification's answers, on line, on battery, low", "[sim][utalk]") {
    Desk desk("mge-utalk");
    CHECK(desk.ask("Z\r\n").empty());
    CHECK(desk.ask("Si\r\n") == "3000 51 0\n\r");
    CHECK(desk.ask("Si 1\n") == "PULSAR ESV 11+ 0\n\r");
    CHECK(desk.ask("Ss\r\n") == "00X00000\n\r");
    CHECK(desk.ask("Bs\r\n") == "01000X00 XX100000\n\r");
    CHECK(desk.ask("Ls\r\n") == "00000000 11011000\n\r");
    CHECK(desk.ask("Uv\r\n") == "23000\n\r");
    CHECK(desk.ask("Xy\r\n") == "?\n\r");
    desk.command("mains off");
    CHECK(desk.ask("Ss\r\n") == "00X00100\n\r");
    CHECK(desk.ask("Bs\r\n") == "10000X00 XX100000\n\r");
    CHECK(desk.ask("Uv\r\n") == "0\n\r");
    desk.command("battery 18");
    CHECK(desk.ask("Ss\r\n") == "10X01100\n\r");
}

TEST_CASE("sim utalk: a disabled link is silent until Ax 1, echo until Z", "[sim][utalk]") {
    Desk desk("mge-utalk", {{"link", "disabled"}, {"echo", "on"}});
    CHECK(desk.ask("Si\r\n").empty());
    CHECK(desk.ask("Ax 1\r\n").empty());
    CHECK(desk.ask("Si\r\n") == "Si\n\r3000 51 0\n\r");
    CHECK(desk.ask("Z\r\n").empty());
    CHECK(desk.ask("Si\r\n") == "3000 51 0\n\r");
}

TEST_CASE("sim utalk: counts down, comes back when its options say so", "[sim][utalk]") {
    Desk desk("mge-utalk");
    CHECK(desk.ask("Sn 20\r\n", 1s) == "OK\n\r");
    CHECK(desk.ask("Sn ?\r\n", 1s) == "20\n\r");
    desk.command("mains off");
    CHECK(desk.ask("Sx 0\r\n", 1s) == "OK\n\r");
    CHECK(desk.ask("Ls\r\n", 1s) == "00000000 11011001\n\r");
    desk.after(20s);
    CHECK_FALSE(desk.ups->output_on());
    desk.command("mains on");
    desk.after(30s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(31s);
    CHECK(desk.ups->output_on());

    // Mains that are back in time: off for 10 s in any case, or not at all.
    CHECK(desk.ask("Sx 6\r\n", 1s) == "OK\n\r");
    desk.command("mains off");
    desk.ask("Sx 0\r\n", 1s);
    desk.command("mains on");
    desk.after(60s);
    CHECK(desk.executed().find("turn-off cancelled") != std::string::npos);
    CHECK(desk.ups->output_on());

    CHECK(desk.ask("Sx 4\r\n", 1s) == "OK\n\r");
    desk.ask("Sx 0\r\n", 1s);
    desk.after(600s);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("Sx 1\r\n", 1s) == "OK\n\r");
    CHECK(desk.ups->output_on());
}

TEST_CASE("sim utalk: plugs only once they are selected", "[sim][utalk]") {
    Desk desk("mge-utalk");
    CHECK(desk.ask("Wx 0\r\n") == "NOK\n\r");
    CHECK(desk.ask("Wy 65535\r\n") == "OK\n\r");
    CHECK(desk.ask("Wx 0\r\n") == "OK\n\r");
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("Wx 1\r\n") == "OK\n\r");
    CHECK(desk.ups->output_on());
}
