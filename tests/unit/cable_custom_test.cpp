// Cables in words (docs/cables.md, "Your own cable").
#include <catch2/catch.hpp>
#include <string>

#include "core/cable.h"

using namespace upsmd;

namespace {

Cable parsed(std::string_view text) {
    const Result<Cable> cable = parse_cable(text);
    INFO(text << ": " << (cable ? "" : cable.error().message));
    REQUIRE(cable);
    return *cable;
}

std::string refused(std::string_view text) {
    const Result<Cable> cable = parse_cable(text);
    INFO(text);
    REQUIRE_FALSE(cable);
    CHECK(cable.error().code == ErrorCode::invalid_argument);
    return cable.error().message;
}

bool says(const std::string& message, std::string_view part) { return message.find(part) != std::string::npos; }

constexpr OutputLines kDtr{true, false, false};
constexpr OutputLines kRts{false, true, false};
constexpr OutputLines kBoth{true, true, false};
constexpr OutputLines kNeither{false, false, false};

}  // namespace

TEST_CASE("own cable: every word", "[cable]") {
    const Cable cable = parsed("cp=rts ol=-cts lb=dcd rb=-rng bypass=DSR sd=dtr+rts hold=5");
    CHECK(cable.run == kRts);
    CHECK(cable.on_battery.line == InputLine::cts);
    CHECK(cable.on_battery.asserted);
    CHECK(cable.low_battery.line == InputLine::dcd);
    CHECK(cable.low_battery.asserted);
    CHECK(cable.replace_battery.line == InputLine::ri);
    CHECK_FALSE(cable.replace_battery.asserted);
    CHECK(cable.bypass.line == InputLine::dsr);
    REQUIRE(cable.kill);
    CHECK(*cable.kill == kBoth);
    CHECK(cable.kill_hold == 5s);
    CHECK(cable.hazard == KillHazard::raising_dtr);
}

TEST_CASE("own cable: the levels that turn off, and the line that does it", "[cable]") {
    struct Case {
        const char* text;
        OutputLines run;
        std::optional<OutputLines> kill;
        KillHazard hazard;
    };
    const Case each = GENERATE(values<Case>({
        {"CP=DTR OL=CTS SD=DTR+RTS", kDtr, kBoth, KillHazard::raising_rts},
        {"CP=RTS OL=CTS SD=LOW", kRts, kNeither, KillHazard::dropping_rts},
        {"CP=DTR,OL=CTS,SD=LOW", kDtr, kNeither, KillHazard::dropping_dtr},
        {"CP=none OL=CTS SD=RTS+DTR", kNeither, kBoth, KillHazard::raising_both},
        {"CP=DTR OL=CTS SD=RTS", kDtr, kRts, KillHazard::unknown},
        {"SD=BREAK CP=DTR OL=CTS", kDtr, OutputLines{true, false, true}, KillHazard::brk},
        {"CP=DTR+RTS OL=CTS SD=none", kBoth, std::nullopt, KillHazard::unknown},
        {"CP=DTR+RTS OL=CTS", kBoth, std::nullopt, KillHazard::unknown},
    }));
    const Cable cable = parsed(each.text);
    INFO(each.text);
    CHECK(cable.run == each.run);
    CHECK(cable.kill == each.kill);
    CHECK(cable.hazard == each.hazard);
    CHECK_FALSE(kills(cable, cable.run));
}

TEST_CASE("own cable: a name of the table with changes", "[cable]") {
    const Cable unchanged = parsed("940-0020B");
    CHECK(unchanged.name == "940-0020B");
    const Cable inverted = parsed("940-0020b ol=CTS");
    CHECK(inverted.name == "custom");
    CHECK_FALSE(inverted.on_battery.asserted);
    CHECK(inverted.low_battery.line == InputLine::dcd);
    CHECK(inverted.kill == unchanged.kill);
    CHECK(inverted.hazard == KillHazard::raising_dtr);
    const Cable told = parsed("upsonic-lan-saver SD=RTS");  // one of two opinions
    REQUIRE(told.kill);
    CHECK(*told.kill == kRts);
    CHECK(told.hazard == KillHazard::dropping_dtr);
    const Cable other_levels = parsed("repotec CP=DTR");  // BREAK stands beside what is held
    CHECK(other_levels.kill == OutputLines{true, false, true});
    CHECK_FALSE(parsed("940-0020B LB=none").low_battery.line != InputLine::none);
}

TEST_CASE("own cable: what is wrong is named", "[cable]") {
    CHECK(says(refused("940-9999"), "\"940-9999\": not known; known: 940-0020B, "));
    CHECK(says(refused(""), "not known"));
    CHECK(says(refused("940-0020B 940-0020B"), "\"940-0020B\": not known; known: CP"));
    CHECK(says(refused("CP=RTS OL=-CTS XX=1"), "\"XX=1\": not known"));
    CHECK(says(refused("CP=CTS OL=-CTS"), "\"CP=CTS\": takes DTR"));
    CHECK(says(refused("CP=RTS OL=DTR"), "\"OL=DTR\": takes CTS"));
    CHECK(says(refused("CP=RTS OL=--CTS"), "takes CTS"));
    CHECK(says(refused("CP=RTS OL=-CTS SD=CTS"), "\"SD=CTS\": takes DTR"));
    CHECK(says(refused("CP=RTS OL=-CTS SD"), "\"SD\": takes DTR"));
    for (const char* const hold : {"0", "61", "5s", "", "-1"})
        CHECK(says(refused(std::string("CP=RTS OL=-CTS HOLD=") + hold), "1 to 60 s"));
    CHECK(says(refused("OL=-CTS"), "says no CP"));
    CHECK(says(refused("CP=RTS"), "says no OL"));
    CHECK(says(refused("CP=RTS OL=none"), "says no OL"));
    CHECK(says(refused("CP=RTS OL=-CTS SD=RTS"), "same levels"));
    CHECK(says(refused("940-0020B CP=DTR+RTS"), "same levels"));
    // What the table knows to kill is not held, whatever SD says.
    for (const char* const text : {"cyberpower CP=DTR+RTS", "cyberpower CP=DTR+RTS SD=none", "cyberpower CP=DTR SD=RTS",
                                   "best-patriot CP=DTR+RTS", "940-0023A CP=RTS", "apc-rs500 CP=DTR+RTS", "generic-rups CP=DTR"})
        CHECK(says(refused(text), "turns this UPS off"));
}
