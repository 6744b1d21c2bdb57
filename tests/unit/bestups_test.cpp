// Best Power and Sola units: replies by model, and what they are told.
#include <catch2/catch.hpp>

#include "core/protocols/bestups.h"
#include "tests/unit/relative_tools.h"
#include "tests/unit/sim_desk.h"

namespace upsmd {
namespace {

using V = Variable;
using testing::Unit;

const std::string kFortress = "FOR,750,120,120,20.0,27.6\r";

std::string line(const std::string& in, const std::string& out, const std::string& battery, const std::string& flags) {
    return "(" + in + " " + in + " " + out + " 014 60.0 " + battery + " 30.0 " + flags + "\r";
}

}  // namespace

TEST_CASE("bestups: the sheet's exchanges of a Fortress", "[bestups]") {
    Unit unit(kBestUps);
    CHECK(unit.value("ID", kFortress, V::device_model) == "Fortress 520");
    CHECK(unit.status("Q1", line("119.0", "119.0", "27.4", "00001000")) == "OL");
    CHECK(unit.status("Q1", line("000.0", "119.0", "24.1", "10101000")) == "OB");
    CHECK(unit.status("Q1", line("000.0", "119.0", "20.9", "11101000")) == "OB LB");
    CHECK(unit.status("Q1", line("102.0", "117.0", "27.4", "00101000")) == "OL BOOST");
    CHECK(unit.status("Q1", line("119.0", "119.0", "27.4", "00001001")) == "OL");
    CHECK(unit.value("Q1", line("119.0", "119.0", "27.4", "00001001"), V::ups_beeper_status).empty());
    CHECK(unit.value("RT", "015\r", V::battery_runtime) == "900");
    CHECK(unit.value("M", "0\r", V::input_transfer_low) == "96");
    CHECK(unit.value("M", "0\r", V::input_transfer_high) == "146");
    CHECK(unit.value("M", "0\r", V::input_transfer_boost_low) == "96");
    CHECK(unit.value("M", "0\r", V::input_transfer_boost_high) == "109");
    CHECK(unit.value("M", "0\r", V::input_transfer_trim_low) == "130");
    CHECK(unit.value("M", "0\r", V::input_transfer_trim_high) == "146");
}

TEST_CASE("bestups: b5 is the other way round on Patriot Pro, and unread before the unit is known", "[bestups]") {
    const std::string steady = line("119.0", "119.0", "13.4", "00101000");
    const std::string boost = line("102.0", "117.0", "13.4", "00001000");
    for (const char* code : {"PRO", "PR2"}) {
        Unit unit(kBestUps);
        CHECK(unit.status("Q1", steady) == "OL");
        CHECK(unit.status("Q1", line("102.0", "117.0", "13.4", "00101000")) == "OL");
        REQUIRE(unit.value("ID", std::string(code) + ",400,120,120,10.8,13.6\r", V::device_mfr) == "Best Power");
        CHECK(unit.status("Q1", steady) == "OL");
        CHECK(unit.status("Q1", boost) == "OL BOOST");
        CHECK(unit.status("Q1", line("119.0", "119.0", "13.4", "00001100")) == "OL CAL TEST");
    }
    Decoded alone;  // `upsmd decode` knows no model
    REQUIRE(testing::decode(kBestUps, "Q1", line("102.0", "117.0", "27.4", "00101000"), alone) == Verdict::ok);
    CHECK(alone.status->to_string() == "OL BOOST");
}

TEST_CASE("bestups: ID of every length, and what is none", "[bestups]") {
    Unit unit(kBestUps);
    const std::string large = "AX1,3000,230,230,80.0,109.2\r";
    CHECK(unit.value("ID", large, V::ups_power_nominal) == "3000");
    CHECK(unit.value("ID", large, V::battery_voltage_high) == "109.2");
    CHECK(unit.value("ID", large, V::battery_voltage_low) == "80.0");
    CHECK(unit.value("ID", large, V::battery_voltage_nominal) == "96");
    CHECK(unit.value("ID", kFortress, V::battery_voltage_nominal) == "24");
    CHECK(unit.value("ID", "320,400,240,240,10.8,13.6\r", V::device_mfr) == "Sola Australia");
    CHECK(unit.value("ID", "XYZ,400,240,240,10.8,13.6\r", V::device_model) == "XYZ");
    CHECK(unit.value("ID", "XYZ,400,240,240,10.8,13.6\r", V::device_mfr).empty());
    for (const char* wrong : {"FOR,750,120,120,20.0\r", "FOR,750,120,120,20.0,27.6,1\r", "FOR,750,120,120,27.6,20.0\r",
                              "FOR,7x0,120,120,20.0,27.6\r", "FO,750,120,120,20.0,27.6\r", "(OR,750,120,120,20.0,27.6\r",
                              "FOR,750,120,120,,27.6\r", "FOR,750,120,120,20.0,\r", "FOR,000,120,120,20.0,27.6\r",
                              "FOR 750 120 120 20.0 27.6\r", "(119.0 119.0 119.0 014 60.0 27.4 30.0 00001000\r"}) {
        INFO(wrong);
        CHECK(unit.value("ID", wrong, V::device_model) == "rejected");
    }
    CHECK(unit.value("ID", "ID\r", V::device_model) == "unsupported");
}

TEST_CASE("bestups: each model is asked what it knows, and nobody before ID", "[bestups]") {
    struct Row {
        const char* code;
        bool runtime, packs, transfers;
    };
    for (const Row& row : {Row{"PRO", false, false, false}, Row{"PR2", true, false, true}, Row{"FOR", true, false, true},
                           Row{"AX1", true, true, false}, Row{"320", false, false, false}, Row{"620", true, true, false},
                           Row{"XYZ", false, false, false}}) {
        INFO(row.code);
        Unit unit(kBestUps);
        for (const char* early : {"RT", "BP?", "M"}) CHECK_FALSE(unit.asks(early));
        unit.value("ID", std::string(row.code) + ",750,230,230,20.0,27.6\r", V::device_model);
        CHECK(unit.asks("RT") == row.runtime);
        CHECK(unit.asks("BP?") == row.packs);
        CHECK(unit.asks("M") == row.transfers);
    }
    Unit unit(kBestUps);
    unit.value("ID", "FOR,750,230,230,20.0,27.6\r", V::device_model);
    CHECK(unit.value("M", "4\r", V::input_transfer_low) == "188");
    CHECK(unit.value("M", "4\r", V::input_transfer_high) == "270");
    CHECK(unit.value("M", "9\r", V::input_transfer_boost_high) == "188");
    CHECK(unit.value("M", "9\r", V::input_transfer_trim_low) == "244");
    CHECK(unit.value("BP?", "02\r", V::battery_packs) == "2");
    CHECK(unit.value("BP?", "06\r", V::battery_packs) == "rejected");
    for (const char* wrong : {"15\r", "0150\r", "01x\r", "-15\r", "\r"})
        CHECK(unit.value("RT", wrong, V::battery_runtime) == "rejected");
    CHECK(unit.value("M", "V\r", V::input_transfer_low) == "rejected");
    // Four digits: nobody knows where the point is.
    CHECK(unit.value("Q1", line("119.0", "119.0", "0109", "00000000"), V::battery_voltage).empty());
}

TEST_CASE("bestups: what is sent, slowly and with a CR before it", "[bestups]") {
    Unit unit(kBestUps);
    CHECK(unit.sends(Control::shutdown_return) == "\rC\r\rS.5R0003\r");
    CHECK(unit.sends(Control::shutdown_return, 601s) == "\rC\r\rS11R0003\r");
    CHECK(unit.sends(Control::shutdown_return, 5940s) == "\rC\r\rS99R0003\r");
    CHECK(unit.sends(Control::shutdown_return, 5941s) == "refused");
    CHECK(unit.sends(Control::shutdown_stayoff) == "refused");  // not before the model is known
    unit.value("ID", "320,400,240,240,10.8,13.6\r", V::device_model);
    CHECK(unit.sends(Control::shutdown_stayoff) == "refused");  // comes back
    unit.value("ID", kFortress, V::device_model);
    CHECK(unit.sends(Control::shutdown_stayoff) == "\rC\r\rS.5\r");
    CHECK(unit.sends(Control::shutdown_stop) == "\rC\r");
    CHECK(unit.sends(Control::load_on) == "\rC\r");
    CHECK(unit.sends(Control::test_battery_start_quick) == "\rT\r");
    CHECK(unit.sends(Control::test_battery_start_deep) == "\rTL\r");
    CHECK(unit.sends(Control::test_battery_start, 0s, 2) == "\rT02\r");
    CHECK(unit.sends(Control::test_battery_stop) == "\rCT\r");
    CHECK(unit.sends(Control::test_battery_start_quick, 0s, 10, "OB") == "refused");
    for (const Control none : {Control::load_off, Control::beeper_toggle, Control::beeper_enable})
        CHECK(unit.sends(none) == "no such control");
    testing::check_destructive(kBestUps);
    for (const char* setting : {"BP3\r", "SS1\r"}) CHECK(testing::is_declared_destructive(kBestUps, setting));

    const auto script = find_control(kBestUps, Control::shutdown_return)->build({Control::shutdown_return, 30s}, {}, {});
    REQUIRE(script);
    for (const Step& step : script->steps()) CHECK(step.character_gap == 50ms);
    const Step& off = script->steps()[1];
    const auto judged = [&off](const std::string& reply) {
        return off.judge({reinterpret_cast<const std::uint8_t*>(reply.data()), reply.size()}, off);
    };
    CHECK(judged("S.5R0003") == StepOutcome::refused);  // its echo, the CR before it not counted
    CHECK(judged("ACK") == StepOutcome::accepted);
}

}  // namespace upsmd

namespace upsmd::sim {

TEST_CASE("Best: the simulated unit answers as the specification's samples", "[sim][bestups]") {
    Desk desk("bestups", {{"nominal-voltage", "120"}, {"nominal-frequency", "60"}});
    CHECK(desk.ask("\rQ1\r") == "(120.0 120.0 120.0 023 60.0 27.4 30.0 00001000\r");
    CHECK(desk.ask("\rID\r") == "FOR,750,120,120,20.0,27.6\r");
    CHECK(desk.ask("\rRT\r") == "010\r");
    CHECK(desk.ask("\rM\r") == "0\r");
    CHECK(desk.ask("\rSS?\r") == "0\r");
    CHECK(desk.ask("\rBP?\r").empty());
    CHECK(desk.ask("\rI\r").empty());
    const std::string raw = desk.ask("\rQ\r");
    CHECK(raw == "(120.0120.0120.002360.027.430.0\b\r");
    CHECK(raw.size() == 33);
    CHECK(desk.executed().empty());
    desk.command("mains off");
    CHECK(desk.ask("\rQ1\r").substr(38) == "10101000\r");
    Desk patriot("bestups", {{"code", "PR2"}});
    CHECK(patriot.ask("\rQ1\r").substr(38) == "00101000\r");
    patriot.command("boost on");
    CHECK(patriot.ask("\rQ1\r").substr(38) == "00001000\r");
    CHECK(Desk("bestups", {{"code", "610"}}).ask("\rID\r").empty());
    Desk axxium("bestups", {{"code", "AX1"}});
    CHECK(axxium.ask("\rBP3\r").empty());
    CHECK(axxium.ask("\rBP?\r") == "03\r");
}

TEST_CASE("Best: S without R stays off, but not on three models; the vendor's range only", "[sim][bestups]") {
    Desk fortress("bestups");
    CHECK(fortress.ask("\rS00\r").empty());
    CHECK(fortress.ask("\rS.1R0003\r").empty());
    CHECK(fortress.ask("\rS.5R0000\r").empty());
    CHECK(fortress.executed().empty());
    fortress.ask("\rS.2\r");
    fortress.after(60s);
    CHECK_FALSE(fortress.ups->output_on());
    fortress.after(3600s);
    CHECK_FALSE(fortress.ups->output_on());
    Desk patriot("bestups", {{"code", "PRO"}});
    patriot.ask("\rS.2\r");
    patriot.after(60s);
    CHECK(patriot.ups->output_on());
}

}  // namespace upsmd::sim
