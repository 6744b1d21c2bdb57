// What the daemon tells becomes rows of the history; clocks that jump, floods, the end.
#include "daemon/history_recorder.h"

#include <catch2/catch.hpp>

#include "tests/unit/history_tools.h"

namespace upsmd::daemon {
namespace {

using namespace std::chrono_literals;
using history::kStart;

struct Rig {
    ClockReading now{kStart, Time(1h)};
    int urgent = 0;
    HistoryRecorder recorder{[this] { return now; }, [this] { ++urgent; }};

    void pass(std::chrono::milliseconds time) {
        now.wall += time;
        now.steady += time;
    }
    void tell(std::string_view name, std::string text) {
        const std::array values{ObservedValue{name, std::move(text)}};
        recorder.on_values("a", values);
    }
};

TEST_CASE("recorder: states, words, numbers and events become rows; text does not") {
    Rig rig;
    rig.recorder.on_ups_added("a", "/dev/ttyS0");
    rig.pass(1s);
    rig.recorder.on_state("a", State::online);
    rig.tell("ups.status", "OL");
    rig.tell("input.voltage", "230.4");
    rig.tell("ups.load", "");      // was never known
    rig.tell("ups.model", "500");  // no such name here
    rig.tell("ups.id", "12");      // text, though it looks like a number
    rig.tell("input.frequency", "50.0 Hz");
    rig.recorder.on_event("a", LogLevel::info, "communication established");
    rig.recorder.on_event("a", LogLevel::debug, "noise");
    rig.pass(1s);
    rig.tell("input.voltage", "");
    CHECK(rig.urgent == 1);

    const history::Batch batch = rig.recorder.take();
    REQUIRE(batch.states.size() == 3);
    CHECK(batch.states[0].state == State::no_comm);
    CHECK(batch.states[2].state == State::online);
    CHECK(batch.states[2].words == "OL");
    REQUIRE(batch.samples.size() == 2);
    CHECK(batch.samples[0].value == 230.4);
    CHECK(batch.samples[0].time == kStart + 1s);
    CHECK_FALSE(batch.samples[1].value);
    REQUIRE(batch.events.size() == 1);
    CHECK(batch.events[0].kind == "info");
    REQUIRE(batch.alive.size() == 1);
    CHECK(batch.alive[0].time == kStart + 2s);
    CHECK(rig.recorder.take().size() == 0);
}

TEST_CASE("recorder: what is known ends before a jump of the clock and begins again behind it") {
    Rig rig;
    rig.recorder.on_ups_added("a", "/dev/ttyS0");
    rig.recorder.on_state("a", State::online);
    rig.tell("ups.status", "OL");
    rig.tell("ups.load", "20");
    rig.recorder.take();
    rig.pass(10s);
    rig.now.wall -= 1h;
    const history::Batch batch = rig.recorder.take();
    REQUIRE(batch.samples.size() == 2);
    CHECK(batch.samples[0].time == kStart + 10s);
    CHECK_FALSE(batch.samples[0].value);
    CHECK(batch.samples[1].time == kStart + 10s - 1h);
    CHECK(batch.samples[1].value == 20.0);
    REQUIRE(batch.states.size() == 2);
    CHECK_FALSE(batch.states[0].state);
    CHECK(batch.states[1].words == "OL");
    REQUIRE(batch.events.size() == 1);
    CHECK(batch.events[0].text == "the clock has gone 1 h back");
    CHECK(rig.recorder.clock_settled_for() == 0s);
    rig.pass(2h);
    rig.now.wall += 1s;  // set right bit by bit: no jump
    CHECK(rig.recorder.take().size() == 0);
    CHECK(rig.recorder.clock_settled_for() == 2h);
}

TEST_CASE("recorder: a UPS that is removed, and the end, leave nothing open") {
    Rig rig;
    rig.recorder.on_ups_added("a", "/dev/ttyS0");
    rig.recorder.on_ups_added("b", "/dev/ttyS1");
    rig.recorder.on_state("a", State::on_battery);
    rig.tell("ups.load", "20");
    CHECK(rig.recorder.any_on_battery());
    rig.recorder.on_ups_removed("a");
    CHECK_FALSE(rig.recorder.any_on_battery());
    const history::Batch removed = rig.recorder.take();
    CHECK_FALSE(removed.samples.back().value);
    CHECK_FALSE(removed.states.back().state);
    CHECK(removed.alive.size() == 2);
    rig.recorder.end();
    const history::Batch last = rig.recorder.take();
    REQUIRE(last.states.size() == 1);
    CHECK(last.states[0].ups == "b");
    CHECK_FALSE(last.states[0].state);
    CHECK(rig.recorder.take().alive.empty());
}

TEST_CASE("recorder: bounded, whatever comes") {
    Rig rig;
    rig.recorder.on_ups_added("a", "/dev/ttyS0");
    for (int i = 0; i < 1000; ++i) rig.recorder.on_event("a", LogLevel::warning, "again");
    for (std::size_t i = 0; i < HistoryRecorder::kMostRows + 7; ++i) rig.tell("ups.load", std::to_string(i));
    const history::Batch batch = rig.recorder.take();
    CHECK(batch.events.size() == HistoryRecorder::kMostEvents + 1);
    CHECK(batch.events.back().text == "800 more events");
    CHECK(batch.samples.size() == HistoryRecorder::kMostRows);
    CHECK(rig.recorder.take_lost() == 7);
    CHECK(rig.recorder.take_lost() == 0);
}

}  // namespace
}  // namespace upsmd::daemon
