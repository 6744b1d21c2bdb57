// The simulated UPScode II unit on its own.
#include "tests/unit/sim_desk.h"

using namespace upsmd;
using upsmd::sim::Desk;

namespace {

bool holds(const std::string& reply, const std::string& part) { return reply.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("sim upscode2: status, measurements, ratings", "[sim][upscode2]") {
    Desk desk("upscode2", {{"load", "40"}});
    const std::string on_line = desk.ask("UPDS\r");
    CHECK(holds(on_line, "STUF\r\n00\r\nSTBL\r\n00\r\nSTBP\r\n00\r\n"));
    CHECK(holds(on_line, "BTIME\r\n9999.00\r\nMIUL1\r\n0230.00\r\n"));
    CHECK(holds(on_line, "MOIL1\r\n0002.61\r\n"));
    CHECK(on_line.ends_with("MOFFF\r\n0050.00\r\n"));
    CHECK(holds(desk.ask("UPDV\r"), "NOINN\r\n0006.52\r\n"));
    desk.command("mains off");
    desk.command("battery 15");
    CHECK(holds(desk.ask("UPDS\r"), "STUF\r\n11\r\nSTBL\r\n11\r\n"));
    CHECK(desk.ask("UPXX\r").empty());
    CHECK(desk.ask("UPTP\r") == "NNAME\r\nPROFILE 1500\r\n");
    CHECK(desk.ask("UPCL\r").ends_with("UPCL\r\n"));
    Desk standby("upscode2", {{"type", "standby"}, {"refuse", "UPPC"}});
    standby.command("mains off");
    CHECK(holds(standby.ask("UPDS\r"), "STBO\r\n11\r\n"));
    CHECK_FALSE(holds(standby.ask("UPCL\r"), "UPPC"));
    CHECK(standby.ask("UPPC\rIJHLDMGCIU\r", 100s).empty());
    CHECK(standby.ups->output_on());
}

TEST_CASE("sim upscode2: an argument of 0 reads, any other is written", "[sim][upscode2]") {
    Desk desk("upscode2");
    CHECK(desk.ask("UPSN\r0\r") == "ACSN\r\nTE12345678\r\n");
    CHECK(desk.ask("UPSD\r0\r") == "ACSD\r\n020\r\n");
    CHECK(desk.executed().empty());
    CHECK(desk.ask("UPSD\r030\r") == "ACSD\r\n030\r\n");
    CHECK(desk.ask("UPSD\rx\r").empty());
    CHECK(desk.ask("UPSN\rUPDS\r") == "ACSN\r\nUPDS\r\n");
    CHECK(desk.executed() == "UPSD 30: set\nDANGER UPSN: UPDS written\n");
    CHECK(desk.ask("UPPM\rP08V02\r") == "ACPM\r\nP08V02\r\n");
    CHECK(desk.ask("UPPM\rP08\r") == "ACPM\r\nP08V02\r\n");
}

TEST_CASE("sim upscode2: three ways of turning off, one of taking it back", "[sim][upscode2]") {
    Desk desk("upscode2");
    desk.ask("UPPC\rWRONG\r", 100s);
    desk.ask("UPPF\rIJHLDMGCIU\r", 100s);  // for an outage only
    CHECK(desk.ups->output_on());
    desk.ask("UPPC\rIJHLDMGCIU\r", 19s);
    CHECK(desk.ups->output_on());
    desk.after(2s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(55s);
    CHECK_FALSE(desk.ups->output_on());
    desk.after(5s);
    CHECK(desk.ups->output_on());
    desk.ask("UPPC\rIJHLDMGCIU\r", 10s);
    desk.ask("UPPU\r", 100s);
    CHECK(desk.ups->output_on());
    desk.ask("UPPD\rLGGNLMDPGV\r", 600s);
    CHECK_FALSE(desk.ups->output_on());
    desk.ask("UPPU\r");
    CHECK(desk.ups->output_on());
    desk.command("mains off");
    desk.ask("UPPF\rIJHLDMGCIU\r", 30s);
    CHECK_FALSE(desk.ups->output_on());
    desk.command("mains on");
    CHECK(desk.ups->output_on());
}
