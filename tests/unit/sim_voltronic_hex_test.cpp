#include "tests/unit/sim_desk.h"

namespace upsmd::sim {

namespace {

std::string hex(const std::string& bytes) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    for (const char c : bytes) {
        const auto value = static_cast<unsigned char>(c);
        if (!text.empty()) text += ' ';
        text += kDigits[value >> 4];
        text += kDigits[value & 15];
    }
    return text;
}

}  // namespace

TEST_CASE("Voltronic QS in binary: the description's frames byte for byte", "[sim]") {
    Desk p("voltronic-qs-hex", {{"nominal-battery", "12"}, {"nominal-frequency", "60"}, {"input-ratio", "53"}, {"output-ratio", "53"}});
    CHECK(p.ask("M\r") == "P\r");
    p.command("input 112.2396");
    p.command("output 112.2396");
    p.command("load 3");
    p.command("frequency 59.837");
    p.command("battery 97");
    CHECK(hex(p.ask("QS\r")).substr(0, 60) == "23 6C 01 20 35 20 6C 01 20 35 20 03 20 51 9A 20 28 02 12 D0 ");
    CHECK(hex(p.ask("QS\r")).substr(63) == "E8 20 1E 20 09 0D");

    Desk t("voltronic-qs-hex", {{"variant", "T"}});
    CHECK(t.ask("M\r") == "T\r");
    t.command("mains off");
    t.command("output 227.753");
    t.command("load 0");
    t.command("battery 60");
    CHECK(hex(t.ask("QS\r")) == "23 00 00 20 65 20 73 01 20 65 20 00 20 60 00 20 12 C0 00 20 CB 20 3C 20 89 20 23 0D");
    t.command("battery 10");
    CHECK(hex(t.ask("QS\r")).substr(72) == "C9 20 23 0D");
}

TEST_CASE("Voltronic QS in binary: escapes", "[sim]") {
    Desk desk("voltronic-qs-hex", {{"variant", "T"}});
    desk.command("load 13");
    CHECK(hex(desk.ask("QS\r")).substr(33, 8) == "28 00 20");
    desk.command("load 40");
    CHECK(hex(desk.ask("QS\r")).substr(33, 5) == "28 20");
    desk.ask("T\r", 1s);
    CHECK(hex(desk.ask("QS\r", 1s)).substr(72) == "28 00 20 23 0D");
    desk.after(10s);
    CHECK(hex(desk.ask("QS\r", 1s)).substr(72) == "09 20 23 0D");
}

TEST_CASE("Voltronic QS in binary: silence for what is taken, N or silence for the rest", "[sim]") {
    Desk t("voltronic-qs-hex", {{"variant", "T"}});
    for (const char* const wrong : {"CT\r", "TL\r", "TX\r", "S01\r", "S10R0003\r", "F\r", "QI\r", "Q1\r"}) {
        INFO(wrong);
        CHECK(t.ask(wrong) == "N\r");
    }
    CHECK(t.executed().empty());
    Desk p("voltronic-qs-hex", {{"variant", "P"}, {"tests", "off"}});
    for (const char* const silent : {"T\r", "TX\r", "CT\r"}) CHECK(p.ask(silent).empty());
    for (const char* const wrong : {"S01\r", "F\r", "I\r"}) CHECK(p.ask(wrong) == "N\r");
    CHECK(p.executed().empty());
    CHECK(p.ask("Q\r").empty());
    CHECK(p.executed() == "Q: beeper off\n");
    CHECK(p.ask("S.5R0003\r", 1s).empty());
    CHECK(hex(p.ask("QS\r", 1s)).ends_with("20 28 03 0D"));
    p.after(28s);
    CHECK_FALSE(p.ups->output_on());
    CHECK(hex(p.ask("QS\r", 1s)).find("20 00 00 20 69 20 00 20 00 00 20 00 00 00 20") != std::string::npos);
    p.after(180s);
    CHECK(p.ups->output_on());
}

}  // namespace upsmd::sim
