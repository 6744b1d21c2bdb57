// The ways of turning an APC smart unit off: which bytes each sends to which unit, and which it keeps back.
#include <catch2/catch.hpp>

#include "tests/unit/apc_smart_tools.h"

using namespace upsmd;
using namespace upsmd::testing;

namespace {

Settings with(const std::string& method, std::chrono::minutes return_delay = 3min) {
    Settings settings;
    settings.turn_off_method = method;
    settings.return_delay = return_delay;
    return settings;
}

struct Told {
    std::string bytes;
    ControlPhase phase{};
    std::string error;
};

// Asks for a turn-off of a unit that obeys `accepts` with OK, refuses `refuses` with NO and says nothing to the rest.
Told tell(std::vector<std::pair<std::string, std::string>> unit, const Settings& settings, std::chrono::seconds delay,
          const std::string& accepts, const std::string& refuses = "") {
    Bench bench(std::move(unit), settings);
    bench.run(20s);
    for (const char c : refuses) bench.answer(std::string(1, c), "NO\r\n");
    for (const char c : accepts) bench.answer(std::string(1, c), "OK\r\n");
    const auto result = bench.request(Control::shutdown_return, delay);
    if (!result) return {"", ControlPhase::none, result.error().message};
    bench.run(15s);
    return {bench.acted_bytes(), bench.session().control_phase(), ""};
}

std::vector<std::pair<std::string, std::string>> unit_of(const std::string& status, const std::string& v, const std::string& b) {
    return {{"Y", "SM\r\n"}, {"Q", status + "\r\n"}, {"V", v + "\r\n"}, {"b", b + "\r\n"}};
}

}  // namespace

TEST_CASE("apc turn-off: soft sends S on battery and nothing else, @ on line", "[apc][turn-off]") {
    CHECK(tell(smart_ups("10", "180"), with("soft"), 180s, "S").bytes == "S");
    const Told refused = tell(smart_ups("10", "180"), with("soft"), 180s, "", "S");
    CHECK(refused.bytes == "S");
    CHECK(refused.phase == ControlPhase::refused);
    CHECK(tell(smart_ups("08", "180"), with("soft"), 180s, "").bytes == "@000");
}

TEST_CASE("apc turn-off: sleep sends @ in every state", "[apc][turn-off]") {
    CHECK(tell(smart_ups("10", "180"), with("sleep"), 180s, "S").bytes == "@000");
    CHECK(tell(smart_ups("08", "180"), with("sleep"), 180s, "S").bytes == "@000");
}

TEST_CASE("apc turn-off: force sends U, 3.5 s, S on line", "[apc][turn-off]") {
    Bench bench(smart_ups("08", "180"), with("force"));
    bench.run(20s);
    REQUIRE(bench.request(Control::shutdown_return, 180s));
    bench.receive(GENERATE(as<std::string>{}, "OK\r\n", "!OK\r\n", "!", ""));
    bench.run(3400ms);
    CHECK(bench.acted_bytes() == "U");
    CHECK(bench.session().control_phase() == ControlPhase::running);
    bench.answer("S", "OK\r\n");
    bench.run(400ms);
    CHECK(bench.acted_bytes() == "US");
    CHECK(bench.session().control_phase() == ControlPhase::accepted);

    CHECK(tell(smart_ups("10", "180"), with("force"), 180s, "S").bytes == "S");
    // Once more, and no third time.
    const Told refused = tell(smart_ups("08", "180"), with("force"), 180s, "", "S");
    CHECK(refused.bytes == "USUS");
    CHECK(refused.phase == ControlPhase::refused);
    CHECK(tell(smart_ups("08", "180"), with("force"), 180s, "", "U").bytes == "U");
}

TEST_CASE("apc turn-off: those that stay dark are sent only where they were chosen", "[apc][turn-off]") {
    CHECK(tell(smart_ups("08", "180"), with("stay-off"), 180s, "").bytes == "KK");
    CHECK(tell(smart_ups("08", "020"), with("stay-off"), 180s, "").bytes.empty());
    CHECK(tell(smart_ups("08", "020"), with("at-once"), 0s, "").bytes == "ZZ");
    const Told early = tell(smart_ups("08", "600"), with("at-once"), 1s, "");
    CHECK(early.bytes.empty());
    CHECK(early.error.find("1 s") != std::string::npos);
}

TEST_CASE("apc turn-off: a method that does not exist sends nothing", "[apc][turn-off]") {
    const Told told = tell(smart_ups("10", "180"), with("softly"), 0s, "S");
    CHECK(told.bytes.empty());
    CHECK(told.error.find("softly") != std::string::npos);
    CHECK(told.error.find("stay-off") != std::string::npos);
}

TEST_CASE("apc turn-off: a time to stay off is told in tenths of an hour, rounded up", "[apc][turn-off]") {
    // Digits that are questions, too, are not told apart here.
    CHECK(tell(smart_ups("10", "180"), with("", 660min), 180s, "S").bytes == "@110");
    CHECK(tell(smart_ups("08", "180"), with("", 4min), 180s, "S").bytes == "@001");
    CHECK(tell(smart_ups("08", "180"), with("", 61min), 180s, "S").bytes == "@011");
    CHECK(tell(smart_ups("08", "180"), with("", 5994min), 180s, "S").bytes == "@");
    CHECK(tell(smart_ups("08", "180"), with("", 5995min), 180s, "S").bytes.empty());
}

TEST_CASE("apc turn-off: an old unit is asked for 0 s only, and never slept on battery", "[apc][turn-off]") {
    CHECK(tell(unit_of("10", "8QD", "NA"), with(""), 0s, "S").bytes == "S");
    CHECK(tell(unit_of("10", "8QD", "NA"), with(""), 0s, "").bytes == "S");  // silence may be its OK
    CHECK(tell(unit_of("10", "8QD", "NA"), with(""), 0s, "", "S").bytes == "S@001");
    CHECK(tell(unit_of("10", "8QD", "NA"), with("soft"), 0s, "", "S").bytes == "S");
    CHECK(tell(unit_of("08", "8QD", "NA"), with(""), 0s, "").bytes == "@001");
    CHECK(tell(unit_of("10", "8QD", "NA"), with("sleep"), 0s, "").bytes.empty());
    CHECK(tell(unit_of("08", "8QD", "NA"), with("stay-off"), 0s, "").bytes == "KK");
    CHECK(tell(unit_of("10", "8QD", "NA"), with(""), 1s, "S").bytes.empty());
    CHECK(tell(unit_of("10", "NA", "NA"), with(""), 0s, "S").bytes.empty());  // nobody knows what it is
}

TEST_CASE("apc turn-off: Back-UPS CS knows S alone, on battery", "[apc][turn-off]") {
    const std::string firmware = GENERATE(as<std::string>{}, "5.4.D", "6.1.I");
    CHECK(tell(unit_of("10", "NA", firmware), with(""), 0s, "S").bytes == "S");
    CHECK(tell(unit_of("08", "NA", firmware), with(""), 0s, "S").bytes == "US");
    CHECK(tell(unit_of("10", "NA", firmware), with("soft"), 0s, "S").bytes == "S");
    CHECK(tell(unit_of("08", "NA", firmware), with("soft"), 0s, "S").bytes.empty());
    CHECK(tell(unit_of("10", "NA", firmware), with("sleep"), 0s, "S").bytes.empty());
    CHECK(tell(unit_of("10", "NA", firmware), with(""), 1s, "S").bytes.empty());
}

TEST_CASE("apc turn-off: Back-UPS Pro and v/s sleep six minutes or more", "[apc][turn-off]") {
    for (const std::string firmware : {"11.2.I", "12.3.D", "13.1.I", "17.4.B", "42.L.I"})
        CHECK(tell(unit_of("08", "NA", firmware), with(""), 0s, "S").bytes == "@001");
    CHECK(tell(unit_of("08", "NA", "421.3.I"), with(""), 0s, "S").bytes == "@000");
}

TEST_CASE("apc turn-off: a refusal names the delays that can be set", "[apc][turn-off]") {
    auto unit = smart_ups("10", "020");
    unit.emplace_back("\x1A", "#p443020180300600\r\n");
    const Told told = tell(unit, with(""), 180s, "S");
    CHECK(told.bytes.empty());
    INFO(told.error);
    CHECK(told.error.find("20, 180, 300, 600") != std::string::npos);
}
