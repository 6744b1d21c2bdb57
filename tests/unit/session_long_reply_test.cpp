// Replies of many lines: how long a session waits for the rest, and how long they may be.
#include <catch2/catch.hpp>
#include <string>

#include "core/session.h"

using namespace upsmd;

namespace {

// Everything up to '!'.
FrameCut cut_dump(Bytes kept) {
    return kept.back() == '!' ? FrameCut{0, kept.size()} : FrameCut{};
}

Verdict decode_dump(Bytes, Decoded& out) {
    out.status = StatusFlags{StatusFlag::ol};
    return Verdict::ok;
}

Result<Script> beep(const ControlRequest&, const Reading&, const Settings&) {
    Script script;
    Step step;
    step.send = StepBytes("B");
    script.add(step);
    return script;
}

constexpr std::array kQueries{Query{.name = "d",
                                    .send = "d",
                                    .schedule = Schedule::status,
                                    .timeout = 2s,
                                    .decode = decode_dump,
                                    .cutter = cut_dump,
                                    .longest = 10s}};
constexpr std::array kControls{ControlRow{Control::beeper_toggle, beep}};

constexpr Protocol kDumps{
    .name = "dumps",
    .description = "for tests",
    .line = {.baud = 1'000'000, .outputs = {true, false, false}, .settle = 100ms},
    .longest_reply = 1000,
    .poll_interval = 20s,
    .queries = kQueries,
    .controls = kControls,
};
static_assert(table_is_complete(kDumps));

class Bench {
  public:
    Bench() {
        session.on_port_open({}, now);
        run(100ms);
        REQUIRE(taken() == "d");
    }
    void run(Duration length) {
        const Time end = now + length;
        for (; session.deadline() <= end; take()) {
            now = std::max(now, session.deadline());
            session.on_time(now);
        }
        now = end;
    }
    void hear(const std::string& bytes) {
        session.on_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, now);
        take();
    }
    // What was sent since the last call.
    std::string taken() {
        std::string out;
        out.swap(sent_);
        return out;
    }

    Session session{kDumps, {}};
    Time now{};

  private:
    void take() {
        for (const std::uint8_t byte : session.to_send()) sent_ += static_cast<char>(byte);
        session.sent();
    }
    std::string sent_;
};

}  // namespace

TEST_CASE("long reply: waited for as long as bytes keep coming", "[session]") {
    Bench bench;
    for (int part = 0; part < 5; ++part) {
        bench.run(1900ms);
        bench.hear(std::string(180, 'x'));
    }
    bench.hear("!");
    CHECK(bench.session.state() == State::online);
}

TEST_CASE("long reply: a pause ends it, and so does the limit of the whole", "[session]") {
    Bench bench;
    bench.run(1900ms);
    bench.hear("xx");
    bench.run(2100ms);
    bench.hear("!");
    CHECK(bench.session.state() == State::no_comm);

    Bench chatter;
    for (int part = 0; part < 11; ++part) {
        chatter.run(1s);
        chatter.hear("x");
    }
    chatter.hear("!");
    CHECK(chatter.session.state() == State::no_comm);
}

TEST_CASE("long reply: one that is longer than the protocol allows is dropped", "[session]") {
    Bench bench;
    bench.hear(std::string(1001, 'x'));
    bool too_long = false;
    for (const SessionEvent& event : bench.session.take_events())
        too_long = too_long || event.kind == SessionEvent::Kind::reply_too_long;
    CHECK(too_long);
}

TEST_CASE("long reply: a control does not wait for its end", "[session]") {
    Bench bench;
    bench.hear("x!");
    REQUIRE(bench.session.state() == State::online);
    bench.run(20s);
    REQUIRE(bench.taken() == "d");
    bench.hear("x");
    REQUIRE(bench.session.request({Control::beeper_toggle}, bench.now));
    for (int part = 0; part < 6; ++part) {
        bench.run(100ms);
        bench.hear("x");
    }
    CHECK(bench.taken().starts_with("B"));
}
