// Axpert inverters: check bytes, status, mode, warnings, identity, and that nothing is ever told.
#include <catch2/catch.hpp>
#include <array>
#include <string>

#include "core/protocols/voltronic_axpert.h"
#include "core/protocols/voltronic_axpert_status.h"
#include "core/protocols/voltronic_check.h"
#include "core/protocols/voltronic_p.h"

namespace upsmd {
namespace {

using V = Variable;
using namespace std::string_literals;

const std::string kLine =
    "(235.2 50.1 235.2 50.1 0446 0382 008 440 54.00 012 100 0034 0000 000.0 00.00 00000 00010101 00 00 00000 110";
const std::string kBattery =
    "(000.0 00.0 230.0 49.9 0161 0119 003 460 51.50 000 083 0034 0000 000.0 00.00 00003 00010000 00 00 00000 010";
const std::string kLow =
    "(000.0 00.0 230.0 49.9 0161 0119 003 380 46.10 000 011 0034 0000 000.0 00.00 00003 00010000 00 00 00000 010";
// Of a unit that runs from its battery although there are mains.
const std::string kPriority =
    "(237.8 50.0 230.0 49.9 0161 0119 003 460 51.50 000 083 0034 0000 000.0 00.00 00003 00010000 00 00 00000 010";

std::string check_of(const std::string& text) {
    const auto check = voltronic_check(text);
    return {static_cast<char>(check[0]), static_cast<char>(check[1])};
}

std::string whole(const std::string& text) { return text + check_of(text) + "\r"; }

Bytes view(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::string warnings(std::initializer_list<std::size_t> numbers, std::size_t count = 32) {
    std::string bits(count, '0');
    for (const std::size_t number : numbers) bits[number] = '1';
    return "(" + bits;
}

Verdict decode_raw_text(const char* command, const std::string& raw, Decoded& out) {
    const Query* const query = find_query(kVoltronicAxpert, command);
    REQUIRE(query != nullptr);
    return decode_raw(kVoltronicAxpert, *query, view(raw), out);
}

Verdict verdict_of(const char* command, const std::string& raw) {
    Decoded out;
    return decode_raw_text(command, raw, out);
}

std::string value_in(const char* command, const std::string& text, Variable variable) {
    Decoded out;
    if (decode_raw_text(command, whole(text), out) != Verdict::ok) return "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->to_string();
}

// The flags and the alarm text.
std::string status_of(const char* command, const std::string& text) {
    Decoded out;
    if (decode_raw_text(command, whole(text), out) != Verdict::ok) return "refused";
    std::string words = out.status ? out.status->to_string() : "";
    if (const Value* const alarm = out.find(V::ups_alarm); alarm != nullptr && alarm->present())
        words += ": " + alarm->to_string();
    return words;
}

// One unit, whose replies are remembered.
struct Unit {
    std::array<std::uint8_t, kAxpertMemory> memory{};

    std::string told(const char* command, const std::string& text) {
        Decoded out;
        out.memory = memory;
        const std::string raw = whole(text);
        const Verdict verdict = find_query(kVoltronicAxpert, command)->decode(view(raw), out);
        if (verdict != Verdict::ok) return "refused";
        std::string words = out.status->to_string();
        if (const Value* const mode = out.find(V::ups_mode)) words += ", " + mode->to_string();
        return words;
    }
    std::string after(const std::string& mode, const std::string& warned, const std::string& status) {
        told("QMOD", mode);
        told("QPIWS", warned);
        return told("QPIGS", status);
    }
};

}  // namespace

TEST_CASE("axpert check bytes: the published ones", "[axpert]") {
    const std::pair<const char*, const char*> published[] = {
        {"QPI", "\xBE\xAC"}, {"QPIGS", "\xB7\xA9"}, {"QMOD", "\x49\xC1"}, {"QPIRI", "\xF8\x54"}, {"QPIWS", "\xB4\xDA"},
        {"QFLAG", "\x98\x74"}, {"QID", "\xD6\xEA"}, {"QVFW", "\x62\x99"}, {"QVFW2", "\xC3\xF5"}, {"(ACK", "\x39\x20"},
        {"(NAK", "\x73\x73"}, {"(L", "\x06\x07"}, {"(B", "\xE7\xC9"}, {"(S", "\xE5\xD9"}, {"(F", "\xA7\x4D"},
        {"(PI30", "\x9A\x0B"}, {"POP02", "\xE2\x0B"}, {"MCHGC090", "\x0E\x8F"}, {"PBFT57.5", "\x9E\x29"}};
    for (const auto& [text, check] : published) {
        INFO(text);
        CHECK(check_of(text) == check);
    }
    CHECK(check_of(kLine) == "\xF9\x32");
    CHECK(check_of(kBattery) == "\xBA\xE3");
    CHECK(check_of(kLow) == "\xCE\x68");
    CHECK(check_of(warnings({})) == "\xEB\xE4");
    CHECK(check_of(warnings({5})) == "\xFE\x82");
    CHECK(check_of(warnings({5, 12})) == "\xCB\x31");
    CHECK(check_of(warnings({5, 16})) == "\x56\xA6");  // recorded
    for (const Query& query : kVoltronicAxpert.queries) CHECK(query.send == whole(std::string(query.name)));
}

TEST_CASE("axpert replies: what is damaged or another's is refused", "[axpert]") {
    const std::string good = whole(kLine);
    CHECK(verdict_of("QPIGS", good) == Verdict::ok);
    CHECK(verdict_of("QPIGS", "\n" + good) == Verdict::ok);                             // the LF of the reply before
    CHECK(verdict_of("QPIGS", "QPIGS\xB7\xA9"s + good) == Verdict::ok);                 // a bridge that echoes
    CHECK(verdict_of("QPIGS", "(NAK\x73\x73\r") == Verdict::unsupported);
    CHECK(verdict_of("QPIGS", "(NAK\r") == Verdict::unsupported);                       // of a plain UPS
    CHECK(verdict_of("QPIGS", "QPIGS\xB7\xA9\r") == Verdict::unsupported);              // its echo
    CHECK(verdict_of("QPIGS", "(NAK\x73\x74\r") == Verdict::rejected);
    CHECK(verdict_of("QPIGS", "(ACK\x39\x20\r") == Verdict::rejected);
    CHECK(verdict_of("QPIGS", kLine + "\r") == Verdict::rejected);
    CHECK(verdict_of("QPIGS", "\r") == Verdict::rejected);
    CHECK(verdict_of("QPIGS", "(\r") == Verdict::rejected);
    for (std::size_t at = 0; at + 1 < good.size(); ++at) {
        INFO(at);
        std::string damaged = good;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x01);
        CHECK(verdict_of("QPIGS", damaged) == Verdict::rejected);
        CHECK(verdict_of("QPIGS", good.substr(0, at) + "\r") == Verdict::rejected);
    }
    // The plain protocol must not take an inverter's reply for its own.
    Decoded out;
    CHECK(decode_raw(kVoltronic, *find_query(kVoltronic, "QVFW"), view(whole("(VERFW:00072.70")), out) == Verdict::rejected);
}

TEST_CASE("axpert replies: a check byte 00, as it is and one higher", "[axpert]") {
    int found = 0;
    for (int n = 0; n < 99999 && found < 4; ++n) {
        const std::string text = "(VERFW:" + std::to_string(10000 + n % 90000) + ".50";
        std::string raw = whole(text);
        const std::size_t zero = raw.find('\0');
        if (zero == std::string::npos) continue;
        ++found;
        CHECK(verdict_of("QVFW", raw) == Verdict::ok);
        raw[zero] = '\1';
        CHECK(verdict_of("QVFW", raw) == Verdict::ok);
        raw[zero] = '\2';
        CHECK(verdict_of("QVFW", raw) == Verdict::rejected);
    }
    CHECK(found == 4);
}

TEST_CASE("axpert status: every field", "[axpert]") {
    CHECK(status_of("QPIGS", kLine) == "OL CHRG");
    CHECK(value_in("QPIGS", kLine, V::input_voltage) == "235.2");
    CHECK(value_in("QPIGS", kLine, V::input_frequency) == "50.1");
    CHECK(value_in("QPIGS", kLine, V::output_voltage) == "235.2");
    CHECK(value_in("QPIGS", kLine, V::output_frequency) == "50.1");
    CHECK(value_in("QPIGS", kLine, V::output_power) == "446");
    CHECK(value_in("QPIGS", kLine, V::output_realpower) == "382");
    CHECK(value_in("QPIGS", kLine, V::ups_load) == "8");
    CHECK(value_in("QPIGS", kLine, V::battery_voltage) == "54.00");
    CHECK(value_in("QPIGS", kLine, V::battery_current) == "12");
    CHECK(value_in("QPIGS", kLine, V::battery_charge) == "100");
    CHECK(value_in("QPIGS", kLine, V::ups_temperature) == "34");
    CHECK(status_of("QPIGS", kBattery) == "OB DISCHRG");
    CHECK(value_in("QPIGS", kBattery, V::battery_current) == "-3");
    // Recorded from a unit with sun.
    const std::string sun =
        "(000.0 00.0 230.0 49.9 0161 0119 003 460 57.50 012 100 0069 0014 103.8 57.45 00000 00110110 00 00 00856 010";
    CHECK(check_of(sun) == "\x24\x8C");
    CHECK(status_of("QPIGS", sun) == "OB CHRG");
    // Fewer fields, more fields.
    CHECK(status_of("QPIGS", kLine.substr(0, 91)) == "OL CHRG");
    CHECK(status_of("QPIGS", kLine + " 0 00 0000") == "OL CHRG");
    CHECK(status_of("QPIGS", kLine.substr(0, 82)) == "refused");
    // b4: the load is off.
    CHECK(status_of("QPIGS", "(235.2 50.1 000.0 00.0 0000 0000 000 440 54.00 000 100 0034 0000 000.0 00.00 00000 00000000") ==
          "OL OFF");
    // A relative with the same number, nonsense, another command's reply.
    CHECK(status_of("QPIGS", "(235.2 C00012 50.1 235.2 50.1 0446 0382 008 440 54.00 000 100 0034 0000 000.0 00.00 00010101 00") ==
          "refused");
    CHECK(status_of("QPIGS", "(000.0 00.0 000.0 00.0 0000 0000 000 000 00.00 000 000 0000 0000 000.0 00.00 00000 00000000") ==
          "refused");
    CHECK(status_of("QPIGS", "(---.- 50.1 235.2 50.1 0446 0382 008 440 54.00 000 100 0034 0000 000.0 00.00 00000 00010101") ==
          "refused");
    CHECK(status_of("QPIGS", "(235.2 50.1 235.2 50.1 0446 0382 008 440 54.00 000 100 0034 0000 000.0 00.00 00000 0001010x") ==
          "refused");
    CHECK(status_of("QPIGS", "(L") == "refused");
    CHECK(status_of("QPIGS", warnings({})) == "refused");
}

TEST_CASE("axpert state: mains or battery", "[axpert]") {
    Unit unit;
    const std::string no_warning = warnings({});
    CHECK(unit.after("(L", no_warning, kLine) == "OL CHRG, line");
    CHECK(unit.after("(B", warnings({5}), kBattery) == "OB DISCHRG, battery");
    CHECK(unit.after("(B", no_warning, kPriority) == "OL DISCHRG, battery priority");
    // QPIWS knows of a failure that the voltage does not show.
    CHECK(unit.after("(B", warnings({5}), kPriority) == "OB DISCHRG, battery");
    CHECK(unit.after("(L", no_warning, kBattery) == "OB DISCHRG, line");  // the first sign
    CHECK(unit.after("(H", no_warning, kLine) == "OL CHRG ECO, power saving");
    CHECK(unit.after("(H", warnings({5}), kBattery) == "OB DISCHRG, power saving");
    CHECK(unit.after("(S", no_warning, kLine) == "OL CHRG, standby");
    CHECK(unit.after("(F", warnings({1}), "(235.2 50.1 000.0 00.0 0000 0000 000 440 54.00 000 100 0034 0000 000.0 00.00 00000 00010000") ==
          "OL OFF, fault");
    // A brown-out: the line still feeds the load; in battery mode it does not.
    const std::string weak = "(080.0 50.1" + kLine.substr(11);
    CHECK(unit.after("(L", no_warning, weak) == "OL CHRG, line");
    CHECK(unit.after("(B", no_warning, weak) == "OB CHRG, battery");
    CHECK(unit.told("QMOD", "(X") == "refused");
    CHECK(unit.told("QMOD", "(LB") == "refused");
}

TEST_CASE("axpert state: what a part has told is believed for three polls without it", "[axpert]") {
    Unit unit;
    CHECK(unit.after("(B", warnings({5}), kPriority) == "OB DISCHRG, battery");
    CHECK(unit.told("QPIGS", kPriority) == "OB DISCHRG, battery");
    CHECK(unit.told("QPIGS", kPriority) == "OB DISCHRG, battery");
    CHECK(unit.told("QPIGS", kPriority) == "OL DISCHRG, ");
    CHECK(unit.told("QPIGS", kBattery) == "OB DISCHRG, ");
}

TEST_CASE("axpert mode: words", "[axpert]") {
    CHECK(status_of("QMOD", "(L").empty());
    CHECK(status_of("QMOD", "(B").empty());
    CHECK(status_of("QMOD", "(S") == "OFF");
    CHECK(status_of("QMOD", "(P") == "ALARM: starting");
    CHECK(status_of("QMOD", "(F") == "ALARM: fault mode");
    CHECK(value_in("QMOD", "(H", V::ups_mode) == "power saving");
}

TEST_CASE("axpert warnings: texts and words", "[axpert]") {
    CHECK(status_of("QPIWS", warnings({})).empty());
    CHECK(status_of("QPIWS", warnings({5})).empty());
    CHECK(status_of("QPIWS", warnings({5, 12})) == "ALARM LB: battery low");
    CHECK(status_of("QPIWS", warnings({14})) == "ALARM LB: battery under, will shut down");
    CHECK(status_of("QPIWS", warnings({16})) == "ALARM OVER: overload");
    CHECK(status_of("QPIWS", warnings({5, 18})) == "ALARM: inverter over current");
    CHECK(status_of("QPIWS", warnings({13, 15})) == "ALARM: warning a13, warning a15");  // no low battery: another table
    CHECK(status_of("QPIWS", warnings({35}, 36)) == "ALARM: warning a35");
    CHECK(status_of("QPIWS", "(" + std::string(36, '-')).empty());
    CHECK(status_of("QPIWS", "(" + std::string(31, '0')) == "refused");
    CHECK(status_of("QPIWS", "(" + std::string(31, '0') + "2") == "refused");
    CHECK(status_of("QPIWS", "(" + std::string(65, '0')) == "refused");
}

TEST_CASE("axpert identity, ratings and settings", "[axpert]") {
    CHECK(verdict_of("QPI", whole("(PI30")) == Verdict::ok);
    for (const char* const other : {"(PI15", "(PI16", "(PI17", "(PI18", "(PI34", "(PI41", "(PI3", "(PI300"})
        CHECK(verdict_of("QPI", whole(other)) == Verdict::rejected);
    CHECK(value_in("QID", "(92931701100510", V::device_serial) == "92931701100510");
    CHECK(value_in("QID", "(00000000000000", V::device_serial).empty());
    CHECK(value_in("QSID", "(1692931701100510ABCDEF", V::device_serial) == "92931701100510AB");
    CHECK(value_in("QSID", "(2192931701100510ABCDEF", V::device_serial) == "refused");
    CHECK(value_in("QSID", "(92931701100510", V::device_serial) == "refused");
    CHECK(value_in("QVFW", "(VERFW:00074.50", V::ups_firmware) == "00074.50");
    CHECK(value_in("QVFW2", "(VERFW2:00000.31", V::ups_firmware_aux) == "00000.31");
    CHECK(value_in("QVFW", "(VERFW2:00000.31", V::ups_firmware) == "refused");
    CHECK(value_in("QMN", "(MKS2-8000", V::device_model) == "MKS2-8000");
    CHECK(value_in("QMN", "(044", V::device_model) == "refused");
    CHECK(value_in("QFLAG", "(EakxyDbjuvz", V::ups_beeper_status) == "enabled");
    CHECK(value_in("QFLAG", "(EakxyDbjuvz", V::battery_energysave) == "no");
    CHECK(value_in("QFLAG", "(EjkxyDabuvz", V::ups_beeper_status) == "disabled");
    CHECK(value_in("QFLAG", "(EkxyDbuvz", V::ups_beeper_status).empty());
    CHECK(value_in("QFLAG", "(EakDa", V::ups_beeper_status) == "refused");

    const std::string ratings = "(230.0 21.7 230.0 50.0 21.7 5000 5000 48.0 46.0 42.0 56.4 54.0 0 30 060 0 0 2 9 01 0 1 54.0 0 1 000";
    CHECK(check_of(ratings) == "\xB6\x56");
    CHECK(value_in("QPIRI", ratings, V::input_voltage_nominal) == "230.0");
    CHECK(value_in("QPIRI", ratings, V::input_current_nominal) == "21.7");
    CHECK(value_in("QPIRI", ratings, V::output_voltage_nominal) == "230.0");
    CHECK(value_in("QPIRI", ratings, V::output_frequency_nominal) == "50.0");
    CHECK(value_in("QPIRI", ratings, V::ups_power_nominal) == "5000");
    CHECK(value_in("QPIRI", ratings, V::ups_realpower_nominal) == "5000");
    CHECK(value_in("QPIRI", ratings, V::battery_voltage_nominal) == "48.0");
    CHECK(value_in("QPIRI", ratings, V::battery_voltage_low) == "42.0");
    CHECK(value_in("QPIRI", "(230.0 21.7 230.0 50.0 21.7 5000 4000 48.0 46.0 42.0 56.4 54.0 2 50 060 0 1 2 - 01 0 0 54.0 0 1",
                   V::battery_voltage_low) == "42.0");
    CHECK(value_in("QPIRI", ratings.substr(0, 73), V::battery_voltage_low) == "refused");
    CHECK(value_in("QPIRI", kLine, V::battery_voltage_low) == "refused");
}

TEST_CASE("axpert: watched only", "[axpert]") {
    CHECK(kVoltronicAxpert.controls.empty());
    const auto acts = [](const std::string& text) {
        for (const Destructive& row : kVoltronicAxpert.destructive)
            if (text.starts_with(row.bytes)) return true;
        return false;
    };
    for (const Query& query : kVoltronicAxpert.queries) CHECK_FALSE(acts(std::string(query.send)));
    for (const char* const text :
         {"POP00", "POP02", "PCP01", "PEa", "PDA", "PF", "PBT00", "PGR01", "PBCV46.0", "PBDV54.0", "PSDV42.0", "PCVV56.4",
          "PBFT57.5", "MUCHGC010", "MNCHGC0030", "MCHGC090", "F50", "F60", "DAT20261126120000", "POPM00", "PBATCD111",
          "PSAVE", "BTA", "SOFF", "SON", "ATE1", "FGD", "FGE", "GTS1", "ST"}) {
        INFO(text);
        CHECK(acts(text));
    }
    CHECK(decode_raw_answer(kVoltronicAxpert, "PEa", view("(ACK\x39\x20\r")) == Verdict::ok);
    CHECK(decode_raw_answer(kVoltronicAxpert, "PEa", view("(NAK\x73\x73\r")) == Verdict::unsupported);
    CHECK(decode_raw_answer(kVoltronicAxpert, "PEa", view("(ACK\r")) == Verdict::rejected);
}

}  // namespace upsmd
