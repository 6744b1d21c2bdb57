// The simulated MultiLink unit by itself.
#include "tests/unit/sim_desk.h"

using namespace upsmd;
using upsmd::sim::Desk;

namespace {

constexpr OutputLines kRun{.dtr = false, .rts = true, .brk = false};

}  // namespace

TEST_CASE("simulated multilink: bytes come back on battery only, DCD tells a low battery", "[sim][multilink]") {
    Desk desk("multilink");
    desk.ups->on_outputs(kRun, desk.now);
    CHECK(desk.ask("U") == "");
    desk.command("mains off");
    CHECK(desk.ask("U") == "U");
    CHECK_FALSE(desk.ups->lines().dcd);
    desk.command("battery 10");
    CHECK(desk.ask("Ux") == "Ux");
    CHECK(desk.ups->lines().dcd);
    desk.command("mains on");
    CHECK(desk.ask("U") == "");
    CHECK(desk.ups->lines().dcd);
}

TEST_CASE("simulated multilink: without RTS the contacts have no supply", "[sim][multilink]") {
    Desk desk("multilink");
    desk.ups->on_outputs({.dtr = true, .rts = false, .brk = false}, desk.now);
    desk.command("mains off");
    desk.command("battery 10");
    CHECK(desk.ask("U") == "");
    CHECK_FALSE(desk.ups->lines().dcd);
}

TEST_CASE("simulated multilink: a raised DTR turns off on battery, if the cable has it and it stands",
          "[sim][multilink]") {
    Desk desk("multilink", {{"dtr", "wired"}, {"hold", "2000"}});
    desk.ups->on_outputs({.dtr = true, .rts = true, .brk = false}, desk.now);
    desk.after(10s);
    CHECK(desk.ups->output_on());
    desk.command("mains off");
    desk.after(1s);
    desk.ups->on_outputs(kRun, desk.now);
    desk.after(10s);
    CHECK(desk.ups->output_on());
    desk.ups->on_outputs({.dtr = true, .rts = true, .brk = false}, desk.now);
    desk.after(3s);
    CHECK_FALSE(desk.ups->output_on());
    CHECK(desk.executed().find("DANGER DTR") == 0);
}
