#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

TEST_CASE("Voltronic: the description's samples byte for byte", "[sim]") {
    Desk desk("voltronic");
    desk.command("input 231.4");
    desk.command("output 230.1");
    desk.command("load 27");
    desk.command("temperature 31.5");
    CHECK(desk.ask("QGS\r") == "(231.4 50.0 230.1 50.0 001.2 027 369.1 ---.- 027.4 ---.- 031.5 100000000000\r");
    CHECK(desk.ask("QMOD\r") == "(L\r");
    CHECK(desk.ask("QWS\r") == "(" + std::string(64, '0') + "\r");
    CHECK(desk.ask("QFS\r") == "(OK\r");
    CHECK(desk.ask("QRI\r") == "(230.0 004 024.0 50.0\r");
    CHECK(desk.ask("QMD\r") == "(#######OLHVT1K0 ###1000 80 1/1 230 230 02 12.0\r");
    CHECK(desk.ask("QMF\r") == "(#######BOH\r");
    CHECK(desk.ask("QVFW\r") == "(VERFW:00322.02\r");
    CHECK(desk.ask("QID\r") == "(12345679012345\r");
    CHECK(desk.ask("QPI\r") == "(PI01\r");
    CHECK(desk.ask("QFLAG\r") == "(EpbrasjcDovegfdl\r");
    CHECK(desk.ask("QHE\r") == "(242 218\r");
    CHECK(desk.ask("QBYV\r") == "(264 170\r");
    CHECK(desk.ask("QFRE\r") == "(53.0 47.0\r");
    CHECK(desk.ask("RE0\r") == "#20\r");
    CHECK(desk.ask("F\r") == "#230.0 004 024.0 50.0\r");
    desk.command("mains off");
    desk.command("battery 74");
    CHECK(desk.ask("QGS\r", 1s).substr(0, 11) == "(000.0 00.0");
    CHECK(desk.ask("QGS\r", 1s).substr(63) == "101000000000\r");
    CHECK(desk.ask("QMOD\r", 1s) == "(B\r");
    CHECK(desk.ask("QBV\r", 1s).substr(6) == " 02 01 073 006\r");
    desk.command("battery 8");
    CHECK(desk.ask("QGS\r", 1s).substr(63) == "101100000000\r");
    CHECK(desk.ask("QWS\r", 1s).substr(8, 2) == "10");
}

TEST_CASE("Voltronic: what it does not know is refused, never echoed", "[sim]") {
    Desk desk("voltronic", {{"refuse", "QBV+QWS"}});
    for (const char* const wrong : {"Q1\r", "QPIGS\r", "QBV\r", "QWS\r", "C\r", "S\r", "S1\r", "S0A\r", "S01R12\r",
                                    "S01X0003\r", "T00\r", "TX\r", "Q3PV\r", "PEZ\r", "QSK3\r", "QBDR\r"}) {
        INFO(wrong);
        CHECK(desk.ask(wrong) == "(NAK\r");
    }
    CHECK(desk.executed().empty());
}

TEST_CASE("Voltronic: turn-off with return, staying off, cancelled", "[sim]") {
    Desk desk("voltronic");
    desk.command("mains off");
    CHECK(desk.ask("S.5R0003\r", 1s) == "(ACK\r");
    CHECK(desk.executed() == "S.5R0003: output off in 30 s, return with mains not before 180 s\n");
    CHECK(desk.ask("QGS\r", 1s).substr(63) == "101000001000\r");
    desk.after(27999ms);
    CHECK(desk.ups->output_on());
    desk.after(1ms);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("QMOD\r", 1s) == "(S\r");
    desk.command("mains on");
    desk.after(178999ms);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(1ms);
    CHECK(desk.ups->output_on());

    desk.ask("S01R0000\r", 1s);
    CHECK(desk.ask("CS\r", 1s) == "(ACK\r");
    desk.after(100s);
    CHECK(desk.ups->output_on());
    desk.ask("S01R0000\r", 60s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(std::chrono::hours(10));
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask("SON\r", 1s) == "(ACK\r");
    CHECK(desk.ups->output_on());
    CHECK(desk.ask("SOFF\r", 1s) == "(ACK\r");
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.executed().find("DANGER SOFF") != std::string::npos);

    Desk strict("voltronic", {{"cancel-needs-order", "on"}});
    CHECK(strict.ask("CS\r") == "(NAK\r");
}

TEST_CASE("Voltronic: tests, beeper, options, outlets, faults", "[sim]") {
    Desk desk("voltronic");
    CHECK(desk.ask("T\r", 1s) == "(ACK\r");
    CHECK(desk.ask("QMOD\r", 1s) == "(T\r");
    CHECK(desk.ask("QGS\r", 1s).substr(63) == "100000010000\r");
    desk.after(8s);
    CHECK(desk.ask("QGS\r", 1s).substr(63) == "100000000001\r");
    desk.command("test fail");
    desk.ask("T.2\r", 13s);
    CHECK(desk.ask("QGS\r", 1s).substr(63) == "100001000010\r");
    desk.command("test pass");
    CHECK(desk.ask("BZOFF\r", 1s) == "(NAK\r");  // it is not beeping
    desk.command("mains off");
    CHECK(desk.ask("T\r", 1s) == "(NAK\r");
    CHECK(desk.ask("BZOFF\r", 1s) == "(ACK\r");
    CHECK(desk.ask("QGS\r", 1s)[72] == '1');
    desk.command("mains on");
    CHECK(desk.ask("PDA\r", 1s) == "(ACK\r");
    CHECK(desk.ask("QFLAG\r", 1s) == "(EpbrsjcDovegfdla\r");
    CHECK(desk.ask("PF\r", 1s) == "(NAK\r");
    CHECK(desk.ask("QSKT1\r", 1s) == "(NAK\r");
    CHECK(desk.ask("PSK1009\r", 1s) == "(ACK\r");
    CHECK(desk.ask("QSKT1\r", 1s) == "(009\r");
    desk.ask("SKOFF2\r", 1s);
    CHECK(desk.ask("QSK2\r", 1s) == "(0\r");
    desk.command("fault 43");
    CHECK(desk.ask("QMOD\r", 1s) == "(F\r");
    CHECK(desk.ask("QFS\r", 1s).substr(0, 4) == "(43 ");
    CHECK(desk.ask("QFS\r", 1s).size() == 69);
    CHECK(desk.refused("fault 4") == "fault: not two hexadecimal digits or none: \"4\"");
    desk.command("fault none");
    desk.command("warning 10 on");
    desk.command("overload on");
    CHECK(desk.ask("QWS\r", 1s).substr(1, 12) == "000000001100");
    CHECK(desk.refused("warning 65 on").starts_with("warning:"));
}

TEST_CASE("Voltronic: units with several phases", "[sim]") {
    Desk three("voltronic", {{"pi", "10"}});
    CHECK(three.ask("Q3PV\r").size() == 37);
    CHECK(three.ask("Q3LD\r") == "(023 023 023\r");
    Desk two("voltronic", {{"pi", "09"}});
    CHECK(two.ask("Q3YV\r").size() == 19);
    Desk input("voltronic", {{"pi", "03"}});
    CHECK(input.ask("Q3PC\r").size() == 13);
    CHECK(input.ask("Q3OV\r") == "(NAK\r");
}

TEST_CASE("Voltronic QS: the description's samples byte for byte", "[sim]") {
    Desk desk("voltronic-qs", {{"nominal-battery", "12"}, {"load", "21"}});
    CHECK(desk.ask("M\r") == "V\r");
    CHECK(desk.ask("F\r") == "#230.0 003 12.00 50.0\r");
    CHECK(desk.ask("QI\r") == "QI\r");
    desk.command("input 229.4");
    desk.command("temperature 25");
    CHECK(desk.ask("QS\r") == "(229.4 229.4 229.4 021 50.0 13.7 25.0 00001001\r");
    desk.command("mains off");
    desk.command("battery 65");
    CHECK(desk.ask("QS\r", 1s) == "(000.0 000.0 230.0 021 50.0 12.1 25.0 10001001\r");
    Desk other("voltronic-qs", {{"variant", "H"}, {"nominal-battery", "12"}});
    CHECK(other.ask("M\r") == "H\r");
    CHECK(other.ask("QS\r").substr(33, 4) == "--.-");
    CHECK(other.ask("QI\r") == "(100 00600 50.0 000.7 177 290 0 0000010000112000\r");
}

TEST_CASE("Voltronic QS: silence for what is taken, the echo for the rest", "[sim]") {
    Desk desk("voltronic-qs");
    for (const char* const wrong : {"CT\r", "TL\r", "T10\r", "S01\r", "S10R0003\r", "S.5R3\r", "CS\r", "QGS\r"}) {
        INFO(wrong);
        CHECK(desk.ask(wrong) == wrong);
    }
    CHECK(desk.executed().empty());
    CHECK(desk.ask("T\r", 1s).empty());
    CHECK(desk.ask("QS\r", 1s).substr(38) == "00001101\r");
    desk.after(10s);
    CHECK(desk.ask("Q\r", 1s).empty());
    CHECK(desk.ask("QS\r", 1s).substr(38) == "00001000\r");
}

TEST_CASE("Voltronic QS: R0000 keeps it off on mains only; low battery cuts the delay short", "[sim]") {
    Desk desk("voltronic-qs");
    CHECK(desk.ask("S.5R0000\r", 1s).empty());
    CHECK(desk.ask("QS\r", 1s).substr(38) == "00001011\r");
    desk.after(28s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(std::chrono::hours(1));
    CHECK_FALSE(desk.ups->output_on());
    desk.ask("C\r", 1s);
    CHECK(desk.ups->output_on());

    desk.command("mains off");
    desk.ask("S.5R0000\r", 30s);
    CHECK_FALSE(desk.ups->output_on());
    desk.command("mains on");
    desk.after(10s);
    CHECK(desk.ups->output_on());

    desk.command("mains off");
    desk.ask("S09R0003\r", 1s);
    desk.command("battery-low on");
    desk.after(1ms);
    CHECK_FALSE(desk.ups->output_on());
}

}  // namespace upsmd::sim
