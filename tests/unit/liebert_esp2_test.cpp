// Liebert ESP-II: the description's samples, texts told word by word, scales, phases, the off order.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/protocols/liebert_esp2.h"
#include "core/protocols/liebert_esp2_words.h"

namespace upsmd {
namespace {

using std::chrono::seconds;
using Frame = std::vector<std::uint8_t>;
using V = Variable;

Frame reply(unsigned command, unsigned number, int value) {
    Frame frame{1,
                static_cast<std::uint8_t>(command),
                4,
                1,
                static_cast<std::uint8_t>(number),
                static_cast<std::uint8_t>(static_cast<unsigned>(value) >> 8U & 0xFFU),
                static_cast<std::uint8_t>(static_cast<unsigned>(value) & 0xFFU)};
    unsigned sum = 0;
    for (const std::uint8_t each : frame) sum += each;
    frame.push_back(static_cast<std::uint8_t>(sum & 0xFFU));
    return frame;
}

class Unit {
  public:
    Unit() : memory_(esp2::memory_end) {}
    Verdict read(std::string_view query, const Frame& raw) {
        const Query* const row = find_query(kLiebertEsp2, query);
        REQUIRE(row != nullptr);
        out.memory = memory_;
        out.reset();
        return decode_raw(kLiebertEsp2, *row, raw, out);
    }
    std::string status() const { return out.status ? out.status->to_string() : "-"; }
    std::string value(Variable variable) const {
        const Value* const found = out.find(variable);
        return found != nullptr ? found->to_string() : "-";
    }
    bool asks(std::string_view query) const {
        for (const Query& row : kLiebertEsp2.queries)
            if (row.name == query && (row.only_if == nullptr || row.only_if(memory_))) return true;
        return false;
    }
    Decoded out;

  private:
    std::vector<std::uint8_t> memory_;
};

std::string bytes_of(const Step& step) {
    const Bytes bytes = step.send.view();
    return {bytes.begin(), bytes.end()};
}

Result<Script> off(seconds delay) {
    return find_control(kLiebertEsp2, Control::shutdown_return)->build({Control::shutdown_return, delay, {}}, {}, {});
}

}  // namespace

TEST_CASE("esp2: the samples of the description", "[esp2]") {
    Unit unit;
    CHECK(unit.read("9401", {0x01, 0x94, 0x04, 0x01, 0x01, 0x00, 0x00, 0x9B}) == Verdict::ok);
    CHECK(unit.status() == "OL");
    CHECK(unit.read("9402", {0x01, 0x94, 0x04, 0x01, 0x02, 0x00, 0x00, 0x9C}) == Verdict::ok);
    CHECK(unit.status().empty());
    CHECK(unit.read("9401", {0x01, 0x94, 0x04, 0x01, 0x01, 0x01, 0x00, 0x9C}) == Verdict::ok);
    CHECK(unit.status() == "OB");
    CHECK(unit.read("9403", {0x01, 0x94, 0x04, 0x01, 0x03, 0x00, 0x20, 0xBD}) == Verdict::ok);
    CHECK(unit.status() == "LB");
    CHECK(unit.read("9503", {0x01, 0x95, 0x04, 0x01, 0x03, 0x00, 0x14, 0xB2}) == Verdict::ok);
    CHECK(unit.value(V::battery_current) == "0.20");
    CHECK(unit.out.extra_status->to_string() == "CHRG");
    CHECK(unit.read("9503", {0x01, 0x95, 0x04, 0x01, 0x03, 0xFB, 0x50, 0xE9}) == Verdict::ok);
    CHECK(unit.value(V::battery_current) == "-12.00");
    CHECK(unit.out.extra_status->to_string() == "DISCHRG");
    CHECK(unit.read("9501", {0x01, 0x95, 0x04, 0x01, 0x01, 0x00, 0x2D, 0xC9}) == Verdict::ok);
    CHECK(unit.value(V::battery_runtime) == "2700");
}

TEST_CASE("esp2: status bits", "[esp2]") {
    Unit unit;
    const auto word = [&unit](unsigned number, int value) {
        REQUIRE(unit.read("940" + std::to_string(number), reply(0x94, number, value)) == Verdict::ok);
        return number == 7 ? unit.out.extra_status->to_string() : unit.status();
    };
    CHECK(word(2, 0x0261) == "RB BYPASS TRIM BOOST");
    CHECK(word(3, 0x0001) == "OVER");
    CHECK(word(3, 0x0004) == "FSD");
    CHECK(word(3, 0x0008) == "ALARM");
    CHECK(unit.value(V::ups_alarm) == "charger failed");
    CHECK(word(3, 0x0502) == "");
    CHECK(word(1, 0x0040) == "OL TEST");
    CHECK(word(1, 0x0020) == "ALARM OL");
    CHECK(word(1, -1) == "ALARM OB TEST");
    CHECK(word(7, 0x0004) == "ALARM");
    CHECK(word(7, 0) == "");
}

TEST_CASE("esp2: damaged and short replies are refused", "[esp2]") {
    const Frame good = reply(0x94, 1, 0x100);
    for (std::size_t at = 0; at < good.size(); ++at) {
        Frame damaged = good;
        damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ 0x10U);
        Unit unit;
        CHECK(unit.read("9401", damaged) == Verdict::rejected);
        Unit other;
        CHECK(other.read("9401", Frame(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(at))) == Verdict::rejected);
    }
}

TEST_CASE("esp2: a header is held to only once the unit is known to repeat the question", "[esp2]") {
    Unit unit;
    const Frame other = reply(0x94, 3, 0x100);
    CHECK(unit.read("9401", other) == Verdict::ok);  // who knows what this unit's headers are
    for (int n = 0; n < 3; ++n) CHECK(unit.read("9402", reply(0x94, 2, 0)) == Verdict::ok);
    CHECK(unit.read("9401", other) == Verdict::rejected);
    CHECK(unit.read("9401", reply(0x95, 1, 0)) == Verdict::rejected);
    CHECK(unit.read("9401", reply(0x94, 1, 0)) == Verdict::ok);
    Unit constant;
    for (int n = 0; n < 9; ++n) CHECK(constant.read("9402", reply(0x94, 1, 0)) == Verdict::ok);
}

TEST_CASE("esp2: texts come word by word, low byte first", "[esp2]") {
    Unit unit;
    const std::string model = "GXT2-1000RT230                ";
    for (unsigned word = 0; word < 15; ++word) {
        const unsigned number = 4 + word;
        const int value = model[2 * word] | model[2 * word + 1] << 8;
        std::string name = "88";
        name += "0123456789ABCDEF"[number >> 4U];
        name += "0123456789ABCDEF"[number & 15U];
        REQUIRE(unit.read(name, reply(0x88, number, value)) == Verdict::ok);
        CHECK(unit.value(V::device_model) == (word < 14 ? "-" : "GXT2-1000RT230"));
    }
    const Query* const first = find_query(kLiebertEsp2, "8804");
    REQUIRE(first != nullptr);
    CHECK(first->send == std::string_view("\x01\x88\x02\x01\x04\x90", 6));
}

TEST_CASE("esp2: numbers scale by the unit's class", "[esp2]") {
    Unit gxt2;
    REQUIRE(gxt2.read("8302", reply(0x83, 2, 1)) == Verdict::ok);
    CHECK(gxt2.read("9508", reply(0x95, 8, 500)) == Verdict::ok);
    CHECK(gxt2.value(V::input_frequency) == "50.0");
    CHECK(gxt2.read("A108", reply(0xA1, 8, 1000)) == Verdict::ok);
    CHECK(gxt2.value(V::ups_power_nominal) == "1000");
    CHECK(gxt2.read("9502", reply(0x95, 2, 829)) == Verdict::ok);
    CHECK(gxt2.value(V::battery_voltage) == "82.9");
    Unit nxe;
    REQUIRE(nxe.read("8302", reply(0x83, 2, 2)) == Verdict::ok);
    CHECK(nxe.read("9508", reply(0x95, 8, 4998)) == Verdict::ok);
    CHECK(nxe.value(V::input_frequency) == "49.98");
    CHECK(nxe.read("A108", reply(0xA1, 8, 200)) == Verdict::ok);
    CHECK(nxe.value(V::ups_power_nominal) == "20000");
    CHECK(nxe.read("9508", reply(0x95, 8, 32000)) == Verdict::ok);
    CHECK(nxe.value(V::input_frequency).empty());
    CHECK(nxe.read("A104", reply(0xA1, 4, 3)) == Verdict::ok);
    CHECK(nxe.value(V::ups_delay_start) == "30");
}

TEST_CASE("esp2: what is asked follows the phases", "[esp2]") {
    Unit unit;
    CHECK(unit.asks("9507"));
    CHECK(unit.asks("9001"));
    CHECK_FALSE(unit.asks("9201"));
    REQUIRE(unit.read("8801", reply(0x88, 1, 0x33)) == Verdict::ok);
    CHECK(unit.value(V::output_phases) == "3");
    CHECK(unit.value(V::ups_type) == "online");
    CHECK_FALSE(unit.asks("9507"));
    CHECK(unit.asks("9201"));
    CHECK(unit.asks("9218"));
    REQUIRE(unit.read("8801", reply(0x88, 1, 0x2022)) == Verdict::ok);
    CHECK(unit.value(V::ups_type) == "line-interactive");
    CHECK(unit.asks("9118"));
    CHECK(unit.asks("9002"));
    CHECK_FALSE(unit.asks("9218"));
    CHECK(unit.read("8801", reply(0x88, 1, 0)) == Verdict::rejected);
}

TEST_CASE("esp2: every question's sum is right, and none is an order", "[esp2]") {
    for (const Query& query : kLiebertEsp2.queries) {
        REQUIRE(query.send.size() == 6);
        unsigned sum = 0;
        for (const char each : query.send.substr(0, 5)) sum += static_cast<std::uint8_t>(each);
        CHECK((sum & 0xFFU) == static_cast<std::uint8_t>(query.send[5]));
        CHECK(query.send.substr(0, 2) != "\x01\x9C");
    }
    REQUIRE(kLiebertEsp2.destructive.size() == 1);
    CHECK(kLiebertEsp2.destructive.front().bytes == "\x01\x9C");
}

TEST_CASE("esp2: the off order in four steps, each of them answered", "[esp2][control]") {
    const auto script = off(seconds(120));
    REQUIRE(script);
    REQUIRE(script->steps().size() == 4);
    CHECK(bytes_of(script->steps()[0]) == std::string("\x01\x9C\x04\x01\x06\x00\x01\xA9", 8));
    CHECK(bytes_of(script->steps()[1]) == std::string("\x01\x9C\x04\x01\x05\x00\x0C\xB3", 8));
    CHECK(bytes_of(script->steps()[2]) == std::string("\x01\x9C\x02\x01\x07\xA7", 6));
    CHECK(bytes_of(script->steps()[3]) == std::string("\x01\x9C\x04\x01\x88\x4C\x4C\xC2", 8));
    CHECK(bytes_of(off(seconds(30))->steps()[1]) == std::string("\x01\x9C\x04\x01\x05\x00\x03\xAA", 8));
    CHECK(bytes_of(off(seconds(31))->steps()[1]).substr(5, 2) == std::string("\x00\x04", 2));
    CHECK(bytes_of(off(seconds(0))->steps()[1]).substr(5, 2) == std::string("\x00\x01", 2));
    CHECK(bytes_of(off(seconds(655350))->steps()[1]).substr(5, 2) == "\xFF\xFF");
    CHECK_FALSE(off(seconds(655351)));
    for (std::size_t n = 0; n < 4; ++n) {
        const Step& step = script->steps()[n];
        CHECK(step.on_silence == StepOutcome::refused);
        CHECK(step.commits == (n == 3));
        CHECK(step.judge(reply(0x9C, 6, 0), step) == (n == 3 ? StepOutcome::accepted : StepOutcome::next));
        CHECK(step.judge(reply(0x94, 1, 0), step) == StepOutcome::ignore);  // late, of a question
        CHECK(step.judge(Frame{1, 2, 3}, step) == StepOutcome::ignore);
    }
    CHECK(decode_raw_answer(kLiebertEsp2, "9C", reply(0x9C, 6, 0)) == Verdict::ok);
    CHECK(decode_raw_answer(kLiebertEsp2, "9C", Frame(8, 1)) == Verdict::rejected);
}

}  // namespace upsmd
