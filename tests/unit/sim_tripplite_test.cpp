// The simulated Tripp Lite SmartPro on its own.
#include "tests/unit/sim_desk.h"

using namespace upsmd;
using upsmd::sim::Desk;

namespace {

const sim::Options kAmerican{{"nominal-voltage", "119"}, {"nominal-frequency", "60"}, {"load", "25"}};

}  // namespace

TEST_CASE("sim tripplite: echo and answer, on line, on battery, low, off", "[sim][tripplite]") {
    Desk desk("tripplite", kAmerican);
    CHECK(desk.ask(":D\r") == ":D\r\n117702" "8D" "6400195B82258\r\n");
    CHECK(desk.ask(":W\r") == ":W\r\n84\r\n");
    CHECK(desk.ask(":L\r") == ":L\r\n60\r\n");
    CHECK(desk.ask(":V\r") == ":V\r\n11\r\n");
    CHECK(desk.ask(":Z\r") == ":Z\r\n");
    desk.command("mains off");
    CHECK(desk.ask(":D\r") == ":D\r\n110001" "8D" "0000195B82258\r\n");
    CHECK(desk.ask(":I\r") == ":I\r\n00\r\n");
    desk.command("battery 10");
    CHECK(desk.ask(":D\r").substr(4, 1) == "0");
    Desk other("tripplite", {{"hertz-on-battery", "off"}});
    other.command("mains off");
    CHECK(other.ask(":D\r").substr(22) == "000\r\n");
    Desk quiet("tripplite", {{"echo", "off"}});
    CHECK(quiet.ask(":C\r") == "0\r\n");
}

TEST_CASE("sim tripplite: N is for the next command only, G returns, K0 stays off", "[sim][tripplite]") {
    Desk desk("tripplite", kAmerican);
    desk.command("mains off");
    desk.ask(":N14\r");
    desk.ask(":G\r");
    desk.after(13s);
    CHECK(desk.ups->output_on());
    desk.after(5s);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.ask(":D\r").substr(9, 1) == "0");
    desk.command("mains on");
    desk.after(2s);
    CHECK(desk.ups->output_on());
    desk.ask(":N14\r");
    desk.ask(":K0\r");
    desk.after(600s);
    CHECK_FALSE(desk.ups->output_on());
    desk.ask(":K1\r");
    CHECK(desk.ups->output_on());
    desk.ask(":G\r");
    CHECK(desk.executed().find("DANGER G without N") != std::string::npos);
}
