// The session against a protocol made for the test: every byte and every instant is the test's own.
#include <catch2/catch.hpp>
#include <string>

#include "core/session.h"

using namespace upsmd;

namespace {

std::string text(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// "S<flags>": o = OL, b = OB, l = LB, f = shutdown bit. Anything else is not a status.
Verdict decode_status(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line == "?") return Verdict::unsupported;
    if (line.empty() || line[0] != 'S') return Verdict::rejected;
    StatusFlags flags;
    for (const char c : line.substr(1)) {
        if (c == 'o') flags.set(StatusFlag::ol);
        if (c == 'b') flags.set(StatusFlag::ob);
        if (c == 'l') flags.set(StatusFlag::lb);
        if (c == 'f') flags.set(StatusFlag::fsd);
    }
    out.status = flags;
    out.number(Variable::ups_load, 7, 0);
    return Verdict::ok;
}

Verdict decode_model(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line == "?") return Verdict::unsupported;
    if (line.empty() || line[0] != 'M') return Verdict::rejected;
    out.text(Variable::device_model, line.substr(1));
    return Verdict::ok;
}

Verdict decode_volts(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line == "?") return Verdict::unsupported;
    if (line.empty() || line[0] != 'V') return Verdict::rejected;
    out.number(Variable::input_voltage, std::stod(line.substr(1)), 1);
    return Verdict::ok;
}

StepOutcome judge(Bytes reply, const Step&) {
    const std::string line = text(reply);
    if (line == "OK" || line == "*") return StepOutcome::accepted;
    if (line == "NO") return StepOutcome::refused;
    return StepOutcome::ignore;
}

constexpr std::array kQueries{
    Query{"s", "s\r", Schedule::status, 1s, decode_status},
    Query{"m", "m\r", Schedule::identity, 1s, decode_model},
    Query{"v", "v\r", Schedule::measurement, 1s, decode_volts},
};

constexpr std::array kAlerts{
    Alert{'!', {StatusFlag::ob}, {StatusFlag::ol}},
    Alert{'%', {StatusFlag::lb}, {}},
    Alert{'|', {}, {}, true},
};

Result<Script> two_steps(const ControlRequest& request, const Reading&, const Settings&) {
    if (request.delay > 60s) return Error{ErrorCode::unsupported, "too long", 0};
    Script script;
    Step first;
    first.send = StepBytes("C\r");
    first.listen = 200ms;
    first.judge = judge;
    script.add(first);
    Step second;
    second.pause = 500ms;
    second.send = StepBytes("@123");
    second.character_gap = 50ms;
    second.listen = 300ms;
    second.on_silence = StepOutcome::refused;
    second.judge = judge;
    second.star_is_reply = true;
    second.retries = 1;
    second.commits = true;
    script.add(second);
    return script;
}

constexpr std::array kControls{ControlRow{Control::shutdown_return, two_steps}};

constexpr Protocol kTest{
    .name = "test",
    .description = "for tests",
    .line = {.baud = 1'000'000, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    .poll_interval = 1s,
    .pause = 10ms,
    .queries = kQueries,
    .alerts = kAlerts,
    .controls = kControls,
};
static_assert(table_is_complete(kTest));

// Feeds a session and collects what it sends.
struct Bench {
    explicit Bench(const Protocol& protocol = kTest, const Settings& settings = {}) : session(protocol, settings) {
        session.on_port_open({}, now);
    }

    // Runs to now + span; every byte sent goes to `sent`.
    void run(Duration span) {
        const Time end = now + span;
        for (collect(); session.deadline() <= end; collect()) {
            now = std::max(now, session.deadline());
            session.on_time(now);
        }
        now = end;
    }

    void reply(std::string_view line) {
        const std::string bytes(line);
        session.on_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, now);
        collect();
    }

    // Runs until `command` has gone out, and answers it.
    void answer(std::string_view command, std::string_view line) {
        sent.clear();
        for (int i = 0; i < 5000 && sent.find(command) == std::string::npos; ++i) run(1ms);
        REQUIRE(sent.find(command) != std::string::npos);
        reply(line);
    }

    void collect() {
        sent += text(session.to_send());
        session.sent();
    }

    bool seen(SessionEvent::Kind kind) {
        for (const SessionEvent& event : session.take_events())
            if (event.kind == kind) return true;
        return false;
    }

    Time now{Duration{0}};
    Session session;
    std::string sent;
};

std::string status(const Session& session) { return session.reading().get(Variable::ups_status).to_string(); }

}  // namespace

TEST_CASE("session: settles, asks the status first, then who it is, then a measurement", "[session]") {
    Bench bench;
    bench.run(99ms);
    CHECK(bench.sent.empty());
    bench.run(1ms);
    CHECK(bench.sent == "s\r");
    CHECK(bench.session.state() == State::no_comm);
    bench.reply("So\r");
    CHECK(bench.session.state() == State::online);
    bench.sent.clear();
    bench.run(9ms);
    CHECK(bench.sent.empty());  // the pause
    bench.answer("m\r", "MAlpha\r");
    bench.answer("v\r", "V229.5\r");
    CHECK(bench.session.reading().get(Variable::device_model).as_text() == "Alpha");
    CHECK(bench.session.reading().number(Variable::input_voltage) == 229.5);
    bench.sent.clear();
    bench.run(500ms);
    CHECK(bench.sent.empty());  // nothing more before the next poll
    bench.run(500ms);
    CHECK(bench.sent == "s\r");
}

TEST_CASE("session: a line that is no answer is passed over, the answer after it counts", "[session]") {
    Bench bench;
    bench.answer("s\r", "MStale\r");
    CHECK(bench.session.state() == State::no_comm);
    bench.run(100ms);
    bench.reply("s\rSo\r");
    CHECK(bench.session.state() == State::online);
    CHECK_FALSE(bench.session.reading().get(Variable::device_model).present());
}

TEST_CASE("session: bytes that nobody asked for are not a reply", "[session]") {
    Bench bench;
    bench.run(50ms);
    bench.reply("Sb\r");
    CHECK(bench.session.state() == State::no_comm);
    bench.answer("s\r", "So\r");
    bench.answer("m\r", "Mx\r");
    bench.answer("v\r", "V1\r");
    bench.reply("Sb\r");
    CHECK(bench.session.state() == State::online);
}

TEST_CASE("session: a query that the unit does not know is asked once, a silent one twice", "[session]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    bench.answer("m\r", "?\r");
    for (int poll = 0; poll < 10; ++poll) {
        bench.answer("s\r", "So\r");  // v stays silent
        bench.run(1500ms);
    }
    bench.sent.clear();
    for (int poll = 0; poll < 5; ++poll) bench.answer("s\r", "So\r");
    CHECK(bench.sent.find('m') == std::string::npos);
    CHECK(bench.sent.find('v') == std::string::npos);
}

TEST_CASE("session: an alert acts at once and makes the next poll come at once", "[session]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    bench.answer("m\r", "M\r");
    bench.answer("v\r", "V1\r");
    bench.run(50ms);
    bench.sent.clear();
    bench.reply("!");
    CHECK(bench.session.state() == State::on_battery);
    CHECK(status(bench.session) == "OB");
    bench.run(1ms);
    CHECK(bench.sent == "s\r");
    bench.reply("S%b\r");  // an alert inside a reply is taken out of it
    CHECK(status(bench.session) == "OB");
    bench.reply("%");
    CHECK(bench.session.state() == State::on_battery);
    bench.answer("s\r", "Sbl\r");
    CHECK(bench.session.state() == State::low_battery);
}

TEST_CASE("session: after the alert for a changed setting the unit is asked again who it is", "[session]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    bench.answer("m\r", "MAlpha\r");
    bench.answer("v\r", "V1\r");
    bench.run(100ms);
    bench.reply("|");
    bench.answer("s\r", "So\r");
    bench.answer("m\r", "MBeta\r");
    CHECK(bench.session.reading().get(Variable::device_model).as_text() == "Beta");
    CHECK(bench.session.state() == State::online);
}

TEST_CASE("session: an alert before the first status says nothing", "[session]") {
    Bench bench;
    bench.run(150ms);
    bench.reply("!");
    CHECK(bench.session.state() == State::no_comm);
}

TEST_CASE("session: loss after three failed polls and 5 s; measured values go, identity stays", "[session]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    bench.answer("m\r", "MAlpha\r");
    bench.answer("v\r", "V230\r");
    bench.answer("s\r", "So\r");
    const Time last = bench.now;
    while (bench.session.state() != State::no_comm && bench.now - last < 20s) bench.run(10ms);
    CHECK(bench.now - last >= 5s);
    CHECK(bench.now - last <= 6500ms);
    CHECK_FALSE(bench.session.communicating());
    CHECK(bench.session.reading().get(Variable::device_model).as_text() == "Alpha");
    CHECK_FALSE(bench.session.reading().get(Variable::input_voltage).present());
    CHECK_FALSE(bench.session.reading().get(Variable::ups_load).present());
    CHECK(bench.seen(SessionEvent::Kind::comm_lost));
    bench.answer("s\r", "So\r");
    CHECK(bench.session.state() == State::online);
}

TEST_CASE("session: one good poll in between is no loss", "[session]") {
    Bench bench;
    for (int round = 0; round < 20; ++round) {
        bench.answer("s\r", "So\r");
        bench.run(4s);
        CHECK(bench.session.state() == State::online);
    }
}

TEST_CASE("session: the exchange of a control: order, pauses, gaps, commit, answer", "[session][control]") {
    Bench bench;
    const ControlRequest off{Control::shutdown_return, 10s, {}};
    CHECK(bench.session.request(off, bench.now).error().code == ErrorCode::timeout);  // no contact yet
    bench.answer("s\r", "So\r");
    CHECK(bench.session.request({Control::load_on, {}, {}}, bench.now).error().code == ErrorCode::unsupported);
    CHECK(bench.session.request({Control::shutdown_return, 61s, {}}, bench.now).error().message == "too long");

    bench.sent.clear();
    REQUIRE(bench.session.request(off, bench.now));
    CHECK(bench.session.request(off, bench.now).error().code == ErrorCode::in_use);
    CHECK(bench.session.control_phase() == ControlPhase::running);
    bench.run(15ms);
    CHECK(bench.sent == "C\r");
    bench.run(200ms);                 // silence: next
    CHECK(bench.sent == "C\r");
    bench.run(500ms);                 // the pause
    CHECK(bench.sent == "C\r@");
    CHECK(bench.session.control_phase() == ControlPhase::running);
    bench.run(100ms);
    CHECK(bench.sent == "C\r@12");
    bench.run(50ms);
    CHECK(bench.sent == "C\r@123");
    CHECK(bench.session.control_phase() == ControlPhase::committed);
    bench.reply("So\r");              // a late status is not an answer
    CHECK(bench.session.control_phase() == ControlPhase::committed);
    bench.reply("*");                 // no line end follows
    CHECK(bench.session.control_phase() == ControlPhase::accepted);
    bench.answer("s\r", "So\r");      // and polling goes on
}

TEST_CASE("session: a refused step is sent again as often as the table says, then believed", "[session][control]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    REQUIRE(bench.session.request({Control::shutdown_return, 10s, {}}, bench.now));
    bench.answer("@123", "NO\r");
    CHECK(bench.session.control_phase() == ControlPhase::committed);
    bench.answer("@123", "NO\r");
    CHECK(bench.session.control_phase() == ControlPhase::refused);
}

TEST_CASE("session: a control does not wait long for a reply that does not come", "[session][control]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    bench.sent.clear();
    while (bench.sent.find("m\r") == std::string::npos) bench.run(1ms);
    REQUIRE(bench.session.request({Control::shutdown_return, 10s, {}}, bench.now));
    bench.run(520ms);
    CHECK(bench.sent.find("C\r") != std::string::npos);
}

TEST_CASE("session: a port lost before the commit refuses the control; nothing of it is sent later", "[session][control]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    REQUIRE(bench.session.request({Control::shutdown_return, 10s, {}}, bench.now));
    bench.run(100ms);
    bench.session.on_port_lost(bench.now);
    CHECK(bench.session.control_phase() == ControlPhase::refused);
    bench.sent.clear();
    bench.run(2s);
    bench.session.on_port_open({}, bench.now);
    bench.run(5s);
    CHECK(bench.sent.find('@') == std::string::npos);
}

TEST_CASE("session: a port lost after the commit leaves the control unanswered, and another can be asked for", "[session][control]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    REQUIRE(bench.session.request({Control::shutdown_return, 10s, {}}, bench.now));
    bench.answer("@123", "");
    REQUIRE(bench.session.control_phase() == ControlPhase::committed);
    bench.session.on_port_lost(bench.now);
    CHECK(bench.session.control_phase() == ControlPhase::unanswered);
    CHECK(bench.seen(SessionEvent::Kind::control_unanswered));
    bench.session.on_port_open({}, bench.now);
    bench.answer("s\r", "So\r");
    CHECK(bench.session.request({Control::shutdown_return, 10s, {}}, bench.now));
}

TEST_CASE("session: the shutdown bit", "[session]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    bench.answer("s\r", "Sof\r");
    CHECK(status(bench.session) == "OL");  // one poll is none
    bench.answer("s\r", "Sof\r");
    CHECK(status(bench.session) == "OL FSD");
    bench.answer("s\r", "So\r");
    CHECK(status(bench.session) == "OL");

    Bench old;
    for (int poll = 0; poll < 4; ++poll) old.answer("s\r", "Sof\r");
    CHECK(status(old.session) == "OL");
    CHECK(old.seen(SessionEvent::Kind::shutdown_noticed));
}

TEST_CASE("session: garbage of any kind is survived", "[session]") {
    Bench bench;
    bench.answer("s\r", "So\r");
    std::uint32_t random = 12345;
    for (int n = 0; n < 20000; ++n) {
        random = random * 1664525U + 1013904223U;
        const auto byte = static_cast<std::uint8_t>(random >> 24U);
        bench.session.on_bytes({&byte, 1}, bench.now);
        if (n % 16 == 0) bench.run(7ms);
    }
    bench.run(10s);
    bench.answer("s\r", "So\r");
    bench.answer("s\r", "So\r");
    CHECK(bench.session.state() == State::online);
    CHECK(bench.session.take_events().size() <= 64);
}
