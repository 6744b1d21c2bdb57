// A status that is told in several replies, and what decoders keep about the unit between replies.
#include <catch2/catch.hpp>
#include <string>

#include "core/session.h"

using namespace upsmd;

namespace {

std::string text(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// "s<o or b>": OL or OB. A 'k' in memory adds CHRG.
Verdict decode_input(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line != "so" && line != "sb") return Verdict::rejected;
    out.status = StatusFlags{line == "so" ? StatusFlag::ol : StatusFlag::ob};
    if (!out.memory.empty() && out.memory[0] == 'k') out.status->set(StatusFlag::chrg);
    return Verdict::ok;
}

// "p<l or ->": LB or not.
Verdict decode_part(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line == "?") return Verdict::unsupported;
    if (line != "pl" && line != "p-") return Verdict::rejected;
    out.status = line == "pl" ? StatusFlags{StatusFlag::lb} : StatusFlags{};
    return Verdict::ok;
}

// "m<letter>": kept.
Verdict decode_kind(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line.size() != 2 || line[0] != 'm') return Verdict::rejected;
    if (!out.memory.empty()) out.memory[0] = reply[1];
    return Verdict::ok;
}

bool keeps_y(std::span<const std::uint8_t> memory) { return !memory.empty() && memory[0] == 'y'; }

bool keeps_digit(std::span<const std::uint8_t> memory) {
    return !memory.empty() && memory[0] >= '0' && memory[0] <= '9';
}
StepBytes ask_number(std::span<const std::uint8_t> memory) {
    return StepBytes(std::string("n") + static_cast<char>(memory[0]) + '\r');
}

// Says what the memory holds.
Result<Script> tell_memory(const ControlRequest& request, const Reading&, const Settings&) {
    Script script;
    Step step;
    const char kind = request.memory.empty() ? '-' : static_cast<char>(request.memory[0]);
    step.send = StepBytes(std::string("T") + kind);
    script.add(step);
    return script;
}

constexpr std::array kQueries{
    Query{"s", "s\r", Schedule::status, 1s, decode_input},
    Query{"p", "p\r", Schedule::status_part, 1s, decode_part},
    Query{"m", "m\r", Schedule::identity, 1s, decode_kind},
    Query{.name = "y", .send = "y\r", .schedule = Schedule::identity, .timeout = 1s, .decode = decode_kind,
          .only_if = keeps_y},
    Query{.name = "n", .send = "n0\r", .schedule = Schedule::identity, .timeout = 1s, .decode = decode_kind,
          .only_if = keeps_digit, .compose = ask_number},
};
constexpr std::array kControls{ControlRow{Control::beeper_toggle, tell_memory}};

constexpr Protocol kParts{
    .name = "parts",
    .description = "for tests",
    .line = {.baud = 1'000'000, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    .memory_bytes = 1,
    .poll_interval = 1s,
    .pause = 10ms,
    .queries = kQueries,
    .controls = kControls,
};
static_assert(table_is_complete(kParts));

struct Bench {
    Bench() { session.on_port_open({}, now); }

    void run(Duration span) {
        const Time end = now + span;
        for (collect(); session.deadline() <= end; collect()) {
            now = std::max(now, session.deadline());
            session.on_time(now);
        }
        now = end;
    }
    void collect() {
        sent += text(session.to_send());
        session.sent();
    }
    // Runs until `command` has gone out, with nothing before it (unless `after_others`), and answers it.
    void answer(std::string_view command, std::string_view line, bool after_others = false) {
        sent.clear();
        for (int i = 0; i < 5000 && sent.find(command) == std::string::npos; ++i) run(1ms);
        REQUIRE((after_others ? sent.ends_with(command) : sent == command));
        const std::string bytes = std::string(line) + "\r";
        session.on_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, now);
        collect();
    }
    std::string words() { return session.reading().get(Variable::ups_status).to_string(); }

    Session session{kParts, {}};
    Time now{};
    std::string sent;
};

}  // namespace

TEST_CASE("session: a poll asks the parts of the status first, and the state is made of all of them") {
    Bench bench;
    bench.answer("p\r", "pl");
    CHECK(bench.session.state() == State::no_comm);
    bench.answer("s\r", "sb");
    CHECK(bench.words() == "OB LB");
    bench.answer("m\r", "mx");
    bench.answer("p\r", "pl");
    bench.answer("s\r", "sb");
    CHECK(bench.session.state() == State::low_battery);
    bench.answer("p\r", "p-");
    bench.answer("s\r", "so");
    CHECK(bench.words() == "OL");
}

TEST_CASE("session: one lost part keeps its last word, three forget it") {
    Bench bench;
    bench.answer("p\r", "pl");
    bench.answer("s\r", "sb");
    bench.answer("m\r", "mx");
    for (int missed = 1; missed <= 2; ++missed) {
        bench.answer("p\r", "noise");
        bench.answer("s\r", "sb");
        CHECK(bench.words() == "OB LB");
    }
    bench.answer("p\r", "noise");
    bench.answer("s\r", "sb");
    CHECK(bench.words() == "OB");
}

TEST_CASE("session: a part that the unit does not know is not asked again; the status stands alone") {
    Bench bench;
    bench.answer("p\r", "?");
    bench.answer("s\r", "so");
    bench.answer("m\r", "mx");
    bench.answer("s\r", "so");
    CHECK(bench.words() == "OL");
}

TEST_CASE("session: parts that nobody answers neither are forgotten nor keep a status from being heard") {
    Bench bench;
    bench.run(20s);
    bench.answer("s\r", "so", true);
    CHECK(bench.session.state() == State::online);
    bench.answer("m\r", "mx");
    bench.answer("p\r", "p-");
}

TEST_CASE("session: what a decoder keeps reaches later replies and controls, and is gone after a loss") {
    Bench bench;
    bench.answer("p\r", "p-");
    bench.answer("s\r", "so");
    bench.answer("m\r", "mk");
    bench.answer("p\r", "p-");
    bench.answer("s\r", "so");
    CHECK(bench.words() == "OL CHRG");
    REQUIRE(bench.session.request({.control = Control::beeper_toggle}, bench.now));
    bench.answer("Tk", "");

    bench.run(20s);
    REQUIRE_FALSE(bench.session.communicating());
    bench.answer("p\r", "p-", true);
    bench.answer("s\r", "so");
    CHECK(bench.words() == "OL");
}

TEST_CASE("session: a query for units of one kind is asked once that kind is known") {
    Bench other;
    other.answer("p\r", "p-");
    other.answer("s\r", "so");
    other.answer("m\r", "mx");
    other.answer("p\r", "p-");
    Bench bench;
    bench.answer("p\r", "p-");
    bench.answer("s\r", "so");
    bench.answer("m\r", "my");
    bench.answer("y\r", "my");
    bench.answer("p\r", "p-");
}

TEST_CASE("session: what is asked may be made of what is known") {
    Bench bench;
    bench.answer("p\r", "p-");
    bench.answer("s\r", "so");
    bench.answer("m\r", "m7");
    bench.answer("n7\r", "m7");
    bench.answer("p\r", "p-");
}

TEST_CASE("session: knows when everything has been asked once, however often the status is asked meanwhile") {
    Bench bench;
    for (int poll = 0; poll < 3; ++poll) {
        bench.answer("p\r", "p-");
        bench.answer("s\r", "so");
        if (poll == 0) CHECK_FALSE(bench.session.asked_everything());
        if (poll == 0) bench.answer("m\r", "mx");
    }
    CHECK(bench.session.asked_everything());
    bench.run(20s);
    CHECK_FALSE(bench.session.asked_everything());
    bench.answer("p\r", "p-", true);
    bench.answer("s\r", "so");
    CHECK_FALSE(bench.session.asked_everything());
}
