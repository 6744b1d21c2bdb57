// Words beside the status: flags and alarm texts that other queries know, and queries that are asked only at times.
#include <catch2/catch.hpp>
#include <string>

#include "core/session.h"

using namespace upsmd;

namespace {

std::string text(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// "S" and o OL, b OB, a ALARM with its own text.
Verdict decode_status(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line.empty() || line[0] != 'S') return Verdict::rejected;
    StatusFlags flags;
    flags.set(StatusFlag::ol, line.find('o') != std::string::npos);
    flags.set(StatusFlag::ob, line.find('b') != std::string::npos);
    flags.set(StatusFlag::alarm, line.find('a') != std::string::npos);
    if (flags.has(StatusFlag::alarm)) out.text(Variable::ups_alarm, "broken");
    out.status = flags;
    return Verdict::ok;
}

// "W" and: y BYPASS, a ALARM "hot", b everything that it must not decide.
Verdict decode_warnings(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line == "?") return Verdict::unsupported;
    if (line.empty() || line[0] != 'W') return Verdict::rejected;
    StatusFlags flags;
    for (const char c : line.substr(1)) {
        if (c == 'y') flags.set(StatusFlag::bypass);
        if (c == 'a') flags.set(StatusFlag::alarm);
        if (c == 'b') flags = flags.with({StatusFlag::ol, StatusFlag::ob, StatusFlag::lb, StatusFlag::fsd});
    }
    if (flags.has(StatusFlag::alarm)) out.text(Variable::ups_alarm, "hot");
    out.extra_status = flags;
    return Verdict::ok;
}

Verdict decode_fault(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line.empty() || line[0] != 'F') return Verdict::rejected;
    out.text(Variable::ups_alarm, "fault " + line.substr(1));
    out.number(Variable::ups_temperature, 90, 0);
    return Verdict::ok;
}

constexpr std::array kQueries{
    Query{.name = "s", .send = "s\r", .schedule = Schedule::status, .timeout = 1s, .decode = decode_status},
    Query{.name = "w", .send = "w\r", .schedule = Schedule::measurement, .timeout = 1s, .decode = decode_warnings},
    Query{.name = "f", .send = "f\r", .schedule = Schedule::measurement, .timeout = 1s, .decode = decode_fault,
          .only_while = {StatusFlag::alarm}},
};

constexpr Protocol kTest{
    .name = "test",
    .description = "for tests",
    .line = {.baud = 1'000'000, .outputs = {true, false, false}, .settle = 100ms},
    .poll_interval = 1s,
    .pause = 10ms,
    .queries = kQueries,
};
static_assert(table_is_complete(kTest));

struct Bench {
    Bench() { session.on_port_open({}, now); }

    // Runs until `command` has gone out, and answers it.
    void answer(std::string_view command, std::string_view line) {
        REQUIRE(sends(command, 3s));
        const std::string bytes = std::string(line) + "\r";
        session.on_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, now);
        collect();
    }

    bool sends(std::string_view command, Duration within) {
        const Time end = now + within;
        for (collect(); sent.find(command) == std::string::npos && session.deadline() <= end; collect()) {
            now = std::max(now, session.deadline());
            session.on_time(now);
        }
        const bool found = sent.find(command) != std::string::npos;
        sent.clear();
        return found;
    }

    void collect() {
        sent += text(session.to_send());
        session.sent();
    }

    std::string value(Variable variable) const { return session.reading().get(variable).to_string(); }
    std::string status() const { return value(Variable::ups_status); }
    std::string alarm() const { return value(Variable::ups_alarm); }

    Time now{Duration{0}};
    Session session{kTest, {}};
    std::string sent;
};

}  // namespace

TEST_CASE("words: flags of another query stay until its next reply", "[session]") {
    Bench bench;
    bench.answer("s", "So");
    CHECK(bench.status() == "OL");
    bench.answer("w", "Wya");
    CHECK(bench.status() == "ALARM OL BYPASS");
    CHECK(bench.alarm() == "hot");
    bench.answer("s", "So");
    CHECK(bench.status() == "ALARM OL BYPASS");
    CHECK(bench.alarm() == "hot");
    bench.answer("w", "Wy");
    CHECK(bench.status() == "OL BYPASS");
    CHECK(bench.alarm().empty());
    bench.answer("s", "Sb");
    CHECK(bench.status() == "OB BYPASS");
    bench.answer("w", "W");
    CHECK(bench.status() == "OB");
}

TEST_CASE("words: another query never decides about the state", "[session]") {
    Bench bench;
    bench.answer("s", "So");
    for (int poll = 0; poll < 5; ++poll) {
        bench.answer("w", "Wb");
        CHECK(bench.status() == "OL");
        bench.answer("s", "So");
        CHECK(bench.session.state() == State::online);
    }
    bench.answer("s", "Sb");
    bench.answer("w", "Wb");
    bench.answer("s", "Sb");
    CHECK(bench.status() == "OB");
    CHECK(bench.session.state() == State::on_battery);
}

TEST_CASE("words: alarm texts stand together, each goes with its own query", "[session]") {
    Bench bench;
    bench.answer("s", "Sao");
    CHECK(bench.alarm() == "broken");
    bench.answer("w", "Wa");
    CHECK(bench.alarm() == "broken; hot");
    bench.answer("s", "So");
    CHECK(bench.status() == "ALARM OL");
    CHECK(bench.alarm() == "hot");
}

TEST_CASE("words: a query that is asked only while a flag is up", "[session]") {
    Bench bench;
    bench.answer("s", "So");
    bench.answer("w", "W");
    CHECK_FALSE(bench.sends("f", 800ms));
    bench.answer("s", "Sao");
    bench.answer("f", "F14");
    CHECK(bench.alarm() == "broken; fault 14");
    CHECK(bench.value(Variable::ups_temperature) == "90");
    bench.answer("s", "So");
    CHECK(bench.status() == "OL");
    CHECK(bench.alarm().empty());
    CHECK(bench.value(Variable::ups_temperature).empty());
}

TEST_CASE("words: they go with a query that is no longer answered, and with the contact", "[session]") {
    Bench bench;
    bench.answer("s", "So");
    bench.answer("w", "Wya");
    bench.answer("s", "So");
    bench.answer("w", "?");
    for (int poll = 0; poll < 3; ++poll) bench.answer("s", "So");
    CHECK(bench.status() == "OL");
    CHECK(bench.alarm().empty());

    Bench lost;
    lost.answer("s", "So");
    lost.answer("w", "Wya");
    lost.answer("s", "So");
    for (int poll = 0; poll < 8; ++poll) lost.sends("s", 2s);
    CHECK(lost.session.state() == State::no_comm);
    CHECK(lost.status().empty());
    CHECK(lost.alarm().empty());
    lost.answer("s", "So");
    CHECK(lost.status() == "OL");
}
