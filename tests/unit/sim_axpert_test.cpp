#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

using namespace std::string_literals;

TEST_CASE("Axpert: the published replies byte for byte", "[sim]") {
    Desk desk("voltronic-axpert", {{"nominal-battery", "48"}});
    CHECK(desk.ask("QPI\xBE\xAC\r") == "(PI30\x9A\x0B\r");
    CHECK(desk.ask("QMOD\x49\xC1\r") == "(L\x06\x07\r");
    CHECK(desk.ask("QPIWS\xB4\xDA\r") == "(" + std::string(32, '0') + "\xEB\xE4\r");
    CHECK(desk.ask("QPIRI\xF8\x54\r") ==
          "(230.0 21.7 230.0 50.0 21.7 5000 5000 48.0 46.0 42.0 56.4 54.0 0 30 060 0 0 2 9 01 0 1 54.0 0 1 000\xB6\x56\r");
    CHECK(desk.ask("QID\xD6\xEA\r").substr(0, 15) == "(92931701100510");
    CHECK(desk.ask("QVFW\x62\x99\r").substr(0, 15) == "(VERFW:00074.50");
    CHECK(desk.ask("QFLAG\x98\x74\r").substr(0, 12) == "(EakxyDbjuvz");
    const std::string line = desk.ask("QPIGS\xB7\xA9\r");
    CHECK(line.size() == 110);
    CHECK(line.substr(0, 41) == "(230.0 50.0 230.0 50.0 1150 0920 023 440 ");
    CHECK(line.substr(82, 25) == " 00010000 00 00 00000 010");
    desk.command("mains off");
    CHECK(desk.ask("QMOD\x49\xC1\r", 1s) == "(B\xE7\xC9\r");
    CHECK(desk.ask("QPIWS\xB4\xDA\r", 1s) == "(00000100000000000000000000000000\xFE\x82\r");
    CHECK(desk.ask("QPIGS\xB7\xA9\r", 1s).substr(0, 17) == "(000.0 00.0 230.0");
    desk.command("battery 10");
    CHECK(desk.ask("QPIWS\xB4\xDA\r", 1s) == "(00000100000010000000000000000000\xCB\x31\r");
}

TEST_CASE("Axpert: what it does not know, and damage, is refused", "[sim]") {
    Desk desk("voltronic-axpert");
    for (const char* const wrong : {"QPI\r", "QPI\xBE\xAD\r", "QGS\r", "S.5R0003\r", "T\r", "Q1\r", "\x01\r"}) {
        INFO(wrong);
        CHECK(desk.ask(wrong) == "(NAK\x73\x73\r");
    }
    CHECK(desk.executed().empty());
    Desk quiet("voltronic-axpert", {{"damaged", "silence"}, {"line-feed", "on"}, {"fields", "17"}});
    CHECK(quiet.ask("QPI\r").empty());
    CHECK(quiet.ask("QPI\xBE\xAC\r") == "(PI30\x9A\x0B\r\n");
    CHECK(quiet.ask("QPIGS\xB7\xA9\r").size() == 95);
    CHECK(desk.ask("POP02\xE2\x0B\r") == "(ACK\x39\x20\r");
    CHECK(desk.executed() == "DANGER POP02: what feeds the load\n");
    CHECK(desk.ask("QMOD\x49\xC1\r") == "(B\xE7\xC9\r");
    CHECK(desk.ask("PDa\xE3\x41\r") == "(ACK\x39\x20\r");
    CHECK(desk.ask("QFLAG\x98\x74\r").substr(0, 12) == "(EkxyDbjuvza");
    CHECK(desk.refused("warning 32 on").starts_with("warning:"));
    CHECK(desk.refused("saving maybe").starts_with("saving:"));
}

}  // namespace upsmd::sim
