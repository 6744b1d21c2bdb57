#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

TEST_CASE("large on-line units: the sniffed forms byte for byte", "[sim]") {
    Desk desk("innova-rt31", {{"load", "7"}, {"runtime", "6932"}});
    desk.command("input 227");
    desk.command("output 229.9");
    desk.command("temperature 23");
    CHECK(desk.ask("Q6\r") ==
          "(227.0 227.0 227.0 50.0 229.9 000.0 000.0 50.0 007 000 000 328.8 000.0 23.0 06932 100 32 00000000 00000000 11\r");
    CHECK(desk.ask("WA\r") == "(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.1 000.0 000.0 007 00000001\r");
    CHECK(desk.ask("BPS\r") == "(227.0 000.0 000.0 50.0\r");
    CHECK(desk.ask("F\r") == "#230.0 087 288.0 50.0\r");
    CHECK(desk.ask("FW?\r") == "05516-1100\r");
    CHECK(desk.ask("SASV07?\r") == "GASV07DN05K10KB100004      \r");
    CHECK(desk.ask("WH\r") ==
          "(00 00.00 00.00 INN3T20K                 2 3/1 6 230 50.00 024 02.00 005.00 015.00 005 00 40 110 276 45.00 "
          "55.00\r");
    CHECK(desk.ask("Q1\r") == "(227.0 227.0 229.9 007 50.0 2.28 23.0 00000001\r");
    CHECK(desk.ask("PI\r") == "(0F\r");
    Desk other("q2", {{"load", "10"}, {"runtime", "100000"}});
    CHECK(other.ask("Q2\r") ==
          "(230.0 230.0 230.0 230.0 230.0 000.0 000.0 010 000 000 50.0 328.8 30.0 00000001 999.24 100 02 00 00 00 00 "
          "00000000 11\r");
    Desk brief("q2", {{"short", "on"}});
    CHECK(brief.ask("Q2\r").size() == 80);
    Desk ae("innova-ae");
    CHECK(ae.ask("I\r") == "#222222222222222222222222222R1.00.48  \r");
    CHECK(ae.ask("Q1\r") == "(230.0 230.0 230.0 023 50.0 2.28 30.0 00000001\r");
}

TEST_CASE("large on-line units: what is taken, what is refused, what is not answered", "[sim]") {
    Desk desk("innova-rt31", {{"refuse", "F+BPS"}});
    for (const char* const wrong : {"CB24\r", "PISV07?\r", "Q2\r", "I\r", "F\r", "BPS\r", "S1\r", "T00\r"}) {
        INFO(wrong);
        CHECK(desk.ask(wrong) == "NAK\r");
    }
    CHECK(desk.ask("T\r", 1s) == "ACK\r");
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "00000101\r");
    desk.ask("CT\r", 1s);
    CHECK(desk.ask("Q\r", 1s) == "ACK\r");
    CHECK(desk.ask("Q1\r", 1s).substr(38) == "00000001\r");  // the beeper cannot be changed
    Desk plain("q6");
    plain.ask("Q\r", 1s);
    CHECK(plain.ask("Q1\r", 1s).substr(38) == "00000000\r");
}

TEST_CASE("large on-line units: phases on the mains, on the battery, switched off", "[sim]") {
    Desk desk("q6");
    CHECK(desk.ask("Q6\r").substr(0, 60) == "(230.0 230.0 230.0 50.0 230.0 230.0 230.0 50.0 023 023 023 3");
    desk.command("mains off");
    CHECK(desk.ask("Q6\r", 1s).substr(0, 42) == "(000.0 000.0 000.0 00.0 230.0 230.0 230.0 ");
    CHECK(desk.ask("BPS\r", 1s) == "(000.0 000.0 000.0 00.0\r");
    desk.ask("S.2R0003\r", 13s);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("Q6\r", 1s).substr(24, 35) == "000.0 000.0 000.0 00.0 000 000 000 ");
    desk.command("mains on");
    desk.after(170s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(10s);
    CHECK(desk.ups->output_on());
}

}  // namespace upsmd::sim
