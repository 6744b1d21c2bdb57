// ETA PRO: the description's replies, and what the units are told.
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/etapro.h"

namespace upsmd {
namespace {

using V = Variable;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string kIdentity = "SRETA\r\nSSmini+UPS 720 PRO\r\nST2003-05\r\nSU0001\r\n";

std::string status_reply(const std::string& flags, const std::string& load = "00") {
    return "SO" + flags + "\r\nSGD9\r\nSHD9\r\nSIF6\r\nSL" + load + "\r\nSN0000\r\n";
}

struct Unit {
    std::array<std::uint8_t, 1> memory{};

    std::string ask(const char* command, const std::string& raw, Variable variable = V::ups_status) {
        Decoded out;
        out.memory = memory;
        const Bytes bytes{reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()};
        if (decode_raw(kEtaPro, *find_query(kEtaPro, command), bytes, out) != Verdict::ok) return "refused";
        if (variable == V::ups_status) return out.status ? out.status->to_string() : "none";
        const Value* const value = out.find(variable);
        return value == nullptr ? "not named" : value->present() ? value->to_string() : "absent";
    }
};

std::string sent_by(const ControlRequest& request) {
    const auto script = find_control(kEtaPro, request.control)->build(request, {}, {});
    if (!script) return "refused";
    std::string bytes;
    for (const Step& step : script->steps()) bytes.append(step.send.view().begin(), step.send.view().end());
    return bytes;
}

StepOutcome judged(const Step& step, const std::string& reply) {
    return step.judge({reinterpret_cast<const std::uint8_t*>(reply.data()), reply.size()}, step);
}

}  // namespace

TEST_CASE("etapro: the samples", "[etapro]") {
    Unit unit;
    CHECK(unit.ask("RP", status_reply("0F")) == "OL");
    CHECK(unit.ask("RP", status_reply("0E")) == "OB");
    CHECK(unit.ask("RP", status_reply("0A")) == "OB LB");
    CHECK(unit.ask("RP", status_reply("3F")) == "OL RB BOOST");
    CHECK(unit.ask("RP", status_reply("7D")) == "OL RB CHRG OFF BOOST");
    CHECK(unit.ask("RP", status_reply("07")) == "ALARM OL");
    CHECK(unit.ask("RP", "RP\r" + status_reply("0F")) == "OL");
    CHECK(unit.ask("RP", "\x7F?S" + status_reply("0F")) == "OL");
    CHECK(unit.ask("RP", status_reply("0F"), V::input_voltage) == "229.8");
    CHECK(unit.ask("RP", status_reply("0F"), V::output_voltage) == "229.8");
    CHECK(unit.ask("RP", status_reply("0F"), V::ups_load) == "absent");
    CHECK(unit.ask("RP", status_reply("0E", "55"), V::ups_load) == "50.0");
    CHECK(unit.ask("RP", status_reply("0E", "AB")) == "OB OVER");
    CHECK(unit.ask("RI", kIdentity, V::device_mfr) == "ETA");
    CHECK(unit.ask("RI", "RI\r\n" + kIdentity, V::device_model) == "mini+UPS 720 PRO");
    CHECK(unit.ask("RI", kIdentity, V::ups_mfr_date) == "2003-05");
}

TEST_CASE("etapro: only the model tells how many volts the battery has", "[etapro]") {
    Unit unit;
    CHECK(unit.ask("RP", status_reply("0F"), V::battery_voltage) == "absent");
    unit.ask("RI", kIdentity);
    CHECK(unit.ask("RP", status_reply("0F"), V::battery_voltage) == "13.51");
    unit.ask("RI", "SRETA\r\nSSmini+UPS 1000 PRO\r\nST2003-05\r\nSU0001\r\n");
    CHECK(unit.ask("RP", status_reply("0F"), V::battery_voltage) == "27.01");
    unit.ask("RI", "SRETA\r\nSSmini+UPS PRO\r\nST2003-05\r\nSU0001\r\n");
    CHECK(unit.ask("RP", status_reply("0F"), V::battery_voltage) == "absent");
}

TEST_CASE("etapro: cut short, garbled, another family's", "[etapro]") {
    Unit unit;
    const std::string good = status_reply("0F");
    for (std::size_t length = 0; length < good.size(); ++length) {
        INFO(length);
        CHECK(unit.ask("RP", good.substr(0, length)) == "refused");
    }
    std::string garbled = good;
    for (std::size_t i = 0; i + 2 < good.size(); ++i) {
        garbled[i] = '~';
        INFO(i);
        CHECK(unit.ask("RP", garbled) == "refused");
        garbled[i] = good[i];
    }
    CHECK(unit.ask("RP", "SO00\r\nSG00\r\nSH00\r\nSI00\r\nSL00\r\nSN0000\r\n") == "refused");
    CHECK(unit.ask("RP", kIdentity) == "refused");
    CHECK(unit.ask("RP", "(230.1 230.1 230.1 014 50.0 13.5 25.0 00001000\r\n") == "refused");
    CHECK(unit.ask("RI", good) == "refused");
    CHECK(unit.ask("RI", "SRETA\r\nST2003-05\r\nSU0001\r\n") == "refused");
}

TEST_CASE("etapro: what it is told", "[etapro][control]") {
    CHECK(sent_by({Control::shutdown_return, seconds(10)}) == "RN0019\rRO000A\r");
    CHECK(sent_by({Control::shutdown_return, seconds(0)}) == "RN0010\rRO0001\r");
    CHECK(sent_by({Control::shutdown_return, seconds(0x7FFF)}) == "RN8223\rRO7FFF\r");
    CHECK(sent_by({Control::shutdown_return, seconds(0x8000)}) == "RN8224\rRO8223\r");
    CHECK(sent_by({Control::shutdown_return, minutes(32766)}) == "RNFFFF\rROFFFE\r");
    CHECK(sent_by({Control::shutdown_return, minutes(32767)}) == "refused");
    CHECK(sent_by({Control::shutdown_stayoff, seconds(10)}) == "RS\rRO000A\r");
    CHECK(sent_by({Control::shutdown_stayoff, minutes(32768)}) == "refused");
    CHECK(sent_by({Control::shutdown_stop}) == "RR\r");
    CHECK(sent_by({Control::load_off}) == "RO0001\r");
    CHECK(sent_by({Control::load_on}) == "RN0001\r");
}

TEST_CASE("etapro: only its own code is a yes", "[etapro][control]") {
    const auto script = find_control(kEtaPro, Control::shutdown_return)->build({Control::shutdown_return, seconds(10)}, {}, {});
    REQUIRE(script);
    const auto steps = script->steps();
    REQUIRE(steps.size() == 2);
    CHECK(judged(steps[0], "SV20") == StepOutcome::next);
    CHECK(judged(steps[0], "SV00") == StepOutcome::refused);
    CHECK(judged(steps[0], "RN0019") == StepOutcome::ignore);
    CHECK(judged(steps[1], "RO000A\rSV00") == StepOutcome::accepted);
    CHECK(judged(steps[1], "SV20") == StepOutcome::refused);
    CHECK(judged(steps[1], "SV0") == StepOutcome::ignore);
    CHECK_FALSE(steps[0].commits);
    CHECK(steps[1].commits);
    for (const Step& step : steps) CHECK(step.on_silence == StepOutcome::refused);
}

}  // namespace upsmd
