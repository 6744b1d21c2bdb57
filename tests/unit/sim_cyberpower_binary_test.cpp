// The simulated CyberPower unit of the binary protocol on its own.
#include "tests/unit/sim_desk.h"

using namespace upsmd;
using namespace std::string_literals;
using upsmd::sim::Desk;

TEST_CASE("sim cyberpower-binary: identity, status, registers", "[sim][cyberpower-binary]") {
    Desk desk("cyberpower-binary", {{"load", "24"}});
    desk.command("temperature 41");
    CHECK(desk.ask("F\r") == ".PR2200    .x.<.1100 \r");
    CHECK(desk.ask("D\r") == "#\x78\x78\x18.\x64\x29\x96.\x01\xFE\x00\xFF\r"s);
    desk.command("mains off");
    CHECK(desk.ask("D\r").substr(9, 2) == "\x81\x7E");
    desk.command("battery 10");
    CHECK(desk.ask("D\r").substr(9, 2) == "\xC1\x3E");
    CHECK(desk.ask("R\x08\r") == "R\x00"s);
    CHECK(desk.ask("Q\x08\x02\r") == "Q\x08\x02");
    CHECK(desk.ask("R\x08\r") == "R\x02");
    CHECK(desk.ask("R\x29\r").empty());
    CHECK(desk.ask("X\r").empty());
    CHECK(desk.executed() == "Q 08: 2\n");
    Desk op("cyberpower-binary", {{"series", "OP"}, {"load", "22"}});
    CHECK(op.ask("F\r").starts_with(".OP1500AVR ."));
    CHECK(op.ask("D\r").substr(1, 3) == "\x83\x83\x0C");
}

TEST_CASE("sim cyberpower-binary: off at once", "[sim][cyberpower-binary]") {
    Desk desk("cyberpower-binary");
    CHECK(desk.ask("S\0\0R\0\x01W\r"s, 1s) == "S\0\0R\0\x01W"s);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("D\r").substr(9, 2) == "\x00\xFF"s);
    desk.after(45s);
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("S\0\x05W\r"s).empty());  // a delay of a guessed unit
    CHECK(desk.ups->output_on());
    desk.ask("S\0\0W\r"s, 600s);
    CHECK_FALSE(desk.ups->output_on());
    Desk away("cyberpower-binary");
    away.command("mains off");
    away.ask("S\0\0W\r"s);
    CHECK_FALSE(away.ups->output_on());
    away.command("mains on");
    CHECK(away.ups->output_on());
}
