// The APC smart table as a whole: start, what is asked and what never is.
#include <catch2/catch.hpp>

#include "tests/unit/apc_smart_tools.h"

using namespace upsmd;
using namespace upsmd::testing;

TEST_CASE("apc table: line", "[apc]") {
    CHECK(kApcSmart.line.baud == 2400);
    CHECK(kApcSmart.line.outputs == OutputLines{true, false, false});
    CHECK(kApcSmart.line.settle == 100ms);
    CHECK(kApcSmart.terminator == '\n');
}

TEST_CASE("apc table: whatever a unit answers, nothing that acts is asked", "[apc]") {
    const std::string acting =
        "ADUWRSKZ@z^-+\x0E\x7F"
        "0123456)`\x05\x09\x14MN";
    const std::string answer =
        GENERATE(as<std::string>{}, "NA\r\n", "OK\r\n", "08\r\n", "", "SM\r\n", "PROG\r\n", "100.0\r\n");
    std::vector<std::pair<std::string, std::string>> answers{{"Y", "SM\r\n"}, {"Q", "08\r\n"}};
    for (const Query& query : kApcSmart.queries)
        if (query.send != "Y" && query.send != "Q") answers.emplace_back(std::string(query.send), answer);
    Bench bench(answers);
    bench.run(4000s);
    CHECK(bench.sent().size() > 3000);
    for (const Sent& sent : bench.sent()) {
        INFO(sent);
        REQUIRE(sent.bytes.size() == 1);
        REQUIRE(acting.find(sent.bytes) == std::string::npos);
    }
}

TEST_CASE("apc table: what acts is declared, pairs with the gap from which they count", "[apc]") {
    std::string once;
    std::string pairs;
    for (const Destructive& row : kApcSmart.destructive) {
        INFO(row.bytes);
        CHECK_FALSE(row.at_line_start);
        if (row.again.empty()) {
            if (row.bytes.size() == 1) once += row.bytes;
            continue;
        }
        CHECK(row.again == row.bytes);
        CHECK(row.gap > Duration{0});
        // The documentation's own pauses, which a pair has to be found with.
        CHECK(row.gap <= (row.bytes == "1" ? 4s : 1500ms));
        pairs += row.bytes;
    }
    for (const char c : std::string("S@DUWA^-+zR\x7F")) {
        INFO(c);
        CHECK(once.find(c) != std::string::npos);
    }
    CHECK(pairs == "KZ\x0E""1");
    // The questions with which a unit is recognised.
    for (const char c : std::string("YQVba\x1B")) CHECK((once + pairs).find(c) == std::string::npos);
}

TEST_CASE("apc table: a unit that lists nothing unsafe is asked only what it lists", "[apc]") {
    Bench bench({{"Y", "SM\r\n"},
                 {"Q", "08\r\n"},
                 {"V", "NA\r\n"},
                 {"b", "42.L.I\r\n"},
                 {"a", "2).?=*%+#!$.98~`\x01ynba@YXUSQKGA\r\n"},
                 {"\x01", "SMART-UPS V/S 420\r\n"}});
    bench.run(100s);
    CHECK(bench.value(Variable::device_model) == "SMART-UPS V/S 420");
    for (const Sent& sent : bench.sent()) {
        INFO(sent);
        CHECK(std::string("/Y\x1BVQab\x01yn9GX8~").find(sent.bytes) != std::string::npos);
    }
}

TEST_CASE("apc start: Y, then the status at once", "[apc]") {
    Settings settings;
    Session session(kApcSmart, settings);
    Time now{Duration{0}};
    const auto taken = [&session] {
        std::string bytes(session.to_send().begin(), session.to_send().end());
        session.sent();
        return bytes;
    };
    session.on_port_open({}, now);
    CHECK(taken().empty());
    now = session.deadline();
    CHECK(now - Time{} == 100ms);
    session.on_time(now);
    CHECK(taken() == "Y");
    now += 80ms;
    session.on_bytes(bytes_of("SM\r\n"), now);
    CHECK(taken().empty());
    now = session.deadline();
    session.on_time(now);
    CHECK(taken() == "Q");
    now += 80ms;
    session.on_bytes(bytes_of("08\r\n"), now);
    CHECK(session.state() == State::online);
    CHECK(now - Time{} < 400ms);
}

TEST_CASE("apc start: Y, ESC, Y until SM, and nothing else before it", "[apc]") {
    const std::string answer =
        GENERATE(as<std::string>{}, "", "NA\r\n", "08\r\n", "\xF0\x80\xFF\r\n", "OK\r\n", "SMX\r\n");
    Bench bench({{"Y", answer}, {"\x1B", answer}});
    REQUIRE(bench.sent().size() >= 9);
    for (std::size_t i = 0; i < bench.sent().size(); ++i) {
        INFO(i);
        CHECK(bench.sent()[i].bytes == (i % 3 == 1 ? "\x1B" : "Y"));
        if (i % 3 == 0 && i > 0) CHECK(bench.sent()[i].at - bench.sent()[i - 3].at <= 2s);
        // A unit that comes back is asked soon: it has to be known within 2 s.
        if (i > 0) CHECK(bench.sent()[i].at - bench.sent()[i - 1].at <= 1s);
    }
    CHECK(bench.session().state() == State::no_comm);
}

TEST_CASE("apc start: a late SM counts, an alert inside does no harm", "[apc]") {
    Bench bench({});
    bench.answer("Q", "08\r\n");
    bench.run(50ms);
    bench.receive(
        GENERATE(as<std::string>{}, "SM\r\n", "!SM\r\n", "S%M\r\n", "\r\nSM\r\n", "junk\r\nSM\r\n"));
    bench.run(300ms);
    CHECK(bench.session().state() == State::online);
}

TEST_CASE("apc start: after a lost status the unit is woken again before anything else", "[apc]") {
    Bench bench(smart_ups("08", "020"));
    bench.run(20s);
    bench.answer("Q", "SM\r\n");
    bench.run(5s);
    bool woken = false;
    std::size_t last_status = 0;
    for (std::size_t i = 0; i < bench.sent().size(); ++i)
        if (bench.sent()[i].bytes == "Q") last_status = i;
    for (std::size_t i = last_status; i-- > 0;)
        if (bench.sent()[i].bytes == "Y") {
            woken = i + 1 == last_status;
            break;
        }
    CHECK(woken);
    bench.answer("Q", "08\r\n");
    bench.run(3s);
    CHECK(bench.session().state() == State::online);
}

TEST_CASE("apc poll: Q every second, every measurement in turn between", "[apc]") {
    Bench bench(smart_ups("08", "020"));
    bench.run(20s);
    const std::size_t before = bench.sent().size();
    bench.run(60s);
    int status = 0;
    int charge = 0;
    for (std::size_t i = before; i < bench.sent().size(); ++i) {
        status += bench.sent()[i].bytes == "Q" ? 1 : 0;
        charge += bench.sent()[i].bytes == "f" ? 1 : 0;
    }
    CHECK(status >= 45);
    CHECK(status <= 61);
    CHECK(charge >= 4);
}
