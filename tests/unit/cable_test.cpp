#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/cable.h"

using namespace upsmd;

namespace {

std::string status(const Cable& cable, InputLines lines) { return cable_status(cable, lines).to_string(); }

enum class At { harmless, kills, unknown };

// The descriptions once more, written down apart from the table: "H" and "L" for DTR and RTS, a line and its
// level for a sign, and what the levels that an opening (both high) or a closing port (both low) may leave do
// to the UPS.
struct Expected {
    const char* name;
    const char* run;
    const char* on_battery;
    const char* low;
    const char* kill;  // "HL", "LHB" (B: BREAK), "" (must not be tried)
    At both_high;
    At both_low;
};

const std::vector<Expected> kExpected = {
    {"940-0020B", "LH", "cts+", "dcd+", "HH", At::kills, At::harmless},
    {"940-0020C", "LH", "cts+", "dcd+", "HH", At::kills, At::harmless},
    {"940-0095A", "HL", "ri+", "dcd+", "LH", At::kills, At::harmless},
    {"940-0095C", "HL", "ri+", "dcd+", "LH", At::kills, At::harmless},
    {"940-0095B", "HL", "ri+", "", "", At::unknown, At::unknown},
    {"940-0119A", "LH", "cts+", "dcd+", "HL", At::kills, At::harmless},
    {"940-0127A", "LH", "cts+", "dcd+", "HH", At::kills, At::harmless},
    {"940-0128A", "LH", "cts+", "dcd+", "HH", At::kills, At::harmless},
    {"940-0023A", "LL", "dcd+", "cts+", "", At::kills, At::harmless},
    {"apc-rs500", "LH", "cts+", "dcd+", "", At::kills, At::harmless},
    {"apcupsd-simple", "HL", "dcd+", "cts-", "HH", At::kills, At::harmless},
    {"mam", "LH", "cts-", "dcd-", "HL", At::kills, At::harmless},
    {"upstype-0", "HH", "cts+", "dcd+", "", At::unknown, At::unknown},
    {"upstype-1", "HL", "ri+", "dcd+", "LH", At::kills, At::harmless},
    {"upstype-2", "LH", "cts+", "dcd+", "HH", At::kills, At::harmless},
    {"upstype-3", "HL", "cts+", "dcd+", "", At::kills, At::harmless},
    {"upstype-4", "LH", "cts-", "dcd-", "LL", At::harmless, At::kills},
    {"upstype-5", "HL", "cts-", "dcd-", "HH", At::kills, At::harmless},
    {"upstype-6", "HL", "cts-", "dcd-", "LH", At::kills, At::harmless},
    {"upstype-7", "LH", "cts-", "dcd-", "HL", At::kills, At::harmless},
    {"upstype-8", "HL", "cts-", "dcd-", "", At::unknown, At::unknown},
    {"upstype-9", "LL", "dcd+", "cts+", "", At::kills, At::harmless},
    {"upstype-10", "LH", "cts-", "dcd-", "HL", At::kills, At::harmless},
    {"upstype-11", "HL", "cts+", "dcd-", "HLB", At::harmless, At::harmless},
    {"upstype-12", "LH", "cts+", "dcd+", "HL", At::kills, At::harmless},
    {"upstype-13", "HH", "dcd-", "cts-", "HHB", At::harmless, At::harmless},
    {"upstype-14", "HL", "dcd-", "cts-", "LH", At::kills, At::harmless},
    {"upstype-15", "HL", "cts-", "dcd-", "HLB", At::harmless, At::harmless},
    {"upstype-16", "HH", "cts-", "dcd-", "", At::unknown, At::unknown},
    {"upstype-17", "HL", "cts-", "dcd-", "", At::unknown, At::unknown},
    {"upstype-18", "HL", "cts-", "dcd+", "", At::unknown, At::unknown},
    {"upstype-19", "HL", "cts-", "dcd-", "LH", At::kills, At::harmless},
    {"upstype-20", "HL", "cts+", "dcd+", "HLB", At::harmless, At::harmless},
    {"upstype-21", "LH", "cts-", "dcd-", "HH", At::kills, At::harmless},
    {"upstype-22", "LH", "cts-", "dcd-", "HL", At::kills, At::harmless},
    {"upstype-23", "LH", "cts-", "dcd-", "", At::harmless, At::harmless},
};

OutputLines levels(const std::string& text) {
    return {text.at(0) == 'H', text.at(1) == 'H', text.size() > 2 && text[2] == 'B'};
}

// Sets the line of "cts-" so that it says yes or no.
void say(const std::string& sign, bool yes, InputLines& lines) {
    if (sign.empty()) return;
    const bool asserted = yes == (sign.back() == '+');
    const std::string line = sign.substr(0, sign.size() - 1);
    if (line == "cts") lines.cts = asserted;
    if (line == "dsr") lines.dsr = asserted;
    if (line == "ri") lines.ri = asserted;
    if (line == "dcd") lines.dcd = asserted;
}

InputLines lines_for(const Expected& row, bool on_battery, bool low) {
    InputLines lines;
    if (std::string(row.name) == "upstype-23") lines = {.dsr = true, .ri = true};  // neither bypass nor a bad battery
    say(row.on_battery, on_battery, lines);
    say(row.low, low, lines);
    return lines;
}

At at(const Cable& cable, OutputLines lines) {
    if (cable.hazard == KillHazard::unknown) return At::unknown;
    return kills(cable, lines) ? At::kills : At::harmless;
}

constexpr OutputLines kBothHigh{true, true, false};
constexpr OutputLines kBothLow{false, false, false};

}  // namespace

TEST_CASE("cables: found by name or alias in any case, and no other", "[cable]") {
    REQUIRE(cable_by_name("940-0020b") != nullptr);
    CHECK(cable_by_name("940-0020b")->name == "940-0020B");
    CHECK(cable_by_name("940-0020c")->name == "940-0020B");
    CHECK(cable_by_name("UPSTYPE-7")->name == "cyberpower");
    CHECK(cable_by_name("mam-04-02-2000")->name == "mam");
    CHECK(cable_by_name("CyberPower") != nullptr);
    CHECK(cable_by_name("940-0020") == nullptr);
    CHECK(cable_by_name("940-0020C upstype-2") == nullptr);
    CHECK(cable_by_name("upstype-24") == nullptr);
    CHECK(cable_by_name(" ") == nullptr);
    CHECK(cable_by_name("") == nullptr);
}

TEST_CASE("cables: every name is there once, and every row is described", "[cable]") {
    std::set<const Cable*> covered;
    for (const Expected& row : kExpected) covered.insert(cable_by_name(row.name));
    for (const Cable& cable : cable_table()) {
        INFO(cable.name);
        CHECK(cable_by_name(cable.name) == &cable);
        CHECK(covered.contains(&cable));
        CHECK_FALSE(cable.source.empty());
        CHECK_FALSE(cable.description.empty());
    }
    CHECK_FALSE(covered.contains(nullptr));
}

TEST_CASE("cables: what the lines of each cable mean", "[cable]") {
    for (const Expected& row : kExpected) {
        INFO(row.name);
        REQUIRE(cable_by_name(row.name) != nullptr);
        const Cable& cable = *cable_by_name(row.name);
        CHECK(status(cable, lines_for(row, false, false)) == "OL");
        CHECK(status(cable, lines_for(row, true, false)) == "OB");
        const bool tells_low = std::string(row.low) != "";
        CHECK(status(cable, lines_for(row, true, true)) == (tells_low ? "OB LB" : "OB"));
        CHECK(status(cable, lines_for(row, false, true)) == (tells_low ? "OL LB" : "OL"));
    }
    const Cable& fttx = *cable_by_name("fttx");
    CHECK(status(fttx, {.cts = true, .dsr = true, .ri = false, .dcd = true}) == "OL RB");
    CHECK(status(fttx, {.cts = true, .dsr = false, .ri = true, .dcd = true}) == "OL BYPASS");
}

TEST_CASE("cables: the levels held and the levels that turn off", "[cable]") {
    for (const Expected& row : kExpected) {
        INFO(row.name);
        const Cable& cable = *cable_by_name(row.name);
        CHECK(cable.run == levels(row.run));
        REQUIRE(cable.kill.has_value() == (std::string(row.kill) != ""));
        if (!cable.kill) continue;
        CHECK(*cable.kill == levels(row.kill));
        const bool brk = cable.kill->brk;
        CHECK(cable.hazard != KillHazard::unknown);
        CHECK(cable.hazard != KillHazard::none);
        CHECK((cable.hazard == KillHazard::brk) == brk);
        CHECK(cable.kill_hold >= (brk ? Duration(5s) : Duration(10s)));
    }
}

TEST_CASE("cables: the running levels never turn off, and dangerous openings and closings are declared", "[cable]") {
    for (const Expected& row : kExpected) {
        INFO(row.name);
        const Cable& cable = *cable_by_name(row.name);
        CHECK_FALSE(kills(cable, cable.run));
        CHECK_FALSE(cable.run.brk);
        CHECK(at(cable, kBothHigh) == row.both_high);
        CHECK(at(cable, kBothLow) == row.both_low);
        if (cable.kill) {
            CHECK(kills(cable, *cable.kill));
            CHECK(*cable.kill != cable.run);
        }
    }
}

TEST_CASE("cables: the line that kills does so whatever the others are", "[cable]") {
    const auto with = [](KillHazard hazard) {
        Cable cable;
        cable.hazard = hazard;
        return cable;
    };
    for (const bool dtr : {false, true})
        for (const bool rts : {false, true})
            for (const bool brk : {false, true}) {
                const OutputLines lines{dtr, rts, brk};
                CHECK(kills(with(KillHazard::raising_dtr), lines) == dtr);
                CHECK(kills(with(KillHazard::raising_rts), lines) == rts);
                CHECK(kills(with(KillHazard::raising_both), lines) == (dtr && rts));
                CHECK(kills(with(KillHazard::dropping_dtr), lines) == !dtr);
                CHECK(kills(with(KillHazard::dropping_rts), lines) == !rts);
                CHECK(kills(with(KillHazard::brk), lines) == brk);
                CHECK_FALSE(kills(with(KillHazard::none), lines));
                CHECK_FALSE(kills(with(KillHazard::unknown), lines));
                Cable exact = with(KillHazard::unknown);
                exact.kill = OutputLines{true, false, false};
                CHECK(kills(exact, lines) == (lines == *exact.kill));
            }
}

TEST_CASE("cables: the Options mask, each polarity on its own", "[cable]") {
    // power fail (0x10), low battery (0x20) and turn-off (0x40) positive or negative, all signals present
    // (0x0f).
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
    CHECK(kills(cable, *cable.kill));
    CHECK_FALSE(kills(cable, cable.run));
    CHECK(at(cable, kBothHigh) == (kill_high ? At::kills : At::harmless));
    CHECK(at(cable, kBothLow) == (kill_high ? At::harmless : At::kills));
}

TEST_CASE("cables: signals that the mask does not promise are not read, and DTR never idles at its kill level",
          "[cable]") {
    const Cable no_signals = cable_from_options(0x71);
    CHECK(status(no_signals, {.cts = true, .dcd = true}) == "OL");
    CHECK_FALSE(no_signals.kill);
    CHECK_FALSE(no_signals.run.dtr);
    const Cable only_power = cable_from_options(0x13);
    CHECK(status(only_power, {.cts = true, .dcd = true}) == "OB");
}
