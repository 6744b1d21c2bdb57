// UPScode II: the description's replies, and what the units are told.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/upscode2.h"
#include "core/protocols/upscode2_lines.h"

namespace upsmd {
namespace {

using V = Variable;
using std::chrono::seconds;

// "STUF 11 STBL 00": a token a line.
std::string lines(std::string text) {
    std::string result;
    for (const char c : text + " ") result += c == ' ' ? "\r\n" : std::string(1, c);
    return result;
}

const std::string kMeasures =
    " MIUL1 0230.20 MBUUU 0055.20 MBIII 0000.10 MOUL1 0230.10 MOIL1 0002.61 MOPL1 0000.42 MOSL1 0000.60 MUTE1 0031.00"
    " MOFFF 0050.00";
const std::string kOnLine = lines("STOK 00 STUF 00 STBL 00 STBP 00 BTIME 9999.00" + kMeasures);
const std::string kOnBattery = lines("STOK 11 STUF 11 STBL 00 STBP 00 BTIME 0023.00" + kMeasures);
const std::string kLow = lines("STOK 11 STUF 11 STBL 11 STBP 00 BTIME 0002.00" + kMeasures);
const std::string kNominal =
    lines("NIUNN 0230.00 NIUHH 0276.00 NBUNN 0048.00 NBULL 0040.00 NBAHN 0017.00 NOINN 0006.52 NOPNN 0001.05"
          " NOSNN 0001.50 NOFLL 0048.00");
const std::string kList =
    lines("UPBT UPCD UPDA UPDS UPDV UPIS UPPC UPPD UPPF UPPU UPSD UPSN UPSS UPTP UPCL");

struct Unit {
    std::array<std::uint8_t, kUpscode2MemoryBytes> memory{};

    std::string ask(const char* command, const std::string& raw, Variable variable = V::ups_status) {
        Decoded out;
        out.memory = memory;
        const Bytes bytes{reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()};
        if (decode_raw(kUpscode2, *find_query(kUpscode2, command), bytes, out) != Verdict::ok) return "refused";
        if (variable == V::ups_status) return out.status ? out.status->to_string() : "none";
        const Value* const value = out.find(variable);
        return value == nullptr ? "not named" : value->present() ? value->to_string() : "absent";
    }

    Result<Script> script(Control control, seconds delay = seconds(0), const Reading& reading = {}) const {
        ControlRequest request{control, delay};
        request.memory = memory;
        return find_control(kUpscode2, control)->build(request, reading, {});
    }

    std::string sent(Control control, seconds delay = seconds(0)) const {
        const auto built = script(control, delay);
        if (!built) return "refused: " + built.error().message;
        std::string bytes;
        for (const Step& step : built->steps()) bytes.append(step.send.view().begin(), step.send.view().end());
        return bytes;
    }
};

StepOutcome judged(const Step& step, const std::string& reply) {
    return step.judge({reinterpret_cast<const std::uint8_t*>(reply.data()), reply.size()}, step);
}

std::string with_status(const std::string& text) { return lines(text + kMeasures); }

}  // namespace

TEST_CASE("upscode2: the samples", "[upscode2]") {
    Unit unit;
    CHECK(unit.ask("UPDS", kOnLine) == "OL");
    CHECK(unit.ask("UPDS", kOnBattery) == "OB");
    CHECK(unit.ask("UPDS", kLow) == "OB LB");
    CHECK(unit.ask("UPDS", kOnLine, V::battery_runtime) == "absent");
    CHECK(unit.ask("UPDS", kOnBattery, V::battery_runtime) == "1380");
    CHECK(unit.ask("UPDS", kLow, V::battery_runtime) == "120");
    CHECK(unit.ask("UPDS", kOnLine, V::input_voltage) == "230.20");
    CHECK(unit.ask("UPDS", kOnLine, V::output_realpower) == "420");
    CHECK(unit.ask("UPDS", kOnLine, V::output_power) == "600");
    CHECK(unit.ask("UPDS", kOnLine, V::output_frequency) == "50.00");
    CHECK(unit.ask("UPDS", kOnLine, V::output_phases) == "1");
    CHECK(unit.ask("UPDS", kOnLine, V::ups_load) == "not named");
    unit.ask("UPDV", kNominal);
    CHECK(unit.ask("UPDS", kOnLine, V::ups_load) == "40.0");
}

TEST_CASE("upscode2: every word of the status", "[upscode2]") {
    const auto status = [](const std::string& text) { return Unit{}.ask("UPDS", with_status(text)); };
    CHECK(status("STBO 11") == "OB");
    CHECK(status("STBO 00 STUF 11") == "OB");
    CHECK(status("STUF 00 STBP 11 STLR SU STAT OL STMF OD") == "OL BYPASS OFF OVER BOOST");
    CHECK(status("STUF 00 STLR DU") == "OL BOOST");
    CHECK(status("STUF 00 STLR SD") == "OL TRIM");
    CHECK(status("STUF 00 STLR NO STAT 00 STMF 00") == "OL");
    CHECK(status("STUF 00 STBM CH") == "OL CHRG");
    CHECK(status("STUF 11 STBM DI STAT BL") == "OB LB DISCHRG");
    CHECK(status("STUF 00 STMF BY") == "OL RB");
    CHECK(status("STUF 00 STMF CT") == "ALARM OL");
    Unit unit;
    CHECK(unit.ask("UPDS", with_status("STUF 00 STAT FF STMF CT"), V::ups_alarm) == "fan failure; cabinet hot");
    CHECK(unit.ask("UPDS", with_status("STUF 00 STAT QX"), V::ups_alarm) == "code QX");
    CHECK(unit.ask("UPDS", with_status("STUF 00 STBM FT"), V::battery_charger_status) == "floating");
    CHECK(unit.ask("UPDS", with_status("STUF 00"), V::battery_charger_status) == "absent");
}

TEST_CASE("upscode2: three phases have names of their own", "[upscode2]") {
    Unit unit;
    const std::string reply = lines(
        "STUF 00 MIUL1 0230.00 MIUL2 0231.00 MIUL3 0232.00 MOIL1 0001.00 MOIL2 0002.00 MOIL3 0003.00"
        " MOPL3 0000.50 MOFFF 0050.00");
    CHECK(unit.ask("UPDS", reply, V::input_l1_n_voltage) == "230.00");
    CHECK(unit.ask("UPDS", reply, V::input_voltage) == "not named");
    CHECK(unit.ask("UPDS", reply, V::output_l3_realpower) == "500");
    CHECK(unit.ask("UPDS", reply, V::input_phases) == "3");
    CHECK(unit.ask("UPDV", kNominal, V::ups_power_nominal) == "4500");
    CHECK(unit.ask("UPDV", kNominal, V::battery_voltage_nominal) == "48.00");
    CHECK(unit.ask("UPDS", reply, V::ups_load) == "46.0");
    // The largest Fiskars tell the power of all phases.
    CHECK(unit.ask("UPTP", "NNAME\r\nUPS9100 V1\r\n", V::device_model) == "UPS9100 V1");
    CHECK(unit.ask("UPDV", kNominal, V::ups_power_nominal) == "1500");
    CHECK(unit.ask("UPDV", kNominal, V::battery_voltage_nominal) == "384");
}

TEST_CASE("upscode2: cut short, garbled, another family's", "[upscode2]") {
    for (const std::string& good : {kOnLine, kLow}) {
        for (std::size_t length = 0; length + 1 < good.size(); ++length) {
            INFO(length);
            CHECK(Unit{}.ask("UPDS", good.substr(0, length)) == "refused");
        }
        // A lost or damaged byte: the right status, or none.
        const std::string right = Unit{}.ask("UPDS", good);
        for (std::size_t i = 0; i < good.size(); ++i) {
            Unit unit;
            unit.ask("UPDS", good);
            std::string damaged = good;
            damaged[i] = '~';
            INFO(i);
            const std::string seen = unit.ask("UPDS", damaged);
            CHECK((seen == right || seen == "refused"));
            damaged.erase(i, 1);
            const std::string without = unit.ask("UPDS", damaged);
            CHECK((without == right || without == "refused"));
        }
    }
    CHECK(Unit{}.ask("UPDS", with_status("STUF STBL 00")) == "refused");
    CHECK(Unit{}.ask("UPDS", with_status("STUF 10")) == "refused");
    CHECK(Unit{}.ask("UPDS", with_status("STOK 00 STBL 00")) == "refused");
    CHECK(Unit{}.ask("UPDS", with_status("STUF 00 MIUL2 230.20"), V::input_l2_n_voltage) == "absent");
    CHECK(Unit{}.ask("UPDS", "(230.1 230.1 230.1 014 50.0 13.5 25.0 00001000\r\n") == "refused");
    CHECK(Unit{}.ask("UPCL", "UPCL\r\n") == "refused");
    CHECK(Unit{}.ask("UPTP", "ACSN\r\nX\r\n") == "refused");
    CHECK(Unit{}.ask("UPDV", kOnLine) == "refused");
}

TEST_CASE("upscode2: a message that nobody asked for may stand before the answer", "[upscode2]") {
    Unit unit;
    CHECK(unit.ask("UPSN", "\r\nSTUF\r\n11\r\nSTMF\r\nAC\r\nACSN\r\nTE1\r\n", V::device_serial) == "TE1");
    CHECK(unit.ask("UPTP", "BTIME\r\n0023.00\r\nNNAME\r\n\r\nPW 9150\r\n", V::device_model) == "PW 9150");
    CHECK(unit.ask("UPSD", "ACCD\r\n060\r\nACSD\r\n020\r\n", V::ups_delay_shutdown) == "20");
    CHECK(unit.ask("UPPM P08", "ACPM\r\nP08V01\r\n", V::ups_beeper_status) == "muted");
    CHECK(unit.ask("UPPM P08", "ACPM\r\nP11V01\r\n", V::ups_beeper_status) == "refused");
}

TEST_CASE("upscode2: only what the unit lists is asked with an argument", "[upscode2]") {
    Unit unit;
    const auto asked = [&](const char* name) { return find_query(kUpscode2, name)->only_if(unit.memory); };
    CHECK_FALSE(asked("UPSN"));
    CHECK(asked("UPDV"));
    unit.ask("UPCL", kList);
    CHECK(asked("UPSN"));
    CHECK(asked("UPDV"));
    CHECK_FALSE(asked("UPPN"));
    CHECK_FALSE(asked("UPPM P08"));
    unit.ask("UPCL", lines("UPDS UPCL"));
    CHECK_FALSE(asked("UPDV"));
}

TEST_CASE("upscode2: what it is told", "[upscode2][control]") {
    Unit unit;
    CHECK(unit.sent(Control::shutdown_return, seconds(60)) == "UPCD\r240\rUPSD\r060\rUPPC\rIJHLDMGCIU\r");
    CHECK(unit.sent(Control::shutdown_return, seconds(0)) == "UPCD\r181\rUPSD\r001\rUPPC\rIJHLDMGCIU\r");
    CHECK(unit.sent(Control::shutdown_return, seconds(939)) == "UPCD\r999\rUPSD\r939\rUPPC\rIJHLDMGCIU\r");
    CHECK(unit.sent(Control::shutdown_return, seconds(940)).starts_with("refused"));
    CHECK(unit.sent(Control::shutdown_stayoff, seconds(999)) == "UPSD\r999\rUPPD\rLGGNLMDPGV\r");
    CHECK(unit.sent(Control::shutdown_stayoff, seconds(1000)).starts_with("refused"));
    CHECK(unit.sent(Control::shutdown_stop) == "UPPU\r");
    CHECK(unit.sent(Control::load_on) == "UPPU\r");
    CHECK(unit.sent(Control::test_battery_start_quick) == "UPBT\r1\r");
    CHECK(unit.sent(Control::test_panel_start) == "UPIS\r");
    CHECK(unit.sent(Control::beeper_enable) == "UPPM\rP08V00\r");
    CHECK(unit.sent(Control::beeper_disable) == "UPPM\rP08V02\r");
    unit.ask("UPCL", lines("UPDS UPSD UPCD UPCL"));
    CHECK(unit.sent(Control::shutdown_return) ==
          "refused: shutdown.return: the UPS does not list UPPC among its commands");
    CHECK(unit.sent(Control::beeper_enable).starts_with("refused"));
    Reading on_battery;
    on_battery.set(V::ups_status, Value::text("OB"));
    unit.ask("UPCL", kList);
    CHECK(unit.script(Control::test_battery_start_quick));
    CHECK_FALSE(unit.script(Control::test_battery_start_quick, seconds(0), on_battery));
    CHECK_FALSE(unit.script(Control::test_panel_start, seconds(0), on_battery));
}

TEST_CASE("upscode2: nothing goes off with another delay than the one that was read back", "[upscode2][control]") {
    const auto script = Unit{}.script(Control::shutdown_return, seconds(60));
    REQUIRE(script);
    const auto steps = script->steps();
    REQUIRE(steps.size() == 3);
    CHECK(judged(steps[0], "ACCD\r\n240\r") == StepOutcome::next);
    CHECK(judged(steps[0], "ACSD\r\n240\r") == StepOutcome::ignore);
    CHECK(judged(steps[1], "ACSD\r\n060\r") == StepOutcome::next);
    CHECK(judged(steps[1], "ACSD\r\n60\r") == StepOutcome::next);
    CHECK(judged(steps[1], "ACSD\r\n020\r") == StepOutcome::refused);
    CHECK(judged(steps[1], "ACSD\r\n0x0\r") == StepOutcome::ignore);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(steps[i].on_silence == StepOutcome::refused);
        CHECK_FALSE(steps[i].commits);
    }
    CHECK(steps[2].commits);
    const auto beeper = Unit{}.script(Control::beeper_disable);
    REQUIRE(beeper);
    CHECK(judged(beeper->steps()[0], "ACPM\r\nP08V02\r") == StepOutcome::accepted);
    CHECK(judged(beeper->steps()[0], "ACPM\r\nP08V00\r") == StepOutcome::refused);
}

TEST_CASE("upscode2: everything that acts is declared, and no question is but those that ask with 0", "[upscode2]") {
    const auto declared = [](std::string_view text) {
        return std::any_of(kUpscode2.destructive.begin(), kUpscode2.destructive.end(),
                           [&](const Destructive& each) { return text.starts_with(each.bytes); });
    };
    for (const ControlRow& row : kUpscode2.controls) {
        const auto script = Unit{}.script(row.control, seconds(60));
        REQUIRE(script);
        for (const Step& step : script->steps()) {
            const Bytes sent = step.send.view();
            CHECK(declared({reinterpret_cast<const char*>(sent.data()), sent.size()}));
        }
    }
    for (const Query& query : kUpscode2.queries) {
        const bool asks_alone = query.only_if == nullptr || query.name == "UPDV";
        INFO(query.name);
        CHECK(declared(query.send) != asks_alone);
    }
}

}  // namespace upsmd
