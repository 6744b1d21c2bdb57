// A query for which the time-out is an answer, lines beside it, and bytes sent in answer to what comes.
#include <catch2/catch.hpp>
#include <string>

#include "core/session.h"

using namespace upsmd;

namespace {

Verdict decode_silence(Bytes reply, Decoded& out) {
    if (!reply.empty() && reply[0] != '+') return Verdict::rejected;
    out.status = StatusFlags{reply.empty() ? StatusFlag::ol : StatusFlag::ob};
    out.status->set(StatusFlag::lb, out.lines.dcd);
    return Verdict::ok;
}

FrameCut cut_byte(Bytes) { return {.skip = 0, .length = 1}; }

Result<Script> beep(const ControlRequest&, const Reading&, const Settings&) {
    Script script;
    script.add({.send = StepBytes("B")});
    return script;
}

constexpr std::array kQueries{Query{.name = "q",
                                    .send = "q",
                                    .schedule = Schedule::status,
                                    .timeout = 1s,
                                    .decode = decode_silence,
                                    .silence_answers = true}};
constexpr std::array kControls{ControlRow{Control::beeper_toggle, beep}};

constexpr Protocol silent(bool lines) {
    return {.name = "silent",
            .description = "for tests",
            .line = {.baud = 1'000'000, .outputs = {false, true, false}, .settle = 100ms},
            .cutter = cut_byte,
            .poll_interval = 2s,
            .queries = kQueries,
            .controls = kControls,
            .lines_beside = lines,
            .opening_may_kill = lines};
}
constexpr Protocol kSilent = silent(true);
constexpr Protocol kWithoutLines = silent(false);
static_assert(table_is_complete(kSilent));

// Packets of two: a letter and a digit; "z9" is the last one. Each gets a comma, a bad one a minus.
FrameCut cut_packets(Bytes kept) {
    const bool whole = kept.size() % 2 == 0 && kept[kept.size() - 2] == 'z';
    return {.skip = 0, .length = whole ? kept.size() : 0};
}
StepBytes acknowledge_packet(Bytes kept) {
    if (kept.size() % 2 != 0) return {};
    return StepBytes(kept.back() >= '0' && kept.back() <= '9' ? "," : "-");
}
Verdict decode_packets(Bytes reply, Decoded& out) {
    if (reply.size() < 4) return Verdict::rejected;
    out.status = StatusFlags{StatusFlag::ol};
    return Verdict::ok;
}
constexpr std::array kPacketQueries{Query{.name = "p",
                                          .send = "p",
                                          .schedule = Schedule::status,
                                          .timeout = 1s,
                                          .decode = decode_packets}};
constexpr Protocol kPackets{
    .name = "packets",
    .description = "for tests",
    .line = {.baud = 1'000'000, .outputs = {false, true, false}, .settle = 100ms},
    .cutter = cut_packets,
    .poll_interval = 2s,
    .queries = kPacketQueries,
    .acknowledge = acknowledge_packet,
};
static_assert(table_is_complete(kPackets));

class Bench {
  public:
    explicit Bench(const Protocol& protocol) : session(protocol, {}) { session.on_port_open({}, now); }
    std::string run(Duration length) {
        const Time end = now + length;
        std::string sent = taken();
        for (; session.deadline() <= end; sent += taken()) {
            now = std::max(now, session.deadline());
            session.on_time(now);
        }
        now = end;
        return sent;
    }
    std::string hear(std::string_view bytes) {
        session.on_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, now);
        return taken();
    }
    std::string words() const { return session.reading().get(Variable::ups_status).to_string(); }

    Session session;
    Time now{};

  private:
    std::string taken() {
        const Bytes out = session.to_send();
        std::string text(out.begin(), out.end());
        session.sent();
        return text;
    }
};

}  // namespace

TEST_CASE("session: silence that answers counts at the time-out, not before", "[silence]") {
    Bench bench(kSilent);
    CHECK(bench.run(1000ms) == "q");
    CHECK(bench.session.state() == State::no_comm);
    bench.run(150ms);
    CHECK(bench.session.state() == State::online);
    CHECK(bench.session.communicating());
    for (int poll = 0; poll < 20; ++poll) bench.run(2s);
    CHECK(bench.session.state() == State::online);
}

TEST_CASE("session: a byte answers at once; a byte that is no answer makes the silence none", "[silence]") {
    Bench bench(kSilent);
    bench.run(200ms);
    bench.hear("-");
    bench.run(1s);
    CHECK_FALSE(bench.session.communicating());
    CHECK(bench.run(1100ms) == "q");
    bench.hear("+");
    CHECK(bench.words() == "OB");
}

TEST_CASE("session: a control does not cut a silence short", "[silence]") {
    Bench bench(kSilent);
    bench.run(1500ms);
    CHECK(bench.run(700ms) == "q");
    REQUIRE(bench.session.request({.control = Control::beeper_toggle}, bench.now));
    CHECK(bench.run(800ms).empty());
    CHECK(bench.run(300ms).substr(0, 1) == "B");
}

TEST_CASE("session: decoders see the lines where the protocol has them, and only there", "[silence]") {
    const bool lines = GENERATE(true, false);
    Bench bench(lines ? kSilent : kWithoutLines);
    bench.session.on_lines({.cts = false, .dsr = false, .ri = false, .dcd = true}, bench.now);
    bench.run(1200ms);
    CHECK(bench.words() == (lines ? "OL LB" : "OL"));
}

TEST_CASE("session: a port whose opening may kill is not opened again, and rarely on battery", "[silence]") {
    const bool kills = GENERATE(true, false);
    Bench bench(kills ? kSilent : kWithoutLines);
    bench.run(1500ms);
    REQUIRE(bench.session.communicating());
    bool wished = false;
    for (int i = 0; i < 900; ++i) {
        bench.run(100ms);
        bench.hear("-");
        wished = wished || bench.session.take_reopen_wish();
    }
    CHECK_FALSE(bench.session.communicating());
    CHECK(wished == !kills);
    for (int i = 0; i < 40; ++i) {
        bench.hear("+");
        bench.run(100ms);
    }
    CHECK(bench.words() == "OB");
    bench.session.on_port_lost(bench.now);
    CHECK(bench.session.reopening_is_risky() == kills);
}

TEST_CASE("session: every packet is acknowledged at once, also when nobody asked", "[silence]") {
    Bench bench(kPackets);
    CHECK(bench.run(150ms) == "p");
    CHECK(bench.hear("a").empty());
    CHECK(bench.hear("1") == ",");
    CHECK(bench.hear("b?") == "-");
    CHECK(bench.hear("b2z") == ",");
    CHECK_FALSE(bench.session.communicating());
    CHECK(bench.hear("9") == ",");
    CHECK(bench.session.communicating());
    CHECK(bench.hear("a1") == ",");
}

TEST_CASE("session: a flood of packets leaves room for a command", "[silence]") {
    Bench bench(kPackets);
    bench.run(150ms);
    std::string flood;
    for (int i = 0; i < 500; ++i) flood += "a1";
    const std::string answers = bench.hear(flood);
    CHECK(answers.size() >= 8);
    CHECK(answers.size() <= 40);
    CHECK(answers.find_first_not_of(',') == std::string::npos);
}
