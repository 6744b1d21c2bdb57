// `auto` in small: a table made for the test, every byte and instant the test's own.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/session.h"

using namespace upsmd;

namespace {

std::string text(Bytes bytes) { return {bytes.begin(), bytes.end()}; }
bool is_a(Bytes reply) { return text(reply) == "a on line"; }
bool is_b(Bytes reply) { return text(reply) == "b"; }
bool is_c(Bytes reply) { return text(reply) == "c"; }

Verdict on_line(Bytes reply, Decoded& out) {
    if (!text(reply).ends_with("on line")) return Verdict::rejected;
    out.status = StatusFlags{StatusFlag::ol};
    out.number(Variable::ups_load, text(reply).front(), 0);
    return Verdict::ok;
}

constexpr std::array kAskA{Query{"a", "a\r", Schedule::status, 1s, on_line}};
constexpr std::array kAskB{Query{"bb", "bb\r", Schedule::status, 1s, on_line}};
constexpr Protocol kA{.name = "a", .description = "", .line = {.baud = 2400, .outputs = {}}, .terminator = '\r', .poll_interval = 1s, .queries = kAskA};
constexpr Protocol kB{.name = "b", .description = "", .line = {.baud = 2400, .outputs = {}}, .terminator = '\r', .poll_interval = 1s, .queries = kAskB};
constexpr Protocol kC{.name = "c", .description = "", .line = {.baud = 2400, .outputs = {}}, .terminator = '\r', .poll_interval = 1s, .queries = kAskB};

constexpr ProbeLine kFirst{2400, {true, false, false}};
constexpr ProbeLine kSecond{1200, {false, true, false}, 500ms};
constexpr std::array kAnswersA{ProbeAnswer{is_a, &kA, 1}};
constexpr std::array kAnswersB{ProbeAnswer{is_b, &kB}};
constexpr std::array kAnswersC{ProbeAnswer{is_c, &kC}};
constexpr std::array kTable{
    Probe{&kFirst, "a\r", 0ms, 400ms, kAnswersA},
    Probe{&kSecond, "c\r", 50ms, 400ms, kAnswersC},
    Probe{nullptr, "b\r", 0ms, 300ms, kAnswersB, 1},
};
constexpr Protocol kAny{.name = "any", .description = "", .line = {.baud = 2400, .outputs = {true, false, false}},
                        .terminator = '\r', .poll_interval = 1s, .probes = kTable};

struct Bench {
    explicit Bench(const Settings& settings = {}) : session(kAny, settings) { session.on_port_open({}, now); }

    void run(Duration span) {
        const Time end = now + span;
        for (collect(); session.deadline() <= end; collect()) {
            now = std::max(now, session.deadline());
            session.on_time(now);
        }
        now = end;
    }
    void hear(const std::string& line) {
        session.on_bytes({reinterpret_cast<const std::uint8_t*>(line.data()), line.size()}, now);
        collect();
    }
    void collect() {
        sent += text(session.to_send());
        session.sent();
        for (const SessionEvent& event : session.take_events()) events.push_back(event);
    }
    int count(SessionEvent::Kind kind) const {
        int found = 0;
        for (const SessionEvent& event : events) found += event.kind == kind ? 1 : 0;
        return found;
    }

    Session session;
    Time now{Duration{0}};
    std::string sent;
    std::vector<SessionEvent> events;
};

using Kind = SessionEvent::Kind;

}  // namespace

TEST_CASE("detection: the line changes with the question, and settles before it", "[detect]") {
    Bench bench;
    CHECK(bench.session.wanted_baud() == 2400);
    bench.run(150ms);
    CHECK(bench.sent == "a\r");
    bench.run(430ms);
    CHECK(bench.session.wanted_baud() == 1200);
    CHECK(bench.session.wanted_lines() == OutputLines{false, true, false});
    CHECK(bench.sent == "a\r");
    bench.run(510ms);
    CHECK(bench.sent.starts_with("a\rc"));
    bench.hear("c\r");
    CHECK(bench.session.protocol().name == "c");
    CHECK_FALSE(bench.session.detecting());
    CHECK(bench.session.found() == FoundLine{&kC, 1200, {false, true, false}});
    CHECK(bench.count(Kind::protocol_found) == 1);
}

TEST_CASE("detection: an answer of a status query is the first status", "[detect]") {
    Bench bench;
    bench.run(150ms);
    bench.hear("a on line\r");
    CHECK(bench.session.state() == State::online);
    CHECK(bench.session.protocol().name == "a");
    CHECK(bench.session.detecting());  // it may be a relative
    CHECK(bench.count(Kind::protocol_found) == 0);
    bench.sent.clear();
    bench.run(200ms);
    CHECK(bench.sent == "b\r");

    SECTION("which it is not") {
        bench.run(200ms);
        CHECK(bench.session.protocol().name == "a");
        CHECK_FALSE(bench.session.detecting());
        CHECK(bench.count(Kind::protocol_found) == 1);
        bench.sent.clear();
        bench.run(1s);
        CHECK(bench.sent == "a\r");
    }
    SECTION("which it is: what the other protocol told is forgotten, the state stays") {
        CHECK(bench.session.reading().get(Variable::ups_load).present());
        bench.hear("b\r");
        CHECK(bench.session.protocol().name == "b");
        CHECK(bench.session.state() == State::online);
        CHECK_FALSE(bench.session.reading().get(Variable::ups_load).present());
        CHECK(bench.count(Kind::protocol_found) == 1);
        bench.sent.clear();
        bench.run(100ms);
        CHECK(bench.sent == "bb\r");
    }
}

TEST_CASE("detection: a round without an answer is said, and followed by another", "[detect]") {
    Bench bench;
    bench.run(3s);
    CHECK(bench.count(Kind::nothing_found) == 1);
    CHECK(bench.session.state() == State::no_comm);
    CHECK(bench.sent == "a\rc\r");
    bench.run(20s);
    CHECK(bench.count(Kind::nothing_found) >= 2);
    CHECK(bench.sent.starts_with("a\rc\ra\rc\r"));
}

TEST_CASE("detection: what was remembered is asked first, on its line, and forgotten where it is silent", "[detect]") {
    Settings settings;
    settings.remembered = {&kC, 1200, {false, true, false}};
    Bench bench(settings);
    CHECK(bench.session.wanted_baud() == 1200);
    CHECK(bench.session.wanted_lines() == OutputLines{false, true, false});
    bench.run(150ms);
    CHECK(bench.sent.starts_with("c"));
    CHECK(bench.count(Kind::remembered_silent) == 0);
    bench.run(3s);
    CHECK(bench.sent == "c\ra\rc\r");
    CHECK(bench.count(Kind::remembered_silent) == 1);
    bench.run(10s);
    CHECK(bench.sent.starts_with("c\ra\rc\ra\rc"));
}

TEST_CASE("detection: a remembered relative is asked for right after the question that leads to it", "[detect]") {
    Settings settings;
    settings.remembered = {&kB, 2400, {true, false, false}};
    Bench bench(settings);
    bench.run(150ms);
    CHECK(bench.sent == "a\r");
    bench.hear("a on line\r");
    bench.run(100ms);
    CHECK(bench.sent == "a\rb\r");
}

TEST_CASE("detection: an answer that comes when the line has changed is not believed", "[detect]") {
    Bench bench;
    bench.run(600ms);
    REQUIRE(bench.session.wanted_baud() == 1200);
    bench.hear("a on line\r");
    CHECK(bench.session.protocol().name == "any");
}
