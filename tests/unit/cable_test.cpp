#include <catch2/catch.hpp>

#include "core/cable.h"

using namespace upsmd;

namespace {

std::string status(const Cable& cable, InputLines lines) { return cable_status(cable, lines).to_string(); }

}  // namespace

TEST_CASE("cables: found by name in any case, and no other", "[cable]") {
    REQUIRE(cable_by_name("940-0020b") != nullptr);
    CHECK(cable_by_name("940-0020b")->name == "940-0020B");
    CHECK(cable_by_name("CyberPower") != nullptr);
    CHECK(cable_by_name("940-0020") == nullptr);
    CHECK(cable_by_name("") == nullptr);
}

TEST_CASE("cables: what the lines of each cable mean", "[cable]") {
    const Cable& c0020b = *cable_by_name("940-0020B");
    CHECK(status(c0020b, {}) == "OL");
    CHECK(status(c0020b, {.cts = true}) == "OB");
    CHECK(status(c0020b, {.cts = true, .dcd = true}) == "OB LB");
    CHECK(c0020b.run == OutputLines{false, true, false});
    CHECK(c0020b.kill->dtr);

    const Cable& c0095a = *cable_by_name("940-0095A");
    CHECK(status(c0095a, {.ri = true, .dcd = true}) == "OB LB");
    CHECK(status(c0095a, {.cts = true}) == "OL");
    CHECK(c0095a.run == OutputLines{true, false, false});
    CHECK(c0095a.kill->rts);

    const Cable& c0119a = *cable_by_name("940-0119A");
    CHECK(status(c0119a, {.cts = true, .dcd = true}) == "OB LB");
    CHECK(*c0119a.kill == OutputLines{true, false, false});

    const Cable& c0023a = *cable_by_name("940-0023A");
    CHECK(status(c0023a, {.dcd = true}) == "OB");
    CHECK(status(c0023a, {.cts = true, .dcd = true}) == "OB LB");
    CHECK_FALSE(c0023a.kill);

    const Cable& cyberpower = *cable_by_name("cyberpower");
    CHECK(status(cyberpower, {.cts = true, .dcd = true}) == "OL");
    CHECK(status(cyberpower, {.dcd = true}) == "OB");
    CHECK(status(cyberpower, {}) == "OB LB");
    CHECK(*cyberpower.kill == OutputLines{true, false, false});
}

TEST_CASE("cables: no cable's running levels are its killing levels", "[cable]") {
    for (const Cable& cable : cable_table()) {
        INFO(cable.name);
        if (cable.kill) CHECK(*cable.kill != cable.run);
    }
}

TEST_CASE("cables: the Options mask, each polarity on its own", "[cable]") {
    // power fail (0x10), low battery (0x20) and turn-off (0x40) positive or negative, all signals present (0x0f).
    const std::uint32_t polarity = GENERATE(0x00U, 0x10U, 0x20U, 0x30U, 0x40U, 0x50U, 0x60U, 0x70U);
    const Cable cable = cable_from_options(0x0FU | polarity);
    const bool fail_high = (polarity & 0x10U) != 0;
    const bool low_high = (polarity & 0x20U) != 0;
    const bool kill_high = (polarity & 0x40U) != 0;
    CHECK(status(cable, {.cts = !fail_high, .dcd = !low_high}) == "OL");
    CHECK(status(cable, {.cts = fail_high, .dcd = !low_high}) == "OB");
    CHECK(status(cable, {.cts = fail_high, .dcd = low_high}) == "OB LB");
    CHECK(cable.run.dtr == !kill_high);
    REQUIRE(cable.kill);
    CHECK(cable.kill->dtr == kill_high);
}

TEST_CASE("cables: signals that the mask does not promise are not read, and DTR never idles at its kill level", "[cable]") {
    const Cable no_signals = cable_from_options(0x71);
    CHECK(status(no_signals, {.cts = true, .dcd = true}) == "OL");
    CHECK_FALSE(no_signals.kill);
    CHECK_FALSE(no_signals.run.dtr);
    const Cable only_power = cable_from_options(0x13);
    CHECK(status(only_power, {.cts = true, .dcd = true}) == "OB");
}
