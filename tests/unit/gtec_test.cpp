// Units whose status is Q4, in letters.
#include <catch2/catch.hpp>

#include "core/protocols/gtec.h"
#include "tests/unit/relative_tools.h"
#include "tests/unit/sim_desk.h"

namespace upsmd {
namespace {

using V = Variable;
using testing::Unit;

std::string q4(const std::string& letters, const std::string& in = "236.7", const std::string& out = "230.4") {
    return "(" + in + " 243.2 212.1 220.1 " + out + " 002 001 50.0 371 372 041.3 22.9 " + letters + "\r";
}

}  // namespace

TEST_CASE("gtec: the sheet's letters", "[gtec]") {
    Unit unit(kGtec);
    CHECK(unit.status("Q4", q4("IM")) == "OL");
    CHECK(unit.status("Q4", q4("A", "000.0")) == "OB");
    CHECK(unit.status("Q4", q4("AB", "000.0")) == "OB LB");
    CHECK(unit.status("Q4", q4("C")) == "OL BYPASS");
    CHECK(unit.status("Q4", q4("CM")) == "OL BYPASS");
    CHECK(unit.status("Q4", q4("MC")) == "OL BYPASS");
    CHECK(unit.status("Q4", q4("MA", "000.0")) == "OB");
    CHECK(unit.status("Q4", q4("I")) == "OL OFF");
    CHECK(unit.status("Q4", q4("MN")) == "OL OVER");
    CHECK(unit.status("Q4", q4("JM")) == "ALARM OL RB");
    CHECK(unit.status("Q4", q4("FM")) == "OL FSD");
    CHECK(unit.status("Q4", q4("EM")) == "OL CAL TEST");
    for (const char* alarm : {"DM", "MP", "GM", "HM"}) CHECK(unit.status("Q4", q4(alarm)) == "ALARM OL");
    CHECK(unit.value("Q4", q4("IM"), V::ups_test_result) == "passed");
    CHECK(unit.value("Q4", q4("KM"), V::ups_test_result) == "battery disconnected");
    CHECK(unit.value("Q4", q4("IM"), V::ups_load) == "1");
    CHECK(unit.value("Q4", q4("IM"), V::battery_voltage) == "41.3");
    CHECK(unit.value("Q4", q4("IM"), V::input_voltage_fault) == "220.1");
}

TEST_CASE("gtec: no letters mean off only in a whole reply without an output", "[gtec]") {
    Unit unit(kGtec);
    CHECK(unit.status("Q4", q4("", "236.7", "000.0")) == "OL OFF");
    CHECK(unit.status("Q4", q4("")) == "rejected");
    const std::string whole = q4("", "236.7", "000.0");
    CHECK(unit.status("Q4", whole.substr(0, whole.size() - 2) + "\r") == "rejected");
    CHECK(unit.status("Q4", whole.substr(0, 40) + "\r") == "rejected");
    CHECK(unit.status("Q4", q4("", "000.0", "000.0")) == "rejected");
    CHECK(unit.status("Q4", q4("I1")) == "rejected");
    CHECK(unit.status("Q4", q4("im")) == "rejected");
    CHECK(unit.status("Q4", "(230.1 230.1 230.4 014 50.0 27.4 30.0 00001001\r") == "rejected");
    CHECK(unit.status("Q4", "Q4\r") == "unsupported");
}

TEST_CASE("gtec: Megatec's controls, but a beeper that only toggles", "[gtec]") {
    Unit unit(kGtec);
    CHECK(unit.sends(Control::shutdown_return) == "C\rS.5R0003\r");
    CHECK(unit.sends(Control::shutdown_stayoff) == "C\rS.5R0000\r");
    CHECK(unit.sends(Control::load_off) == "S00R0000\r");
    CHECK(unit.sends(Control::beeper_toggle) == "Q\r");
    CHECK(unit.sends(Control::beeper_enable) == "no such control");
    testing::check_destructive(kGtec);
}

}  // namespace upsmd

namespace upsmd::sim {

TEST_CASE("Gtec: the simulated unit answers as the sample", "[sim][gtec]") {
    Desk desk("gtec", {{"nominal-battery", "36"}});
    CHECK(desk.ask("Q4\r") == "(230.0 243.2 212.1 230.0 230.0 002 023 50.0 371 372 041.1 30.0 IM\r");
    CHECK(desk.ask("F\r") == "#230.0 004 036.0 50.0\r");
    CHECK(desk.ask("Q1\r").size() == 47);
    desk.command("battery-disconnected on");
    desk.ask("T\r", 1s);
    CHECK(desk.ask("Q4\r", 1s).substr(63) == "IMEP\r");
    desk.after(20s);
    CHECK(desk.ask("Q4\r", 1s).substr(63) == "KMP\r");
    desk.command("battery-disconnected off");
    desk.command("mains off");
    desk.command("battery 10");
    CHECK(desk.ask("Q4\r", 1s).substr(63) == "KAB\r");
    Desk off("gtec", {{"last-test", "none"}});
    off.ask("S00R0000\r");
    CHECK(off.ask("Q4\r", 1s).substr(58) == "30.0 \r");
    CHECK(off.refused("site-fault maybe") == "site-fault: not on or off: \"maybe\"");
}

}  // namespace upsmd::sim
