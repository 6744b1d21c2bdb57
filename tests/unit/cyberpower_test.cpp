// CyberPower's text protocol and its '#' relatives.
#include <map>

#include "core/protocols/cyberpower.h"
#include "core/protocols/powermaster.h"
#include "tests/unit/hash_tools.h"
#include "tests/unit/real_replies.h"

namespace upsmd {
namespace {

using namespace std::string_literals;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::decode;
using testing::reading_with;
using testing::sent_by;
using V = Variable;

const std::string kBefore = "#I239.0O237.0L007B100V27.0F50.1H50.1R040S";

std::string powermaster_status(const std::string& flags) {
    return decode(kPowerMaster, "B", kBefore + flags + "\r").status();
}

StepOutcome judged(const Step& step, const std::string& reply) {
    return step.judge(testing::as_bytes(reply), step);
}

void check_value(const Decoded& decoded, V variable, const nlohmann::json& expected, double factor) {
    const Value* const value = decoded.find(variable);
    REQUIRE(value != nullptr);
    if (expected.is_string())
        CHECK(value->as_text() == expected.get<std::string>());
    else
        CHECK(value->as_number() == Approx(expected.get<double>() * factor));
}

}  // namespace

TEST_CASE("cyberpower: real replies", "[cyberpower]") {
    const std::map<std::string, V> keys{{"in_v", V::input_voltage},
                                        {"out_v", V::output_voltage},
                                        {"load", V::ups_load},
                                        {"charge", V::battery_charge},
                                        {"temp", V::ups_temperature},
                                        {"hz", V::input_frequency},
                                        {"in_hz", V::input_frequency},
                                        {"out_hz", V::output_frequency},
                                        {"batt_v", V::battery_voltage},
                                        {"runtime_min", V::battery_runtime},
                                        {"model", V::device_model},
                                        {"fw", V::ups_firmware},
                                        {"serial", V::device_serial},
                                        {"mfr", V::device_mfr},
                                        {"batt_nominal_v", V::battery_voltage_nominal},
                                        {"packs", V::battery_packs},
                                        {"ah", V::battery_capacity},
                                        {"va", V::ups_power_nominal},
                                        {"w", V::ups_realpower_nominal},
                                        {"hz_low", V::input_frequency_low},
                                        {"hz_high", V::input_frequency_high},
                                        {"xfer_high", V::input_transfer_high},
                                        {"xfer_low", V::input_transfer_low},
                                        {"charge_low", V::battery_charge_low}};
    int rows = 0;
    int values = 0;
    for (const auto& row : testing::real_replies_of("cyberpower")) {
        INFO(row.dump());
        ++rows;
        REQUIRE(row["verdict"] == "ok");
        const auto raw = testing::reply_bytes(row);
        const std::string command = row["cmd"];
        if (command == "C") {
            CHECK(decode_raw_answer(kCyberPower, command, raw) == Verdict::ok);
            continue;
        }
        Decoded decoded;
        REQUIRE(decode_raw(kCyberPower, *find_query(kCyberPower, command), raw, decoded) == Verdict::ok);
        for (const auto& [key, expected] : row["expect"].items()) {
            // P1 and P2 give the nominal voltage; one of them is enough.
            if (key == "v") continue;
            INFO(key);
            check_value(decoded, keys.at(key), expected, key == "runtime_min" ? 60 : 1);
            ++values;
        }
    }
    CHECK(rows == 9);
    CHECK(values == 38);
}

TEST_CASE("cyberpower status: flags and what follows from the voltages", "[cyberpower]") {
    const auto status = [](const std::string& raw) { return decode(kCyberPower, "D", raw).status(); };
    CHECK(status("#I119.0O119.0L019B100T027F060.0S\x80\x80\r") == "OL");
    CHECK(status("#I000.0O120.0L019B080T027F060.0S\xC0\x80\r") == "OB");
    CHECK(status("#I000.0O120.0L019B010T027F060.0S\xE0\x80\r") == "OB LB");
    CHECK(status("#I000.0O118.0L029B010F060.0R0003S\xE0\x80\r") == "OB LB");
    CHECK(status("#I119.0O120.0L019B098T027F060.0S\x88\x80\r") == "OL TEST");
    CHECK(status("#I135.0O119.0L019B100T027F060.0S\x80\x80\r") == "OL TRIM");
    CHECK(status("#I100.0O119.0L019B100T027F060.0S\x80\x80\r") == "OL BOOST");
    CHECK(status("#I100.0O119.0L019B100T027F060.0S\x88\x80\r") == "OL TEST");
    CHECK(status("#I119.0O119.0L019B100T027F060.0S\0\x80\r"s) == "OL OFF");
    CHECK(status("#I119.0O119.0L019B100T027F060.0S\0\0\r"s) == "OL OFF");
    CHECK(status("#I119.0O000.0L000B100T027F060.0S\x80\x80\r") == "OL OFF");
    CHECK(status("#I000.0O000.0L000B080T027F060.0S\xC0\x80\r") == "OB OFF");
    // Flags that look like letters are flags.
    CHECK(status("#I000.0O120.0L019B080T027F060.0SIS\r") == "OB TEST");
}

TEST_CASE("cyberpower status: the output's frequency has three names", "[cyberpower]") {
    for (const char* const raw :
         {"#I000.0O120.0L019B080F00.0F60.0S\xC0\x80\r", "#I000.0O120.0L019B080F00.0H60.0S\xC0\x80\r",
          "#I000.0O120.0L019B080F00.0HF60.0S\xC0\x80\r"}) {
        const auto seen = decode(kCyberPower, "D", raw);
        CHECK(seen.status() == "OB");
        CHECK(seen.value(V::input_frequency) == "0.0");
        CHECK(seen.value(V::output_frequency) == "60.0");
    }
}

TEST_CASE("cyberpower status: damaged and foreign replies", "[cyberpower]") {
    const auto verdict = [](const std::string& raw) { return decode(kCyberPower, "D", raw).verdict; };
    const std::string good = "#I119.0O119.0L019B100T027F060.0S\x80\x80\r";
    for (std::size_t length = 0; length + 2 < good.size(); ++length) {
        INFO(length);
        CHECK(verdict(good.substr(0, length) + "\r") == Verdict::rejected);
        CHECK(verdict(good.substr(0, length)) == Verdict::rejected);
    }
    CHECK(verdict("junk" + good) == Verdict::ok);
    CHECK(verdict("#I119.0O11" + good) == Verdict::rejected);                           // two replies in one
    CHECK(verdict("#I119.0I119.0L019B100T027F060.0S\x80\x80\r") == Verdict::rejected);  // a letter twice
    CHECK(verdict("#I119.0O119.0L019B100T027F060.0F60.0F60.0S\x80\x80\r") == Verdict::rejected);
    CHECK(verdict("#I000.0O000.0L000B000T000F000.0S\x80\x80\r") == Verdict::rejected);  // on line, without any input
    CHECK(verdict("#I000.0O000.0L000B000T000F000.0S\0\0\r"s) == Verdict::rejected);
    CHECK(verdict("(119.0 119.0 119.0 019 60.0 13.6 27.0 00000000\r") == Verdict::rejected);
    CHECK(verdict("#-1\r") == Verdict::unsupported);
    CHECK(verdict("#0\r") == Verdict::rejected);
    CHECK(verdict("#119.0,119.0,019\r") == Verdict::rejected);
    const auto partly = decode(kCyberPower, "D", "#I1x9.0O119.0L019B101T027F060.0R12-3S\x80\x80\r");
    CHECK(partly.verdict == Verdict::ok);
    CHECK(partly.value(V::input_voltage).empty());
    CHECK(partly.value(V::battery_charge).empty());
    CHECK(partly.value(V::battery_runtime).empty());
    CHECK(partly.value(V::output_voltage) == "119.0");
    CHECK(partly.value(V::battery_voltage) == "none");
}

TEST_CASE("cyberpower: identity and ratings of other units, and damaged ones", "[cyberpower]") {
    const auto newer = decode(kCyberPower, "P3", "#12,2x1,12,0,1,8\r");
    CHECK(newer.value(V::battery_packs) == "2");
    CHECK(newer.value(V::battery_capacity) == "12");
    CHECK(decode(kCyberPower, "P3", "#12,x1,12,0\r").value(V::battery_packs).empty());
    CHECK(decode(kCyberPower, "P2", "#1350,810,120,57,63,11.3\r").value(V::ups_realpower_nominal) == "810");
    CHECK(decode(kCyberPower, "P1", "#120,139,100,0,300\r").value(V::battery_charge_low).empty());
    CHECK(decode(kCyberPower, "P1", "#120,139,1O0,20\r").value(V::input_transfer_low).empty());
    CHECK(decode(kCyberPower, "P1", "#120,139\r").verdict == Verdict::rejected);
    CHECK(decode(kCyberPower, "P6", "#136,138,140\r").verdict == Verdict::ok);
    CHECK(decode(kCyberPower, "P6", "#-3\r").verdict == Verdict::unsupported);
    CHECK(decode(kCyberPower, "P7", "#a,b\r").verdict == Verdict::rejected);
    CHECK(decode(kCyberPower, "P1", "#x,x,x,x\r").verdict == Verdict::rejected);
    CHECK(decode(kCyberPower, "P4", "#BC1200,1.600\r").verdict == Verdict::rejected);
    CHECK(decode(kCyberPower, "P4", "#BC1200,1.6\x01,0,X\r").value(V::ups_firmware).empty());
    CHECK(decode(kCyberPower, "P4", "#-3\r").verdict == Verdict::unsupported);
    CHECK(decode(kCyberPower, "P4", "#" + std::string(40, ',') + "\r").verdict == Verdict::rejected);
}

TEST_CASE("cyberpower turn-off: never earlier than asked, refused above ten minutes", "[cyberpower]") {
    for (int delay = 0; delay <= 600; ++delay) {
        INFO(delay);
        const std::string sent = sent_by(kCyberPower, {Control::shutdown_stayoff, seconds(delay)});
        REQUIRE(sent.size() == 4);
        CHECK((sent.front() == 'S' && sent.back() == '\r'));
        const int told = sent[1] == '.' ? (sent[2] - '0') * 6 : std::stoi(sent.substr(1, 2)) * 60;
        CHECK(told >= delay);
        CHECK(told < std::max(delay, 12) + (delay <= 54 ? 6 : 60));
    }
    CHECK(sent_by(kCyberPower, {Control::shutdown_return, seconds(601)}).find("at most 600 s") != std::string::npos);
    CHECK(sent_by(kCyberPower, {Control::shutdown_return, seconds(60)}, reading_with(V::ups_status, "OB LB")) ==
          "Z01\rZ01\rS01\r");
    CHECK(sent_by(kCyberPower, {Control::shutdown_return, seconds(20)}, reading_with(V::ups_status, "OL")) ==
          "Z.4\rZ.4\rS.4R0003\r");
    Settings settings;
    settings.return_delay = minutes(10000);
    CHECK(sent_by(kCyberPower, {Control::shutdown_return, seconds(60)}, {}, settings).find("9999") !=
          std::string::npos);
}

TEST_CASE("cyberpower turn-off: the older order comes only after Z was not taken", "[cyberpower]") {
    const auto script =
        find_control(kCyberPower, Control::shutdown_return)->build({Control::shutdown_return, seconds(60)}, {}, {});
    REQUIRE(script);
    REQUIRE(script->steps().size() == 3);
    for (std::size_t n = 0; n < 2; ++n) {
        const Step& z = script->steps()[n];
        CHECK(judged(z, "#0") == StepOutcome::accepted);
        CHECK(judged(z, "#-3") == StepOutcome::next);
        CHECK(judged(z, "#I119.0O119.0L019B100T027F060.0S\x80\x80") == StepOutcome::ignore);
        CHECK(z.on_silence == StepOutcome::next);
        CHECK_FALSE(z.commits);
        CHECK(z.character_gap == 50ms);
    }
    const Step& s = script->steps()[2];
    CHECK(judged(s, "#0") == StepOutcome::accepted);
    CHECK(judged(s, "#-4") == StepOutcome::refused);
    CHECK(s.on_silence == StepOutcome::refused);
    CHECK(s.commits);
}

TEST_CASE("cyberpower and powermaster controls: exact bytes", "[cyberpower]") {
    const auto told = [](Control control) { return sent_by(kCyberPower, {control}); };
    CHECK(told(Control::shutdown_stop) == "C\r");
    CHECK(told(Control::test_battery_start_quick) == "T\r");
    CHECK(told(Control::test_battery_start_deep) == "TL\r");
    CHECK(told(Control::test_battery_stop) == "CT\r");
    CHECK(told(Control::beeper_enable) == "C7:1\r");
    CHECK(told(Control::beeper_disable) == "C7:0\r");
    CHECK(told(Control::load_off) == "no such control");
    const auto other = [](Control control) { return sent_by(kPowerMaster, {control}); };
    CHECK(other(Control::test_battery_start_quick) == "A\r");
    CHECK(other(Control::test_battery_start_deep) == "AH\r");
    CHECK(other(Control::test_battery_stop) == "KA\r");
    CHECK(other(Control::beeper_enable) == "K60:1\r");
    CHECK(other(Control::beeper_disable) == "K60:0\r");
    for (const Protocol* const each : {&kCyberPower, &kPowerMaster})
        CHECK(
            sent_by(*each, {Control::test_battery_start_quick}, reading_with(V::ups_status, "OB")).find("on battery") !=
            std::string::npos);
    // Nobody knows how: nothing may be sent, and the reason is said.
    CHECK(other(Control::shutdown_return).find("is not known") != std::string::npos);
    CHECK(other(Control::shutdown_stayoff).find("is not known") != std::string::npos);
}

TEST_CASE("cyberpower and powermaster: nothing that is asked by itself acts", "[cyberpower]") {
    for (const Protocol* const protocol : {&kCyberPower, &kPowerMaster})
        for (const Query& query : protocol->queries)
            for (const Destructive& row : protocol->destructive) {
                INFO(query.name << " and " << row.bytes);
                CHECK_FALSE(query.send.starts_with(row.bytes));
            }
    for (const Protocol* const protocol : {&kCyberPower, &kPowerMaster})
        for (const ControlRow& row : protocol->controls) {
            const auto script = row.build({row.control, seconds(60)}, {}, {});
            if (!script) continue;
            for (const Step& step : script->steps()) {
                const std::string sent = sent_by(step);
                INFO(sent);
                CHECK(std::any_of(protocol->destructive.begin(), protocol->destructive.end(),
                                  [&](const Destructive& each) { return sent.starts_with(each.bytes); }));
            }
        }
}

TEST_CASE("powermaster status: every row of flags that was seen", "[powermaster]") {
    CHECK(powermaster_status("\x80\x84\xD0\x80\x80\xC0") == "OL");
    CHECK(powermaster_status("\x80\x84\x90\x80\x80\xC0") == "OL CHRG");
    CHECK(powermaster_status("\x80\x84\x94\x80\x80\xC0") == "OL CHRG");
    CHECK(powermaster_status("\x90\x84\x94\x80\x80\xC0") == "OL CHRG");
    CHECK(powermaster_status("\x80\x84\x94\x88\xA0\xC0") == "OL LB CHRG");
    CHECK(powermaster_status("\x88\x80\x88\x88\x80\xC0") == "OL TEST");
    CHECK(powermaster_status("\x88\x80\x8C\x88\x80\xC0") == "OL TEST");
    CHECK(powermaster_status("\x88\x80\x8C\x88\xA0\xC0") == "OL LB TEST");
    CHECK(powermaster_status("\x88\x80\xC8\x88\x80\xC0") == "OL TEST");
    CHECK(powermaster_status("\xA0\x84\x94\x80\xA0\xC0") == "ALARM OL LB CHRG");
    CHECK(powermaster_status("\xC0\x83\x88\x88\x80\xC0") == "OB DISCHRG");
    CHECK(powermaster_status("\xC0\x83\x8C\x80\x80\xC0") == "OB DISCHRG");
    CHECK(powermaster_status("\xC0\x83\x8C\x80\xA0\xC0") == "OB LB DISCHRG");
    CHECK(powermaster_status("\xE0\x83\x8C\x80\xA0\xC0") == "ALARM OB LB DISCHRG");
    CHECK(powermaster_status("\x80\x84\x94\x80\xC0\xC0") == "OL CHRG OFF");
    CHECK(powermaster_status("\x80\x84\xD0\x80\xC0\x80") == "OL OFF");
    CHECK(decode(kPowerMaster, "B", kBefore + "\xE0\x83\x8C\x80\xA0\xC0\r").value(V::ups_alarm) ==
          "battery critically low");
}

TEST_CASE("powermaster status: values, and what is refused", "[powermaster]") {
    const auto seen = decode(kPowerMaster, "B", kBefore + "\x80\x84\xD0\x80\x80\xC0\r");
    CHECK(seen.value(V::input_voltage) == "239.0");
    CHECK(seen.value(V::output_voltage) == "237.0");
    CHECK(seen.value(V::ups_load) == "7");
    CHECK(seen.value(V::battery_charge) == "100");
    CHECK(seen.value(V::battery_voltage) == "27.0");
    CHECK(seen.value(V::input_frequency) == "50.1");
    CHECK(seen.value(V::output_frequency) == "50.1");
    CHECK(seen.value(V::battery_runtime) == "2400");
    CHECK(powermaster_status("\x80\x84\xD0\x80") == "none");          // half a status
    CHECK(powermaster_status("\x80\x84\x50\x80\x80\xC0") == "none");  // bit 7 is never clear
    CHECK(decode(kPowerMaster, "B", "#I000.0O237.0L007B100V27.0F50.1H50.1R040S\x80\x84\xD0\x80\x80\xC0\r").verdict ==
          Verdict::rejected);
    CHECK(decode(kPowerMaster, "B", "#-1\r").verdict == Verdict::unsupported);
    CHECK(decode(kPowerMaster, "B", "B\r").verdict == Verdict::rejected);
}

TEST_CASE("powermaster: identity, limits, ratings, battery", "[powermaster]") {
    const auto unit = decode(kPowerMaster, "X41", "#1200,PE02022.002,000000000000,000000000000000000\r");
    CHECK(unit.value(V::device_model) == "1200");
    CHECK(unit.value(V::ups_firmware) == "PE02022.002");
    CHECK(unit.value(V::device_serial).empty());
    CHECK(decode(kPowerMaster, "X41", "#1200,PE02022.002,AB12,0\r").value(V::device_serial) == "AB12");
    const auto limits = decode(kPowerMaster, "X27", "#230,290,162,10,300\r");
    CHECK(limits.value(V::input_voltage_nominal) == "230");
    CHECK(limits.value(V::input_transfer_high) == "290");
    CHECK(limits.value(V::input_transfer_low) == "162");
    const auto ratings = decode(kPowerMaster, "X72", "#1200,0720,230,40,70,05.20\r");
    CHECK(ratings.value(V::ups_power_nominal) == "1200");
    CHECK(ratings.value(V::ups_realpower_nominal) == "720");
    CHECK(ratings.value(V::output_current_nominal) == "5.20");
    const auto battery = decode(kPowerMaster, "X5", "#12,2,7,0,5,480\r");
    CHECK(battery.value(V::battery_voltage_nominal) == "24");
    CHECK(battery.value(V::battery_packs) == "2");
    CHECK(decode(kPowerMaster, "X5", "#12,,7,0,5,480\r").verdict == Verdict::rejected);
}

TEST_CASE("cyberpower answers: #0 taken, everything negative refused", "[cyberpower]") {
    const auto answer = [](std::string_view raw) {
        return decode_raw_answer(kPowerMaster, "A", testing::as_bytes(raw));
    };
    CHECK(answer("#0\r") == Verdict::ok);
    for (const char* const no : {"#-1\r", "#-3\r", "#-4\r", "#-10\r"}) CHECK(answer(no) == Verdict::unsupported);
    CHECK(answer("#1200,0720\r") == Verdict::rejected);
    CHECK(answer("0\r") == Verdict::rejected);
}

}  // namespace upsmd
