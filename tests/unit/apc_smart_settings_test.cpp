// Which settings a unit lets be changed, and the bytes that change them.
#include <catch2/catch.hpp>

#include "tests/unit/apc_smart_tools.h"

using namespace upsmd;
using namespace upsmd::testing;

namespace {

// A Smart-UPS 420 with its published reply to ^Z.
const std::string kCapabilities =
    "#uD43127130133136uA43108110112114uI43253257261265lD43106103100097lA43092090088086lI43208204200196"
    "e44200155090oD13115oA13100oI13230s441HMLLq44202050710p443020180300600k4410TLNr443000060180300E443336168ON OFF";

std::vector<std::pair<std::string, std::string>> unit(const std::string& capabilities = kCapabilities) {
    auto answers = smart_ups("08", "020");
    answers.insert(answers.end(), {{"\x1A", capabilities + "\r\n"},
                                   {"s", "H\r\n"},
                                   {"E", "336\r\n"},
                                   {"e", "00\r\n"},
                                   {"u", "253\r\n"},
                                   {"q", "02\r\n"},
                                   {"c", "UPS_IDEN\r\n"}});
    return answers;
}

std::string offered(const Bench& bench, Variable variable) {
    for (const auto& offer : const_cast<Bench&>(bench).session().offered_settings())
        if (offer.row->variable == variable) return describe(offer.choices);
    return "(not offered)";
}

// From the request on: everything but the status.
std::string exchange(const Bench& bench) {
    std::string text;
    for (const Sent& sent : bench.sent())
        if (sent.bytes != "Q") text += sent.bytes;
    return text;
}

// `-` steps through `values`; the answers change as the unit's would.
void play_steps(Bench& bench, const std::string& letter, const std::vector<std::string>& values) {
    std::size_t at = 0;
    bench.answer("-", "");
    for (int i = 0; i < 20; ++i) {
        bench.run(20ms);
        if (bench.sent().empty() || bench.sent().back().bytes != "-") continue;
        at = (at + 1) % values.size();
        bench.answer(letter, values[at] + "\r\n");
        bench.receive("OK\r\n");
    }
}

}  // namespace

TEST_CASE("apc settings: the choices are the unit's own, for its country", "[apc][setting]") {
    Bench bench(unit());
    CHECK(offered(bench, Variable::ups_delay_shutdown) == "20, 180, 300, 600");
    CHECK(offered(bench, Variable::input_transfer_high) == "253, 257, 261, 265");
    CHECK(offered(bench, Variable::output_voltage_nominal) == "230");
    CHECK(offered(bench, Variable::input_sensitivity) == "H, M, L");
    CHECK(offered(bench, Variable::battery_runtime_low) == "120, 300, 420, 600");
    CHECK(offered(bench, Variable::battery_charge_restart) == "0, 15, 50, 90");
    CHECK(offered(bench, Variable::ups_test_interval) == "1209600, 604800, ON, OFF");
    CHECK(offered(bench, Variable::battery_alarm_threshold) == "0, T, L, N");
    CHECK(offered(bench, Variable::ups_id) == "text of up to 8 characters without !$%+?=*#&|");
    CHECK(offered(bench, Variable::ups_display_language) == "(not offered)");
}

TEST_CASE("apc settings: a group that is cut short, and a count below zero", "[apc][setting]") {
    Bench cut(unit("#uI43253257261265p443020180300600k4410T"));
    CHECK(offered(cut, Variable::ups_delay_shutdown) == "20, 180, 300, 600");
    CHECK(offered(cut, Variable::battery_alarm_threshold) == "(not offered)");
    Bench bad(unit("#uI43253257261265p4/3s441HMLLk4410TLN"));
    CHECK(offered(bad, Variable::input_transfer_high) == "253, 257, 261, 265");
    CHECK(offered(bad, Variable::ups_delay_shutdown) == "(not offered)");
    CHECK(offered(bad, Variable::input_sensitivity) == "H, M, L");
    CHECK(offered(bad, Variable::battery_alarm_threshold) == "0, T, L, N");
    Bench matrix(unit("##uI43253257261265##p443020180300600##s441HMLL"));
    CHECK(offered(matrix, Variable::ups_delay_shutdown) == "20, 180, 300, 600");
    CHECK(offered(matrix, Variable::input_sensitivity) == "H, M, L");
    Bench none(unit("p443020180300600"));
    CHECK(offered(none, Variable::ups_delay_shutdown) == "(not offered)");
}

TEST_CASE("apc settings: units that do not list - offer nothing", "[apc][setting]") {
    Bench old({{"Y", "SM\r\n"}, {"Q", "08\r\n"}, {"V", "8QD\r\n"}, {"p", "180\r\n"}, {"c", "OLD\r\n"}, {"\x1A", kCapabilities + "\r\n"}});
    CHECK(old.session().offered_settings().empty());
    const auto result = old.session().set(Variable::ups_id, "RACK7", old.now());
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::unsupported);
    Bench nameless({{"Y", "SM\r\n"}, {"Q", "08\r\n"}, {"p", "180\r\n"}, {"\x1A", kCapabilities + "\r\n"}});
    CHECK(nameless.session().offered_settings().empty());
}

TEST_CASE("apc settings: stepped with - until the wanted value stands, the value being the last question", "[apc][setting]") {
    Bench bench(unit());
    bench.run(60s);
    bench.request(Control::beeper_toggle).error();  // forgets what was sent
    REQUIRE(bench.session().set(Variable::ups_delay_shutdown, "300", bench.now()));
    play_steps(bench, "p", {"020", "180", "300", "600"});
    bench.run(2s);
    CHECK(exchange(bench).starts_with("pp-p-pp"));
    CHECK(bench.acted_bytes() == "--");
    CHECK(bench.session().setting_report().before.to_string() == "20");
    CHECK(bench.session().setting_report().after.to_string() == "300");
    CHECK(bench.session().control_phase() == ControlPhase::accepted);
    CHECK(bench.value(Variable::ups_delay_shutdown) == "300");
}

TEST_CASE("apc settings: a word is stepped to without its padding", "[apc][setting]") {
    Bench bench(unit());
    bench.run(60s);
    bench.request(Control::beeper_toggle).error();
    REQUIRE(bench.session().set(Variable::ups_test_interval, "ON", bench.now()));
    play_steps(bench, "E", {"336", "168", "ON ", "OFF"});
    bench.run(2s);
    CHECK(bench.acted_bytes() == "--");
    CHECK(bench.value(Variable::ups_test_interval) == "ON");
}

TEST_CASE("apc settings: once around and no further", "[apc][setting]") {
    Bench bench(unit());
    bench.run(60s);
    bench.request(Control::beeper_toggle).error();
    REQUIRE(bench.session().set(Variable::input_sensitivity, "M", bench.now()));
    // It never stops at M.
    play_steps(bench, "s", {"H", "L", "L", "A"});
    bench.run(2s);
    CHECK(bench.acted_bytes() == "----");
    CHECK(bench.session().control_phase() == ControlPhase::refused);
    CHECK(bench.session().setting_report().after.to_string() == "H");
    CHECK_FALSE(bench.session().setting_report().put_back);
}

TEST_CASE("apc settings: a refused or unanswered - ends it", "[apc][setting]") {
    const std::string answer = GENERATE(as<std::string>{}, "NO\r\n", "NA\r\n", "", "-\r\n");
    Bench bench(unit());
    bench.answer("-", answer);
    REQUIRE(bench.session().set(Variable::ups_delay_shutdown, "180", bench.now()));
    bench.run(6s);
    CHECK(bench.acted_bytes() == "-");
    CHECK(bench.session().control_phase() == ControlPhase::refused);
    CHECK(bench.session().setting_report().after.to_string() == "20");
}

TEST_CASE("apc settings: the alert of a changed setting is no answer, wherever it comes", "[apc][setting]") {
    Bench bench(unit());
    REQUIRE(bench.session().set(Variable::ups_delay_shutdown, "180", bench.now()));
    bench.run(200ms);
    REQUIRE(bench.acted_bytes() == "-");
    bench.receive("|");
    CHECK(bench.session().control_phase() == ControlPhase::committed);
    bench.answer("p", "1|80\r\n");
    bench.receive("OK\r\n|");
    bench.run(1s);
    CHECK(bench.session().control_phase() == ControlPhase::accepted);
    CHECK(bench.acted_bytes() == "-");
}

TEST_CASE("apc settings: a text is typed after a silent -, filled up with CR", "[apc][setting]") {
    Bench bench(unit());
    REQUIRE(bench.session().set(Variable::ups_id, "DARK", bench.now()));
    bench.run(2s);
    CHECK(bench.acted_bytes() == "-DARK\r\r\r\r");
    const auto acted = bench.acted();
    CHECK(acted[1].at - acted[0].at >= 200ms);
    CHECK(acted[2].at - acted[1].at == 50ms);
    bench.answer("c", "DARK\r\n");
    bench.receive("OK\r\n");
    bench.run(1s);
    CHECK(bench.session().control_phase() == ControlPhase::accepted);
    CHECK(bench.value(Variable::ups_id) == "DARK");
}

TEST_CASE("apc settings: an answer to - keeps the text back", "[apc][setting]") {
    const std::string answer = GENERATE(as<std::string>{}, "NO\r\n", "NA\r\n", "OK\r\n");
    Bench bench(unit());
    bench.answer("-", answer);
    REQUIRE(bench.session().set(Variable::ups_id, "S", bench.now()));
    bench.run(6s);
    CHECK(bench.acted_bytes() == "-");
    CHECK(bench.session().control_phase() == ControlPhase::refused);
}

TEST_CASE("apc settings: an alert character in the old text is no alert", "[apc][setting]") {
    Bench bench(unit());
    bench.answer("c", "A!B%C\r\n");
    REQUIRE(bench.session().set(Variable::ups_id, "RACK7", bench.now()));
    bench.run(300ms);
    CHECK(bench.session().state() == State::online);
    CHECK(bench.value(Variable::ups_status) == "OL");
}

TEST_CASE("apc settings: texts that would be taken for something else", "[apc][setting]") {
    Bench bench(unit());
    for (const char* text : {"A!", "NA", "OK", "c", "123456789", " A", "", "\x7F"}) {
        INFO(text);
        const auto result = bench.session().set(Variable::ups_id, text, bench.now());
        REQUIRE_FALSE(result);
        CHECK(result.error().code == ErrorCode::invalid_argument);
    }
    bench.run(3s);
    CHECK(bench.acted().empty());
}
